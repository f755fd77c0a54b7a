import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type GroupKey, type GroupMember, groupIdOf, packMember } from '../../core/group.ts';
import type { Added, Due } from '../../engine/ports/groups.ts';
import { isConditionFailed, type Table } from './client.ts';
import { expiresAt, groupKey, openPartition, shardOf } from './keys.ts';
import { iso, numberOf, type Row } from './values.ts';

const AT_ONCE = 'openSk = :dueIso, dueMs = :due';
const UNLESS_DUE = 'openSk = if_not_exists(openSk, :dueIso), dueMs = if_not_exists(dueMs, :due)';

/** Adds members; when it had none it becomes due, and the sparse index sees to it that it is told. */
export async function addToGroup(
  key: GroupKey,
  members: readonly GroupMember[],
  { ms: dueMs, isUrgent }: Due,
  nowMs: number,
  table: Table,
): Promise<Added> {
  const old = await addMembers(key, members, { ms: dueMs, isUrgent }, nowMs, table);
  if (old === 'full') return { kind: 'full', isDueNow: await makeDueNow(key, nowMs, table) };
  const isFirst = old['members'] === undefined;
  const oldDueMs = numberOf(old['dueMs']);
  if (isFirst && !isUrgent && oldDueMs < dueMs) await postpone(key, dueMs, table);
  // Whoever is telling now has taken what there was; what comes now is told by the next message.
  const next = numberOf(old['leaseUntilMs']) > nowMs ? 1 : 0;
  const flushAtMs = isUrgent ? dueMs : Math.max(dueMs, oldDueMs);
  return {
    kind: 'added',
    sequence: numberOf(old['sequence']) + next,
    isFirst: isFirst || isUrgent,
    dueMs: flushAtMs,
  };
}

/** A row is written whole with every addition, so it is kept small; what is full is told at once, and then takes more. */
const MOST_MEMBERS = 250;

async function addMembers(
  key: GroupKey,
  members: readonly GroupMember[],
  due: Due,
  nowMs: number,
  table: Table,
): Promise<Row | 'full'> {
  try {
    const { Attributes = {} } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: groupKey(key),
        ConditionExpression: 'attribute_not_exists(members) OR size(members) < :most',
        UpdateExpression:
          `SET lastMs = :now, openPk = :openPk, ${due.isUrgent ? AT_ONCE : UNLESS_DUE}, ` +
          'deliveryId = :id, destination = :destination, #status = :group, expiresAt = :expires ADD members :members',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':most': MOST_MEMBERS,
          ':now': nowMs,
          ':openPk': openPartition(shardOf(groupIdOf(key))),
          ':due': due.ms,
          ':dueIso': iso(due.ms),
          ':id': groupIdOf(key),
          ':destination': key.destination,
          ':group': 'group',
          ':expires': expiresAt(nowMs, table.retentionDays),
          ':members': new Set(members.map(packMember)),
        },
        ReturnValues: 'ALL_OLD',
      }),
    );
    return Attributes;
  } catch (error) {
    if (isConditionFailed(error)) return 'full';
    throw error;
  }
}

/** Makes a full gathering due now; `false` when it is already. */
async function makeDueNow(key: GroupKey, nowMs: number, table: Table): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: groupKey(key),
    ConditionExpression: 'dueMs > :now AND (attribute_not_exists(leaseUntilMs) OR leaseUntilMs <= :now)',
    UpdateExpression: 'SET dueMs = :now, openSk = :openSk',
    ExpressionAttributeValues: { ':now': nowMs, ':openSk': iso(nowMs) },
  });
  try {
    await table.client.send(update);
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** A gathering that begins anew waits for company, although it was due when it ended. */
async function postpone(key: GroupKey, dueMs: number, table: Table): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: groupKey(key),
      UpdateExpression: 'SET dueMs = :due, openSk = :openSk',
      ExpressionAttributeValues: { ':due': dueMs, ':openSk': iso(dueMs) },
    }),
  );
}
