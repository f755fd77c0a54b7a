import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Circuit, RateWindow } from '../../engine/ports/destinations.ts';
import { isConditionFailed, type Table } from './client.ts';
import { circuitKey, windowKey } from './keys.ts';
import { numberOf } from './values.ts';

type Row = Readonly<Record<string, unknown>> | undefined;

const circuitOf = (row: Row): Circuit | undefined =>
  row === undefined
    ? undefined
    : { reason: String(row['reason']), sinceMs: numberOf(row['sinceMs']), isReported: row['isReported'] === true };

export async function readCircuit(destination: string, table: Table): Promise<Circuit | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: circuitKey(destination), ConsistentRead: true }),
  );
  return circuitOf(Item);
}

/** Opens a circuit unless it is open; whoever was first decides reason and time. */
export async function openCircuit(destination: string, reason: string, nowMs: number, table: Table): Promise<Circuit> {
  const { Attributes } = await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: circuitKey(destination),
      UpdateExpression:
        'SET reason = if_not_exists(reason, :reason), sinceMs = if_not_exists(sinceMs, :now), nextProbeMs = if_not_exists(nextProbeMs, :now)',
      ExpressionAttributeValues: { ':reason': reason, ':now': nowMs },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return circuitOf(Attributes) ?? { reason, sinceMs: nowMs, isReported: false };
}

const quietly = async (update: UpdateCommand, table: Table): Promise<boolean> => {
  try {
    await table.client.send(update);
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
};

/** One worker at a time probes whether a destination takes requests again. */
export const acquireProbe = (destination: string, nowMs: number, nextMs: number, table: Table): Promise<boolean> =>
  quietly(
    new UpdateCommand({
      TableName: table.name,
      Key: circuitKey(destination),
      ConditionExpression: 'attribute_exists(pk) AND nextProbeMs <= :now',
      UpdateExpression: 'SET nextProbeMs = :next',
      ExpressionAttributeValues: { ':now': nowMs, ':next': nextMs },
    }),
    table,
  );

export async function markReported(destination: string, table: Table): Promise<void> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: circuitKey(destination),
    ConditionExpression: 'attribute_exists(pk)',
    UpdateExpression: 'SET isReported = :yes',
    ExpressionAttributeValues: { ':yes': true },
  });
  await quietly(update, table);
}

/** Closes a circuit; only the call that did gets it. */
export async function closeCircuit(destination: string, table: Table): Promise<Circuit | undefined> {
  const command = new DeleteCommand({ TableName: table.name, Key: circuitKey(destination), ReturnValues: 'ALL_OLD' });
  const { Attributes } = await table.client.send(command);
  return circuitOf(Attributes);
}

export async function readWindow(destination: string, table: Table): Promise<RateWindow> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: windowKey(destination), ConsistentRead: true }),
  );
  const times: unknown = Item?.['requestTimes'];
  return {
    requestTimes: Array.isArray(times) ? times.map(numberOf) : [],
    blockedUntilMs: numberOf(Item?.['blockedUntilMs']),
    version: numberOf(Item?.['version']),
  };
}

/** Writes what was read and changed; `false` when somebody else did so first. */
export const writeWindow = (
  destination: string,
  { requestTimes, blockedUntilMs, version }: RateWindow,
  table: Table,
): Promise<boolean> =>
  quietly(
    new UpdateCommand({
      TableName: table.name,
      Key: windowKey(destination),
      ConditionExpression: version === 0 ? 'attribute_not_exists(#version)' : '#version = :old',
      UpdateExpression: 'SET requestTimes = :times, blockedUntilMs = :blocked, #version = :new',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: {
        ':times': [...requestTimes],
        ':blocked': blockedUntilMs,
        ':new': version + 1,
        ...(version === 0 ? {} : { ':old': version }),
      },
    }),
    table,
  );
