import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isConditionFailed, type Table } from './client.ts';
import { OPEN, openKey, openPartition, shards } from './keys.ts';
import { iso } from './values.ts';

/** An open delivery whose time has come. */
export interface Overdue {
  readonly deliveryId: string;
  readonly openSk: string;
  readonly status: string;
}

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
      deliveryId: String(item['deliveryId']),
      openSk: String(item['openSk']),
      status: String(item['status']),
    })),
  );
}

/** Puts an overdue delivery off, so that it is moved once and not by every run; `false` when it has moved by itself. */
export async function postpone({ deliveryId, openSk }: Overdue, untilMs: number, table: Table): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: openKey(deliveryId),
        ConditionExpression: 'openSk = :old',
        UpdateExpression: 'SET openSk = :new',
        ExpressionAttributeValues: { ':old': openSk, ':new': iso(untilMs) },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** Ends a dead worker's lease; what it was sending may have arrived, and the next claim sees that. */
export async function endLease(deliveryId: string, nowMs: number, table: Table): Promise<void> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: openKey(deliveryId),
    // An index entry may be there without its row, and a row must not come to be by this.
    ConditionExpression: '#status = :sending',
    UpdateExpression: 'SET leaseUntilMs = :now REMOVE #owner',
    ExpressionAttributeNames: { '#owner': 'owner', '#status': 'status' },
    ExpressionAttributeValues: { ':now': nowMs, ':sending': 'sending' },
  });
  await table.client.send(update).catch((error: unknown) => {
    if (!isConditionFailed(error)) throw error;
  });
}
