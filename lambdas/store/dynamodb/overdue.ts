import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Overdue } from '../../engine/ports/deliveries.ts';
import { isConditionFailed, type Table } from './client.ts';
import { OPEN, openKey, openPartition, shards } from './keys.ts';
import { iso } from './values.ts';

/** Open deliveries that something should have happened to before `beforeMs`, at most `limit` a shard. */
export async function listOverdue(beforeMs: number, limit: number, table: Table): Promise<Overdue[]> {
  const pages = await Promise.all(
    shards.map((shard) =>
      table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: OPEN,
          KeyConditionExpression: 'openPk = :pk AND openSk < :before',
          ExpressionAttributeValues: { ':pk': openPartition(shard), ':before': iso(beforeMs) },
          Limit: limit,
        }),
      ),
    ),
  );
  return pages.flatMap(({ Items = [] }) =>
    Items.map((item) => ({
      id: String(item['deliveryId']),
      mark: String(item['openSk']),
    })),
  );
}

/** Puts an overdue delivery off, so that it is moved once and not by every run; `false` when it has moved by itself. */
export async function postpone({ id, mark }: Overdue, untilMs: number, table: Table): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: openKey(id),
        ConditionExpression: 'openSk = :old',
        UpdateExpression: 'SET openSk = :new',
        ExpressionAttributeValues: { ':old': mark, ':new': iso(untilMs) },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
