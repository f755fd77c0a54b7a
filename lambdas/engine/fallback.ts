import { type DeliveryMessage, deliveryIdOf } from '../core/delivery.ts';
import { defined } from '../core/reading/record.ts';
import type { Queues, Stores } from './ports/index.ts';

export type AddPorts = Pick<Stores, 'alerts' | 'ledger'> & Pick<Queues, 'deliveryQueue'>;

/**
 * Plans and sends an alert to one more destination; `false` when it was planned there already. The plan is written
 * first, so that reconcile finds the delivery when the worker crashes before it sends.
 */
export async function addDelivery(
  { alert, hour, raw, evidence }: Pick<DeliveryMessage, 'alert' | 'hour' | 'raw' | 'evidence'>,
  destination: string,
  { alerts, ledger, deliveryQueue }: AddPorts,
): Promise<boolean> {
  if (!(await alerts.addDestination(alert.id, destination))) return false;
  const deliveryId = deliveryIdOf(alert.id, destination);
  const message: DeliveryMessage = defined({ v: 1, deliveryId, destination, hour, alert, raw, evidence });
  await deliveryQueue.send([message]);
  if (hour !== '') await ledger.increment(hour, { planned: 1, queued: 1 });
  return true;
}

/** Sends an alert to the fallback of its route too. A repeated call changes nothing. */
export async function notifyFallback(message: DeliveryMessage, ports: AddPorts): Promise<void> {
  for (const destination of message.fallback?.to ?? []) await addDelivery(message, destination, ports);
}
