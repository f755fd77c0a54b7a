import { moved } from '../../domain/counters.ts';
import { partsOfDeliveryId } from '../../domain/delivery.ts';
import type { Confirmed, Settlement } from '../../engine/ports/deliveries.ts';
import { isLeaseOver } from '../../engine/ports/limits.ts';
import { readAttempts, readStatus } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { addOwn, readDelivery, settledColumns, settleRow } from './delivery-rows.ts';
import type { Counting } from './ledger.ts';
import { unlist } from './listed.ts';
import { sharedRow } from './settle.ts';
import { alertSubject, isPlanned, type Subject } from './subjects.ts';

interface Given {
  readonly reason: string;
  readonly nowMs: number;
  /** What the owners of leases that hold begin with. */
  readonly run: string;
}

/** Why a row is not confirmed; nothing when it is uncertain and no worker has its lease. */
function refusalOf(row: Row, { nowMs, run }: Given): Confirmed | undefined {
  const [status, lease] = [readStatus(textIn(row, 'status')), numberIn(row, 'lease')];
  if (status === 'unknown') return undefined;
  const isLeased = (textOrNothing(row, 'owner') ?? '').startsWith(run) && !isLeaseOver(lease, nowMs);
  if (status === 'sending' && isLeased) return { kind: 'leased', untilMs: lease };
  const reason = textOrNothing(row, 'reason');
  return { kind: 'other', status, ...(reason === undefined ? {} : { reason }) };
}

const delivered = (row: Row, { reason }: Given): Settlement => ({
  kind: 'ended',
  status: 'delivered',
  reason,
  attempts: readAttempts(textIn(row, 'attempts')),
});

const SPLIT_OUT = `UPDATE batch SET split_out = json_insert(coalesce(split_out, '[]'), '$[#]', (SELECT id FROM alert WHERE n = ?))
  WHERE n = ?`;

/** It gets a row of its own, and the batch goes on without it. */
function leaveBatch(subject: Subject, row: Row, given: Given, database: Database): void {
  addOwn(subject, settledColumns(delivered(row, given)), numberIn(row, 'first'), database);
  database.sql(SPLIT_OUT).run(subject.n, -numberIn(row, 'subject'));
}

function confirmRow(subject: Subject, given: Given, database: Database): Confirmed {
  const own = readDelivery(subject, database);
  const row = own ?? sharedRow(subject, database);
  if (row === undefined)
    return isPlanned(subject, database) ? { kind: 'other', status: subject.counted } : { kind: 'absent' };
  const refusal = refusalOf(row, given);
  if (refusal !== undefined) return refusal;
  if (own === undefined) leaveBatch(subject, row, given, database);
  else settleRow(subject, delivered(own, given), database);
  unlist('unknown', subject, subject.destination, database);
  return { kind: 'confirmed', counted: readStatus(textIn(row, 'counted')) };
}

/** Completes an uncertain delivery as delivered, unless a worker has its lease. */
export function confirm(deliveryId: string, given: Given, count: Counting, database: Database): Confirmed {
  const parts = partsOfDeliveryId(deliveryId);
  const subject = parts === undefined ? undefined : alertSubject(parts.alertId, parts.destination, database);
  if (subject === undefined) return { kind: 'absent' };
  const result = confirmRow(subject, given, database);
  if (result.kind === 'confirmed') count(subject.hour, moved(result.counted, 'delivered'));
  return result;
}
