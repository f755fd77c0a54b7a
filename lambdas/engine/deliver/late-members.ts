import { type BatchMessage, type DeliveryMessage, deliveryIdOf } from '../../domain/delivery.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Ports } from './ports.ts';

/** One delivery of a batch as a message of its own. */
export const messageOf = (
  { destination, hour }: BatchMessage,
  { alert, raw, evidence }: BatchMessage['items'][number],
): DeliveryMessage =>
  defined({
    v: 2 as const,
    deliveryId: deliveryIdOf(alert.id, destination),
    destination,
    hour,
    alert,
    raw,
    evidence,
  });

/**
 * A batch may be claimed before its webhook is recorded to the end: reconcile sends what it finds unclaimed when an hour
 * is over. The batch's row then speaks for those alone; the alerts that it does not name go their own way.
 */
export async function withoutLateMembers(message: BatchMessage, ports: Ports): Promise<BatchMessage> {
  const known = await ports.openDeliveries.batch(message.deliveryId);
  if (known === undefined) return message;
  const named = new Set(known.alertIds);
  const late = message.items.filter(({ alert }) => !named.has(alert.id));
  await ports.deliveryQueue.send(late.map((item) => messageOf(message, item)));
  return { ...message, items: message.items.filter(({ alert }) => named.has(alert.id)) };
}
