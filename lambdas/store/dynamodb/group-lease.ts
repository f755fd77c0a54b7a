import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type GroupMember, packMember, unpackMember } from '../../core/group.ts';
import type { Group, GroupKey, GroupPorts, Put } from '../../engine/deliver/ports.ts';
import { isConditionFailed, type Table } from './client.ts';
import { LEASE_MS } from './deliveries.ts';
import { groupKey } from './keys.ts';
import { iso, numberOf, type Row } from './values.ts';

const membersOf = (row: Row | undefined): GroupMember[] => {
  const members: unknown = row?.['members'];
  return members instanceof Set ? [...members].map((member) => unpackMember(String(member))) : [];
};

const gatheringOf = (row: Row): Group => ({
  members: membersOf(row),
  told: numberOf(row['told']),
  sequence: numberOf(row['sequence']),
  // A worker that puts a gathering down takes its name from it: one that is there is that of a dead one.
  mayBeTold: row['owner'] !== undefined,
  ...(typeof row['firstId'] === 'string' ? { first: row['firstId'] } : {}),
});

/** Takes what was gathered under a lease. */
export async function takeGroup(
  key: GroupKey,
  owner: string,
  nowMs: number,
  table: Table,
): ReturnType<GroupPorts['takeGroup']> {
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
    return gatheringOf(Attributes);
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
  if (membersOf(Item).length === 0) {
    // Its worker may have died between putting it down and closing it.
    await close(key, table);
    return 'nothing';
  }
  return { laterMs: Math.max(numberOf(Item?.['dueMs']), numberOf(Item?.['leaseUntilMs'])) };
}

/** What changes in a row that is put down. */
function putUpdate({ told, dueMs, isOver, first }: Put) {
  const isTold = told.length > 0;
  const UpdateExpression = [
    'SET dueMs = :due, openSk = :openSk',
    isOver ? ', lastMs = :never' : '',
    first === undefined ? '' : ', firstId = :first',
    ' REMOVE leaseUntilMs, #owner',
    isTold ? ' ADD told :count, #sequence :one DELETE members :members' : '',
  ].join('');
  const values = {
    ':due': dueMs,
    ':openSk': iso(dueMs),
    ...(isOver ? { ':never': 0 } : {}),
    ...(first === undefined ? {} : { ':first': first }),
    ...(isTold ? { ':members': new Set(told.map(packMember)), ':count': told.length, ':one': 1 } : {}),
  };
  return { UpdateExpression, names: isTold ? { '#sequence': 'sequence' } : {}, values };
}

/** Puts a gathering down; what was told leaves it, what came meanwhile stays for the next message. */
export async function releaseGroup(key: GroupKey, owner: string, put: Put, table: Table): Promise<boolean> {
  const { UpdateExpression, names, values } = putUpdate(put);
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

/** An empty gathering leaves the index of what is open. */
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
