import { type DeliveryState, partsOfDeliveryId } from '../../domain/delivery.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Confirmed } from '../../engine/ports/deliveries.ts';
import { isLeaseOver, LONGEST_LEASE_MS } from '../../engine/ports/limits.ts';
import { loadAlert } from './alerts.ts';
import type { Table } from './client.ts';
import { updateIf } from './conditional.ts';
import { deliveryStates } from './delivery-states.ts';
import { countedIn, type DeliveryItem, readDelivery } from './items.ts';
import { batchKey, deliveryKey, expiresAt, type Key } from './keys.ts';
import { UNLEASED } from './leases.ts';
import { getRow } from './requests.ts';

interface Given {
  readonly deliveryId: string;
  readonly reason: string;
  readonly nowMs: number;
}

const UNCERTAIN = `#status = :unknown AND ${UNLEASED}`;
const uncertainAt = (nowMs: number): Readonly<Record<string, unknown>> => ({
  ':unknown': 'unknown',
  ':now': nowMs,
  ':farLease': nowMs + LONGEST_LEASE_MS,
});

/** Why a row was not confirmed. */
function refusalOf({ status, leaseMs = 0, reason }: DeliveryItem, nowMs: number): Confirmed {
  if (status === 'sending' && !isLeaseOver(leaseMs, nowMs)) return { kind: 'leased', untilMs: leaseMs };
  return { kind: 'other', status, ...defined({ reason }) };
}

async function confirmOwn({ deliveryId, reason, nowMs }: Given, table: Table): Promise<Confirmed | undefined> {
  const before = await updateIf(
    deliveryKey(deliveryId),
    {
      condition: UNCERTAIN,
      values: uncertainAt(nowMs),
      set: { status: 'delivered', counted: 'delivered', reason: reason.toWellFormed() },
      remove: ['openPk', 'openSk', 'dueMs', 'owner', 'leaseMs', 'mergedInto', 'listedPk', 'listedSk'],
      answers: 'ALL_OLD',
    },
    table,
  );
  if (before !== undefined) return { kind: 'confirmed', counted: countedIn(readDelivery(before)) };
  const item = await getRow(deliveryKey(deliveryId), table);
  return item === undefined ? undefined : refusalOf(readDelivery(item), nowMs);
}

/** The batch goes on without the alert; `false` when the batch's row has changed meanwhile, or is leased. */
async function splitOut(key: Key, alertId: string, row: DeliveryItem, nowMs: number, table: Table): Promise<boolean> {
  const old = row.splitOut;
  // The list only grows.
  const unchanged = old === undefined ? 'attribute_not_exists(#splitOut)' : 'size(#splitOut) = :size';
  const update = {
    condition: `${UNCERTAIN} AND ${unchanged}`,
    values: { ...uncertainAt(nowMs), ...(old === undefined ? {} : { ':size': old.length }) },
    set: { splitOut: [...(old ?? []), alertId] },
  };
  return (await updateIf(key, update, table)) !== undefined;
}

async function addOwn({ deliveryId, reason, nowMs }: Given, row: DeliveryItem, table: Table): Promise<boolean> {
  const own = {
    status: 'delivered',
    counted: 'delivered',
    reason: reason.toWellFormed(),
    attempts: row.attempts,
    firstMs: row.firstMs ?? nowMs,
    expiresAt: expiresAt(row.firstMs ?? nowMs, table.retentionDays),
  };
  const update = { condition: 'attribute_not_exists(#status)', set: own };
  return (await updateIf(deliveryKey(deliveryId), update, table)) !== undefined;
}

/** How long somebody waits who confirms at the moment at which a batch changes. */
const AGAIN_MS = 1_000;

/**
 * Its batch decides its state. The batch leaves it out first, so that it is not sent again after a crash in between; a
 * repeated call goes on then.
 */
async function confirmShared(given: Given, alertId: string, key: Key, table: Table): Promise<Confirmed | undefined> {
  const { nowMs } = given;
  const item = await getRow(key, table);
  if (item === undefined) return undefined;
  const row = readDelivery(item);
  if (row.status !== 'unknown') return refusalOf(row, nowMs);
  const isDone = (await splitOut(key, alertId, row, nowMs, table)) && (await addOwn(given, row, table));
  return isDone ? { kind: 'confirmed', counted: countedIn(row) } : { kind: 'leased', untilMs: nowMs + AGAIN_MS };
}

const asOther = (state: DeliveryState | undefined): Confirmed =>
  state === undefined
    ? { kind: 'absent' }
    : { kind: 'other', status: state.status, ...defined({ reason: state.reason }) };

/** Completes an uncertain delivery as delivered, unless a worker has its lease. */
export async function confirm(deliveryId: string, reason: string, nowMs: number, table: Table): Promise<Confirmed> {
  const parts = partsOfDeliveryId(deliveryId);
  if (parts === undefined) return { kind: 'absent' };
  const given = { deliveryId, reason, nowMs };
  const own = await confirmOwn(given, table);
  if (own !== undefined) return own;
  const { alertId, destination } = parts;
  const stored = await loadAlert(alertId, table);
  if (stored === undefined) return { kind: 'absent' };
  const isShared = stored.batch !== undefined && stored.batchDestinations?.includes(destination) === true;
  const shared = isShared
    ? await confirmShared(given, alertId, batchKey(stored.batch ?? '', destination), table)
    : undefined;
  if (shared !== undefined) return shared;
  return asOther((await deliveryStates({ ...stored, alertId }, table)).find(({ id }) => id === deliveryId));
}
