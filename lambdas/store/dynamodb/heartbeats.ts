import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Heartbeat } from '../../engine/ports/heartbeats.ts';
import { isConditionFailed, type Table } from './client.ts';
import { sourceKey } from './keys.ts';

const quietly = async (update: UpdateCommand, table: Table): Promise<void> => {
  await table.client.send(update).catch((error: unknown) => {
    if (!isConditionFailed(error)) throw error;
  });
};

/** Notes that a source was seen; an older time changes nothing. */
export const markSeen = (source: string, atMs: number, table: Table): Promise<void> =>
  quietly(
    new UpdateCommand({
      TableName: table.name,
      Key: sourceKey(source),
      ConditionExpression: 'attribute_not_exists(lastSeenMs) OR lastSeenMs < :at',
      UpdateExpression: 'SET lastSeenMs = :at',
      ExpressionAttributeValues: { ':at': atMs },
    }),
    table,
  );

export async function readHeartbeat(source: string, table: Table): Promise<Heartbeat | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: sourceKey(source), ConsistentRead: true }),
  );
  if (typeof Item?.['lastSeenMs'] !== 'number') return undefined;
  return {
    lastSeenMs: Item['lastSeenMs'],
    ...(typeof Item['reportedMs'] === 'number' ? { reportedMs: Item['reportedMs'] } : {}),
  };
}

/** Notes that a gap was reported, or with nothing that it is over. */
export const markReported = (source: string, reportedMs: number | undefined, table: Table): Promise<void> =>
  quietly(
    new UpdateCommand({
      TableName: table.name,
      Key: sourceKey(source),
      UpdateExpression: reportedMs === undefined ? 'REMOVE reportedMs' : 'SET reportedMs = :reported',
      ...(reportedMs === undefined ? {} : { ExpressionAttributeValues: { ':reported': reportedMs } }),
    }),
    table,
  );
