import type { Alert } from '../../domain/alert.ts';
import { type CarriedAlert, type DeliveryMessage, deliveryIdOf } from '../../domain/delivery.ts';
import { alertsIn, type GroupMember } from '../../domain/group.ts';
import type { Ports } from './ports.ts';

const carriedOf = ({ alertId, hour }: GroupMember): CarriedAlert => ({ alertId, hour });

/**
 * Records and sends the message that carries the members of a group: a digest, or a summary of repeats. Of one id the first
 * recorded one is kept, with its members; returns the ids of the alerts that it carries.
 */
export async function emitCarrier(
  alert: Alert,
  destination: string,
  members: readonly GroupMember[],
  { alerts, deliveryQueue }: Pick<Ports, 'alerts' | 'deliveryQueue'>,
  overrides?: DeliveryMessage['overrides'],
): Promise<readonly string[]> {
  const carries = alertsIn(members).map(carriedOf);
  const row = { alert, webhookId: alert.id, hour: '', planned: [destination], alone: false, carries };
  const recorded = await alerts.record(row);
  const stored = recorded.kind === 'new' ? undefined : await alerts.load(alert.id);
  const message: DeliveryMessage = {
    v: 2,
    deliveryId: deliveryIdOf(alert.id, destination),
    destination,
    hour: '',
    alert: stored?.alert ?? alert,
    carries: stored?.carries ?? carries,
    ...(overrides === undefined ? {} : { overrides }),
  };
  await deliveryQueue.send([message]);
  return (message.carries ?? []).map(({ alertId }) => alertId);
}
