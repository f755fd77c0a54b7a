import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryStatus } from '../../core/delivery.ts';
import { isConditionFailed, type Table } from './client.ts';
import { countedStatus } from './delivery-row.ts';
import { deliveryKey, openPartition, shardOf } from './keys.ts';

/**
 * Opens a settled delivery again, due at once, with a fresh 24 hours; its attempts stay. Answers the state that the
 * ledger had it in, or nothing when it has not ended (or not begun), so that there is nothing to open.
 */
export async function reopen(deliveryId: string, nowMs: number, table: Table): Promise<DeliveryStatus | undefined> {
  try {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: deliveryKey(deliveryId),
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(openPk)',
        UpdateExpression:
          'SET #status = :queued, counted = :queued, openPk = :openPk, openSk = :openSk, dueMs = :now, leaseUntilMs = :zero, firstMs = :now REMOVE #reason',
        ExpressionAttributeNames: { '#status': 'status', '#reason': 'reason' },
        ExpressionAttributeValues: {
          ':queued': 'queued',
          ':openPk': openPartition(shardOf(deliveryId)),
          ':openSk': new Date(nowMs).toISOString(),
          ':now': nowMs,
          ':zero': 0,
        },
        ReturnValues: 'ALL_OLD',
      }),
    );
    return countedStatus(Attributes);
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
}
