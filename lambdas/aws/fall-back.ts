import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type DeliveryMessage, deliveryIdOf } from '../core/delivery.ts';
import type { Counts } from '../core/ledger.ts';
import { defined } from '../core/reading/record.ts';
import type { Queue } from './queue.ts';
import { isConditionFailed, type Table } from './table/client.ts';
import { alertKey } from './table/keys.ts';

/** Adds a destination to an alert's plan; `false` when it is in it already. */
async function plan(alertId: string, destination: string, table: Table): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: alertKey(alertId),
        ConditionExpression: 'attribute_exists(pk) AND NOT contains(planned, :destination)',
        UpdateExpression: 'SET planned = list_append(planned, :list)',
        ExpressionAttributeValues: { ':destination': destination, ':list': [destination] },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

type Book = (hour: string, counts: Counts) => Promise<void>;

/**
 * Plans and sends an alert to one more destination; `false` when it was planned there already. The plan comes first:
 * what is planned and was not sent because the worker died is found by reconcile.
 */
export async function alsoTell(
  { alert, hour, raw, evidence }: Pick<DeliveryMessage, 'alert' | 'hour' | 'raw' | 'evidence'>,
  destination: string,
  queue: Queue,
  table: Table,
  book: Book,
): Promise<boolean> {
  if (!(await plan(alert.id, destination, table))) return false;
  const deliveryId = deliveryIdOf(alert.id, destination);
  const own: DeliveryMessage = defined({ v: 1, deliveryId, destination, hour, alert, raw, evidence });
  await queue.send({ body: JSON.stringify(own), group: destination });
  if (hour !== '') await book(hour, { planned: 1, queued: 1 });
  return true;
}

/** Tells an alert to the fallback of its route. */
export async function fallBack(message: DeliveryMessage, queue: Queue, table: Table, book: Book): Promise<void> {
  for (const destination of message.fallback?.to ?? []) await alsoTell(message, destination, queue, table, book);
}
