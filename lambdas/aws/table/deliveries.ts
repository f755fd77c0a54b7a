import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryMessage } from '../../core/delivery.ts';
import type { Claim, Settlement } from '../../deliver/ports.ts';
import { isConditionFailed, type Table } from './client.ts';
import { claimFrom, refusalFrom } from './delivery-row.ts';
import { deliveryKey, expiresAt, openPartition, shardOf } from './keys.ts';

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

const iso = (ms: number): string => new Date(ms).toISOString();

/** Takes a delivery for one worker, or says why not. */
export async function claim(message: DeliveryMessage, owner: string, nowMs: number, table: Table): Promise<Claim> {
  const Key = deliveryKey(message.deliveryId);
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
          'deliveryId = :id, destination = :destination, expiresAt = if_not_exists(expiresAt, :expires)',
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
    booked: settlement.status,
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
  const { reason, dueMs } = settlement;
  return { set: { ...common, reason, dueMs, leaseUntilMs: 0, openSk: iso(dueMs) }, remove: ['owner'] };
}

/** Puts a claimed delivery down again; `false` when the lease was lost meanwhile. */
export async function settle(
  message: DeliveryMessage,
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
        Key: deliveryKey(message.deliveryId),
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
