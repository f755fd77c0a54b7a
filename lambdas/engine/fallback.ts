import type { Alert } from '../domain/alert.ts';
import { isCanary } from '../domain/canary.ts';
import { type DeliveryMessage, deliveryIdOf, type RouteOptions } from '../domain/delivery.ts';
import type { MessageSetting } from '../domain/message-setting.ts';
import { defined } from '../domain/values/json-fields.ts';
import type { Queues, Stores } from './ports/index.ts';

export type AddPorts = Pick<Stores, 'alerts' | 'ledger'> & Pick<Queues, 'deliveryQueue'>;

/** What the routes say of an alert at a destination, by the configuration as it is now. */
export interface RoutePorts {
  routeOptions(alert: Alert, destination: string): Promise<RouteOptions>;
  /** How the routes word the messages of a destination; absent where none does. */
  routeMessage?(alert: Alert, destination: string): Promise<MessageSetting | undefined>;
}

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
  const message: DeliveryMessage = defined({ v: 2, deliveryId, destination, hour, alert, raw, evidence });
  await deliveryQueue.send([message]);
  if (hour !== '') await ledger.increment(hour, { planned: 1, queued: 1 });
  return true;
}

/** The fallback of a delivery: a message that was made anew from rows does not have it, the routes do. */
export async function fallbackOf(
  { fallback, alert, destination }: Pick<DeliveryMessage, 'fallback' | 'alert' | 'destination'>,
  { routeOptions }: RoutePorts,
): Promise<RouteOptions['fallback']> {
  // A canary that is late is reported by itself.
  if (isCanary(alert)) return undefined;
  return fallback ?? (await routeOptions(alert, destination)).fallback;
}
