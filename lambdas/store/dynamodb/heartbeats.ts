import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isConditionFailed, type Table } from './client.ts';
import { sourceKey } from './keys.ts';

/** When a source was last heard, and of which silence it was told (epoch ms). */
export interface Heartbeat {
  readonly lastMs: number;
  /** The `lastMs` before the silence that was told and is not over. */
  readonly toldMs?: number;
}

const quietly = async (update: UpdateCommand, table: Table): Promise<void> => {
  await table.client.send(update).catch((error: unknown) => {
    if (!isConditionFailed(error)) throw error;
  });
};

/** Notes that a source was heard; an older time changes nothing. */
export const markSeen = (source: string, atMs: number, table: Table): Promise<void> =>
  quietly(
    new UpdateCommand({
      TableName: table.name,
      Key: sourceKey(source),
      ConditionExpression: 'attribute_not_exists(lastMs) OR lastMs < :at',
      UpdateExpression: 'SET lastMs = :at',
      ExpressionAttributeValues: { ':at': atMs },
    }),
    table,
  );

export async function readHeartbeat(source: string, table: Table): Promise<Heartbeat | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: sourceKey(source), ConsistentRead: true }),
  );
  if (typeof Item?.['lastMs'] !== 'number') return undefined;
  return { lastMs: Item['lastMs'], ...(typeof Item['toldMs'] === 'number' ? { toldMs: Item['toldMs'] } : {}) };
}

/** Notes that a silence was told, or with nothing that it is over. */
export const markReported = (source: string, toldMs: number | undefined, table: Table): Promise<void> =>
  quietly(
    new UpdateCommand({
      TableName: table.name,
      Key: sourceKey(source),
      UpdateExpression: toldMs === undefined ? 'REMOVE toldMs' : 'SET toldMs = :told',
      ...(toldMs === undefined ? {} : { ExpressionAttributeValues: { ':told': toldMs } }),
    }),
    table,
  );
