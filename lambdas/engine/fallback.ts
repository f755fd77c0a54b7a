import { type DeliveryMessage, deliveryIdOf } from '../core/delivery.ts';
import type { Counts } from '../core/ledger.ts';
import { defined } from '../core/reading/record.ts';
import { addDestination } from '../store/dynamodb/alerts.ts';
import type { Table } from '../store/dynamodb/client.ts';
import type { Queue } from '../store/sqs/queue.ts';

type Book = (hour: string, counts: Counts) => Promise<void>;

/**
 * Plans and sends an alert to one more destination; `false` when it was planned there already. The plan comes first:
 * what is planned and was not sent because the worker died is found by reconcile.
 */
export async function addDelivery(
  { alert, hour, raw, evidence }: Pick<DeliveryMessage, 'alert' | 'hour' | 'raw' | 'evidence'>,
  destination: string,
  queue: Queue,
  table: Table,
  increment: Book,
): Promise<boolean> {
  if (!(await addDestination(alert.id, destination, table))) return false;
  const deliveryId = deliveryIdOf(alert.id, destination);
  const own: DeliveryMessage = defined({ v: 1, deliveryId, destination, hour, alert, raw, evidence });
  await queue.send({ body: JSON.stringify(own), group: destination });
  if (hour !== '') await increment(hour, { planned: 1, queued: 1 });
  return true;
}

/** Tells an alert to the fallback of its route. */
export async function notifyFallback(
  message: DeliveryMessage,
  queue: Queue,
  table: Table,
  increment: Book,
): Promise<void> {
  for (const destination of message.fallback?.to ?? [])
    await addDelivery(message, destination, queue, table, increment);
}
