import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type GroupKey, type GroupMember, packMember, unpackMember } from '../../core/group.ts';
import type { Flushed, Group, Groups } from '../../engine/ports/groups.ts';
import { isConditionFailed, type Table } from './client.ts';
import { LEASE_MS } from './deliveries.ts';
import { groupKey } from './keys.ts';
import { iso, numberOf, type Row } from './values.ts';

const membersOf = (row: Row | undefined): GroupMember[] => {
  const members: unknown = row?.['members'];
  return members instanceof Set ? [...members].map((member) => unpackMember(String(member))) : [];
};

const groupOf = (row: Row): Group => ({
  members: membersOf(row),
  notified: numberOf(row['notified']),
  sequence: numberOf(row['sequence']),
  // A worker that releases a group takes its name from it: one that is there is that of a dead one.
  isUncertain: row['owner'] !== undefined,
  ...(typeof row['firstId'] === 'string' ? { first: row['firstId'] } : {}),
});

/** Leases what was added. */
export async function takeGroup(key: GroupKey, owner: string, nowMs: number, table: Table): ReturnType<Groups['take']> {
  const Key = groupKey(key);
  try {
    const { Attributes = {} } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        ConditionExpression:
          'attribute_exists(members) AND dueMs <= :now AND (attribute_not_exists(leaseUntilMs) OR leaseUntilMs <= :now)',
        UpdateExpression: 'SET leaseUntilMs = :lease, #owner = :owner, openSk = :openSk',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: {
          ':now': nowMs,
          ':lease': nowMs + LEASE_MS,
          ':owner': owner,
          ':openSk': iso(nowMs + LEASE_MS),
        },
        ReturnValues: 'ALL_OLD',
      }),
    );
    return groupOf(Attributes);
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
  if (membersOf(Item).length === 0) {
    // Its worker may have died between releasing it and closing it.
    await close(key, table);
    return 'empty';
  }
  return { laterMs: Math.max(numberOf(Item?.['dueMs']), numberOf(Item?.['leaseUntilMs'])) };
}

/** What changes in a row that is released. */
function releaseUpdate({ members, dueMs, isOver, first }: Flushed) {
  const isFlushed = members.length > 0;
  const UpdateExpression = [
    'SET dueMs = :due, openSk = :openSk',
    isOver ? ', lastMs = :never' : '',
    first === undefined ? '' : ', firstId = :first',
    ' REMOVE leaseUntilMs, #owner',
    isFlushed ? ' ADD notified :count, #sequence :one DELETE members :members' : '',
  ].join('');
  const values = {
    ':due': dueMs,
    ':openSk': iso(dueMs),
    ...(isOver ? { ':never': 0 } : {}),
    ...(first === undefined ? {} : { ':first': first }),
    ...(isFlushed ? { ':members': new Set(members.map(packMember)), ':count': members.length, ':one': 1 } : {}),
  };
  return { UpdateExpression, names: isFlushed ? { '#sequence': 'sequence' } : {}, values };
}

/** Releases a group; flushed members leave it, what came meanwhile stays for the next message. */
export async function releaseGroup(key: GroupKey, owner: string, flushed: Flushed, table: Table): Promise<boolean> {
  const { UpdateExpression, names, values } = releaseUpdate(flushed);
  const update = new UpdateCommand({
    TableName: table.name,
    Key: groupKey(key),
    ConditionExpression: '#owner = :owner',
    UpdateExpression,
    ExpressionAttributeNames: { '#owner': 'owner', ...names },
    ExpressionAttributeValues: { ':owner': owner, ...values },
    ReturnValues: 'ALL_NEW',
  });
  try {
    const { Attributes } = await table.client.send(update);
    const isLeft = membersOf(Attributes).length > 0;
    if (!isLeft) await close(key, table);
    return isLeft;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** An empty group leaves the index of what is open. */
async function close(key: GroupKey, table: Table): Promise<void> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: groupKey(key),
    ConditionExpression: 'attribute_not_exists(members)',
    UpdateExpression: 'REMOVE openPk, openSk',
  });
  await table.client.send(update).catch((error: unknown) => {
    if (!isConditionFailed(error)) throw error;
  });
}
