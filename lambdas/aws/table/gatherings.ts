import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Member, packMember, problemKey, unpackMember } from '../../core/gathered.ts';
import type { Due, Gathering, GatheringKey, GatheringPorts, Problem, Put } from '../../deliver/ports.ts';
import { isConditionFailed, type Table } from './client.ts';
import { LEASE_MS } from './deliveries.ts';
import { expiresAt, gatheringId, gatheringKey, openPartition, shardOf } from './keys.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

type Row = Readonly<Record<string, unknown>>;
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Whether a destination was told of a problem, and not yet that it is over. */
export async function isOpen(destination: string, fingerprint: string, table: Table): Promise<boolean> {
  const Key = gatheringKey(problemKey(destination, fingerprint));
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key, ProjectionExpression: 'firstId, lastMs' }),
  );
  return typeof Item?.['firstId'] === 'string' && numberOf(Item['lastMs']) > 0;
}

/**
 * Makes one delivery speak for a problem: the first, one whose problem has not been seen for the window, or one that is
 * worse. Everybody else repeats it. The same delivery asking again is still the first.
 */
export async function openProblem(
  problem: Problem,
  nowMs: number,
  table: Table,
): ReturnType<GatheringPorts['openProblem']> {
  const { destination, fingerprint, deliveryId, rank, windowMs } = problem;
  const Key = gatheringKey(problemKey(destination, fingerprint));
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        ConditionExpression: 'attribute_not_exists(firstId) OR firstId = :me OR lastMs < :past OR severityRank < :rank',
        UpdateExpression:
          'SET firstId = :me, severityRank = :rank, lastMs = :now, told = :one, expiresAt = :expires ADD spoken :mine',
        ExpressionAttributeValues: {
          ':me': deliveryId,
          ':mine': new Set([deliveryId]),
          ':past': Math.max(0, nowMs - windowMs),
          ':rank': rank,
          ':now': nowMs,
          ':one': 1,
          ':expires': expiresAt(nowMs, table.retentionDays),
        },
      }),
    );
    return { kind: 'first' };
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
  const spoken: unknown = Item?.['spoken'];
  // It spoke before somebody else took over, and may have been heard: it goes on for itself.
  if (spoken instanceof Set && spoken.has(deliveryId)) return { kind: 'first' };
  return { kind: 'repeat', of: String(Item?.['firstId'] ?? deliveryId) };
}

const AT_ONCE = 'openSk = :dueIso, dueMs = :due';
const UNLESS_DUE = 'openSk = if_not_exists(openSk, :dueIso), dueMs = if_not_exists(dueMs, :due)';

/** Adds members; when it had none it becomes due, and the sparse index sees to it that it is told. */
export async function gather(
  key: GatheringKey,
  members: readonly Member[],
  { ms: dueMs, isUrgent }: Due,
  nowMs: number,
  table: Table,
): ReturnType<GatheringPorts['gather']> {
  const old = await addMembers(key, members, { ms: dueMs, isUrgent }, nowMs, table);
  if (old === 'full') return { kind: 'full', isHastened: await hasten(key, nowMs, table) };
  const isFirst = old['members'] === undefined;
  const oldDueMs = numberOf(old['dueMs']);
  if (isFirst && !isUrgent && oldDueMs < dueMs) await postpone(key, dueMs, table);
  // Whoever is telling now has taken what there was; what comes now is told by the next message.
  const next = numberOf(old['leaseUntilMs']) > nowMs ? 1 : 0;
  const tellAtMs = isUrgent ? dueMs : Math.max(dueMs, oldDueMs);
  return {
    kind: 'gathered',
    sequence: numberOf(old['sequence']) + next,
    isFirst: isFirst || isUrgent,
    dueMs: tellAtMs,
  };
}

/** A row is written whole with every addition, so it is kept small; what is full is told at once, and then takes more. */
const MOST_MEMBERS = 250;

async function addMembers(
  key: GatheringKey,
  members: readonly Member[],
  due: Due,
  nowMs: number,
  table: Table,
): Promise<Row | 'full'> {
  try {
    const { Attributes = {} } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: gatheringKey(key),
        ConditionExpression: 'attribute_not_exists(members) OR size(members) < :most',
        UpdateExpression:
          `SET lastMs = :now, openPk = :openPk, ${due.isUrgent ? AT_ONCE : UNLESS_DUE}, ` +
          'deliveryId = :id, destination = :destination, #status = :gathering, expiresAt = :expires ADD members :members',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':most': MOST_MEMBERS,
          ':now': nowMs,
          ':openPk': openPartition(shardOf(gatheringId(key))),
          ':due': due.ms,
          ':dueIso': iso(due.ms),
          ':id': gatheringId(key),
          ':destination': key.destination,
          ':gathering': 'gathering',
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
async function hasten(key: GatheringKey, nowMs: number, table: Table): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: gatheringKey(key),
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
async function postpone(key: GatheringKey, dueMs: number, table: Table): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: gatheringKey(key),
      UpdateExpression: 'SET dueMs = :due, openSk = :openSk',
      ExpressionAttributeValues: { ':due': dueMs, ':openSk': iso(dueMs) },
    }),
  );
}

const membersOf = (row: Row | undefined): Member[] => {
  const members: unknown = row?.['members'];
  return members instanceof Set ? [...members].map((member) => unpackMember(String(member))) : [];
};

const gatheringOf = (row: Row): Gathering => ({
  members: membersOf(row),
  told: numberOf(row['told']),
  sequence: numberOf(row['sequence']),
  // A worker that puts a gathering down takes its name from it: one that is there is that of a dead one.
  mayBeTold: row['owner'] !== undefined,
  ...(typeof row['firstId'] === 'string' ? { first: row['firstId'] } : {}),
});

/** Takes what was gathered under a lease. */
export async function takeGathering(
  key: GatheringKey,
  owner: string,
  nowMs: number,
  table: Table,
): ReturnType<GatheringPorts['takeGathering']> {
  const Key = gatheringKey(key);
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

/** Puts a gathering down; what was told leaves it, what came meanwhile stays for the next message. */
export async function putGathering(
  key: GatheringKey,
  owner: string,
  { told, dueMs, isOver, first }: Put,
  table: Table,
): Promise<boolean> {
  const never = isOver ? { ', lastMs = :never': { ':never': 0 } } : {};
  const speaks = first === undefined ? {} : { ', firstId = :first': { ':first': first } };
  const leaves = { ':members': new Set(told.map(packMember)), ':count': told.length, ':one': 1 };
  const tells = told.length === 0 ? {} : { ' ADD told :count, #sequence :one DELETE members :members': leaves };
  const set = { ...never, ...speaks };
  try {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: gatheringKey(key),
        ConditionExpression: '#owner = :owner',
        UpdateExpression: `SET dueMs = :due, openSk = :openSk${Object.keys(set).join('')} REMOVE leaseUntilMs, #owner${Object.keys(tells).join('')}`,
        ExpressionAttributeNames: { '#owner': 'owner', ...(told.length === 0 ? {} : { '#sequence': 'sequence' }) },
        ExpressionAttributeValues: Object.assign(
          { ':owner': owner, ':due': dueMs, ':openSk': iso(dueMs) },
          ...Object.values({ ...set, ...tells }),
        ),
        ReturnValues: 'ALL_NEW',
      }),
    );
    const isLeft = membersOf(Attributes).length > 0;
    if (!isLeft) await close(key, table);
    return isLeft;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** An empty gathering leaves the index of what is open. */
async function close(key: GatheringKey, table: Table): Promise<void> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: gatheringKey(key),
    ConditionExpression: 'attribute_not_exists(members)',
    UpdateExpression: 'REMOVE openPk, openSk',
  });
  await table.client.send(update).catch((error: unknown) => {
    if (!isConditionFailed(error)) throw error;
  });
}
