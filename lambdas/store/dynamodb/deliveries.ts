import { partsOfBatchId } from '../../domain/delivery.ts';
import type { Claim, Claimable, StoredBatch } from '../../engine/ports/deliveries.ts';
import { LEASE_MS } from '../../engine/ports/limits.ts';
import type { Table } from './client.ts';
import { newWriteId, tryUpdate, type Update } from './conditional.ts';
import { claimFrom, refusalFrom } from './delivery-rows.ts';
import { type DeliveryItem, readBatch, readDelivery } from './items.ts';
import { expiresAt, openKey } from './keys.ts';
import { FREE, freeAt, OPEN, openValues } from './leases.ts';
import { getRow, type Item } from './requests.ts';

// A claim succeeds in exactly three cases:
//
//   nobody had it          it has no status
//   it waits and is due    openPk exists, no lease, dueMs reached
//   its worker died        it is `sending`, the lease has run out
//
//   queued ─claim→ sending ─settle→ ended          (no openPk, not `sending`: no claim succeeds any more)
//                     │ └────settle→ retrying ─(dueMs)─claim→ …
//                     └─ worker dies ─(leaseMs)─claim→ …
//
// The first claim makes no entry in the index of what is open, since most deliveries end with it, and an entry that is
// made and removed costs as much as the delivery. The message of a worker that died comes back by itself; should it be lost,
// counting the hour from its rows finds the delivery (`recount`).

function claiming(
  { hour }: Claimable,
  owner: string,
  nowMs: number,
  alertIds: readonly string[] | undefined,
  table: Table,
): Update {
  const leaseMs = nowMs + LEASE_MS;
  return {
    condition: `attribute_not_exists(#status) OR (${OPEN} AND ${FREE})`,
    values: { ...freeAt(nowMs), ...openValues },
    // A worker may have the message twice: of its claims one is made.
    set: { status: 'sending', owner, leaseMs, claimedMs: nowMs, writeId: newWriteId() },
    setOnce: {
      firstMs: nowMs,
      expiresAt: expiresAt(nowMs, table.retentionDays),
      ...(alertIds === undefined ? {} : { alertIds: [...alertIds], hour }),
    },
    answers: 'ALL_OLD',
  };
}

/** The row before a claim whose answer was lost: none, or one that may be of a worker that died. */
const rowBefore = (row: DeliveryItem, nowMs: number): DeliveryItem | undefined =>
  row.firstMs === nowMs && row.attempts === undefined && row.counted === undefined ? undefined : row;

const isRow = (item: Item): boolean => item['status'] !== undefined;

/** Takes a delivery (or a batch) for one worker, or says why not. `alertIds` are what a batch holds. */
export async function claim(
  message: Claimable,
  owner: string,
  nowMs: number,
  table: Table,
  alertIds?: readonly string[],
): Promise<Claim> {
  const key = openKey(message.deliveryId);
  const claimed = await tryUpdate(key, claiming(message, owner, nowMs, alertIds, table), table);
  if (claimed === undefined) {
    const item = await getRow(key, table);
    return item === undefined ? { kind: 'leased', untilMs: nowMs } : refusalFrom(readDelivery(item), nowMs);
  }
  if ('unanswered' in claimed) return claimFrom(rowBefore(readDelivery(claimed.unanswered), nowMs), nowMs);
  return claimFrom(isRow(claimed.row) ? readDelivery(claimed.row) : undefined, nowMs);
}

/** What a batch's row says of its message; nothing when there is no such row. */
export async function loadBatch(deliveryId: string, table: Table): Promise<StoredBatch | undefined> {
  const batch = partsOfBatchId(deliveryId);
  const item = batch === undefined ? undefined : await getRow(openKey(deliveryId), table, ['hour', 'alertIds']);
  if (batch === undefined || item === undefined) return undefined;
  const { hour, alertIds } = readBatch(item);
  return { destination: batch.destination, hour, alertIds };
}
