import { receiptKey } from '../receipt-key.ts';
import type { Result } from './job.ts';
import type { Worker } from './worker.ts';

/** As long as alerts are kept at the most: a ticket may be answered late. */
const KEPT_MS = 90 * 24 * 60 * 60_000;

async function save({ job, settlement }: Result, { ports }: Worker): Promise<void> {
  if (settlement.kind !== 'ended' || settlement.receipt === undefined) return;
  const { destination, deliveryId } = job.message;
  const connected = await ports.destination(destination);
  const subjectOf = typeof connected === 'string' ? undefined : connected.callback?.subjectOf;
  if (subjectOf === undefined) return;
  await ports.notes.replace(receiptKey(destination, subjectOf(settlement.receipt)), deliveryId, ports.now() + KEPT_MS);
}

/**
 * Notes which delivery a ticket belongs to, where its vendor sends callbacks; before the delivery is completed, so that
 * a crash in between repeats it.
 */
export async function saveReceipts(results: readonly Result[], worker: Worker): Promise<void> {
  for (const result of results) await save(result, worker);
}
