import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Claim, Claimable, Settlement, StoredBatch } from '../../engine/ports/deliveries.ts';
import { isConditionFailed, type Table } from './client.ts';
import { claimFrom, refusalFrom } from './delivery-row.ts';
import { expiresAt, openKey, openPartition, shardOf } from './keys.ts';
import { iso } from './values.ts';

/**
 * How long a worker may hold a delivery without settling it: longer than its function can run (infra gives deliver
 * 30 seconds), so a lease that has run out belongs to nobody alive.
 */
export const LEASE_MS = 40_000;

// A claim succeeds in exactly three cases:
//
//   nobody had it          it has no status
//   it waits and is due    openPk exists, no lease, dueMs reached
//   its worker died        openPk exists, the lease has run out
//
//   queued ─claim→ sending ─settle→ ended          (openPk removed: no claim succeeds any more)
//                     │ └────settle→ retrying ─(dueMs)─claim→ …
//                     └─ worker dies ─(leaseUntilMs)─claim→ …
const NOBODY = 'attribute_not_exists(#status)';
const FREE = '(attribute_exists(openPk) AND dueMs <= :now AND leaseUntilMs <= :now)';

/** Takes a delivery (or a batch) for one worker, or says why not. `alertIds` are what a batch holds. */
export async function claim(
  message: Claimable,
  owner: string,
  nowMs: number,
  table: Table,
  alertIds?: readonly string[],
): Promise<Claim> {
  const Key = openKey(message.deliveryId);
  const leaseUntilMs = nowMs + LEASE_MS;
  try {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        ConditionExpression: `${NOBODY} OR ${FREE}`,
        UpdateExpression:
          'SET #status = :sending, #owner = :owner, leaseUntilMs = :lease, dueMs = if_not_exists(dueMs, :now), ' +
          'openPk = :openPk, openSk = :openSk, #hour = if_not_exists(#hour, :hour), firstMs = if_not_exists(firstMs, :now), ' +
          'deliveryId = :id, destination = :destination, expiresAt = if_not_exists(expiresAt, :expires)' +
          (alertIds === undefined ? '' : ', alertIds = if_not_exists(alertIds, :alertIds)'),
        ExpressionAttributeNames: { '#status': 'status', '#owner': 'owner', '#hour': 'hour' },
        ExpressionAttributeValues: {
          ':sending': 'sending',
          ':owner': owner,
          ':now': nowMs,
          ':lease': leaseUntilMs,
          ':openPk': openPartition(shardOf(message.deliveryId)),
          ':openSk': iso(leaseUntilMs),
          ':hour': message.hour,
          ':id': message.deliveryId,
          ':destination': message.destination,
          ':expires': expiresAt(nowMs, table.retentionDays),
          ...(alertIds === undefined ? {} : { ':alertIds': [...alertIds] }),
        },
        ReturnValues: 'ALL_OLD',
      }),
    );
    return claimFrom(Attributes, nowMs);
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
  return refusalFrom(Item, nowMs);
}

interface Change {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove: readonly string[];
}

function changeOf(settlement: Settlement): Change {
  const common = {
    status: settlement.status,
    counted: settlement.status,
    attempts: JSON.stringify(settlement.attempts),
  };
  if (settlement.kind === 'ended') {
    const { reason, receipt, mergedInto } = settlement;
    const kept = { reason, mergedInto, receipt: receipt === undefined ? undefined : JSON.stringify(receipt) };
    const set = Object.fromEntries(Object.entries({ ...common, ...kept }).filter(([, value]) => value !== undefined));
    return {
      set,
      remove: ['openPk', 'openSk', 'owner', 'leaseUntilMs', 'dueMs', ...(reason === undefined ? ['reason'] : [])],
    };
  }
  const { reason, dueMs, splitOut } = settlement;
  const apart = splitOut === undefined ? {} : { splitOut: [...splitOut] };
  return { set: { ...common, ...apart, reason, dueMs, leaseUntilMs: 0, openSk: iso(dueMs) }, remove: ['owner'] };
}

/** Completes or releases a claimed delivery; `false` when the lease was lost meanwhile. */
export async function settle(
  message: Claimable,
  owner: string,
  settlement: Settlement,
  table: Table,
): Promise<boolean> {
  const { set, remove } = changeOf(settlement);
  const names = [...Object.keys(set), ...remove];
  const sets = Object.keys(set).map((name) => `#${name} = :${name}`);
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: openKey(message.deliveryId),
        ConditionExpression: '#owner = :me',
        UpdateExpression: `SET ${sets.join(', ')} REMOVE ${remove.map((name) => `#${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries([...names, 'owner'].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
          ':me': owner,
        },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** Gives a delivery of a batch a row of its own, because it fared differently; nothing when it has one. */
export async function split(message: Claimable, settlement: Settlement, firstMs: number, table: Table): Promise<void> {
  const { set } = changeOf(settlement);
  const isOpen = settlement.kind === 'waiting';
  const all: Readonly<Record<string, unknown>> = {
    ...set,
    ...(isOpen ? { openPk: openPartition(shardOf(message.deliveryId)) } : {}),
    hour: message.hour,
    firstMs,
    deliveryId: message.deliveryId,
    destination: message.destination,
    expiresAt: expiresAt(firstMs, table.retentionDays),
  };
  const names = Object.keys(all);
  const update = new UpdateCommand({
    TableName: table.name,
    Key: openKey(message.deliveryId),
    ConditionExpression: NOBODY,
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, all[name]])),
  });
  await table.client.send(update).catch((error: unknown) => {
    if (!isConditionFailed(error)) throw error;
  });
}

/** What a batch's row says of its message; nothing when there is no such row. */
export async function loadBatch(deliveryId: string, table: Table): Promise<StoredBatch | undefined> {
  const get = new GetCommand({ TableName: table.name, Key: openKey(deliveryId), ConsistentRead: true });
  const { Item } = await table.client.send(get);
  const alertIds: unknown = Item?.['alertIds'];
  if (Item === undefined || !Array.isArray(alertIds)) return undefined;
  return { destination: String(Item['destination']), hour: String(Item['hour']), alertIds: alertIds.map(String) };
}
