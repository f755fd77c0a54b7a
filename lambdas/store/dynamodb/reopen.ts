import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type DeliveryStatus, partsOfDeliveryId } from '../../core/delivery.ts';
import { loadAlert } from './alerts.ts';
import { isConditionFailed, type Table } from './client.ts';
import { countedStatus } from './delivery-row.ts';
import { deliveryStates, ownState } from './delivery-states.ts';
import { deliveryKey, openPartition, shardOf } from './keys.ts';

/** Opens the row of an ended delivery; nothing when there is none, or it has not ended. */
async function reopenOwn(deliveryId: string, nowMs: number, table: Table): Promise<DeliveryStatus | undefined> {
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

const mayEnd = (status: DeliveryStatus | undefined): boolean =>
  status !== undefined && ['delivered', 'dead', 'suppressed'].includes(status);

/** The state of an ended delivery without a row of its own: held back by a silence, or decided by its batch's row. */
async function sharedStatus(deliveryId: string, table: Table): Promise<DeliveryStatus | undefined> {
  const alertId = partsOfDeliveryId(deliveryId)?.alertId;
  const stored = alertId === undefined ? undefined : await loadAlert(alertId, table);
  if (alertId === undefined || stored === undefined || (await ownState(deliveryId, table)) !== undefined)
    return undefined;
  const states = await deliveryStates({ alertId, ...stored }, table);
  const status = states.find(({ id }) => id === deliveryId)?.status;
  return mayEnd(status) ? status : undefined;
}

/**
 * Opens an ended delivery again, due at once, with a fresh time to give up; its attempts stay. Answers the state that
 * the ledger counted it in, or nothing when it has not ended (or not begun), so that there is nothing to open.
 */
export const reopen = async (deliveryId: string, nowMs: number, table: Table): Promise<DeliveryStatus | undefined> =>
  (await reopenOwn(deliveryId, nowMs, table)) ?? (await sharedStatus(deliveryId, table));
