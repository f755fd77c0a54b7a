import type { Alert } from '../domain/alert.ts';
import { type DeliveryMessage, deliveryIdOf } from '../domain/delivery.ts';
import type { Recipients } from '../domain/system-recipients.ts';
import type { Queues, Stores } from './ports/index.ts';

/** The ports that recording and sending an alert needs. */
export type EmitPorts = Pick<Stores, 'alerts'> & Pick<Queues, 'deliveryQueue'>;

/**
 * Records an alert of Tocsin and sends it. Of one id the first recorded alert is kept; that one is sent and returned, so
 * that a repetition after a crash changes nothing. The ledger does not count it.
 */
export async function emit(
  alert: Alert,
  { destinations, options }: Recipients,
  { alerts, deliveryQueue }: EmitPorts,
): Promise<Alert> {
  const recorded = await alerts.record({ alert, webhookId: alert.id, hour: '', planned: destinations, alone: false });
  const stored = recorded.kind === 'new' ? undefined : await alerts.load(alert.id);
  const kept = stored?.alert ?? alert;
  await deliveryQueue.send(
    (stored?.planned ?? destinations).map(
      (destination): DeliveryMessage => ({
        v: 2,
        deliveryId: deliveryIdOf(alert.id, destination),
        destination,
        hour: '',
        alert: kept,
        ...options[destination],
      }),
    ),
  );
  return kept;
}

/**
 * Sends an alert of Tocsin to one destination, whatever the routes: a digest or a summary, which carries alerts of that
 * destination, or a test message.
 */
export const emitTo = (destination: string, alert: Alert, ports: EmitPorts): Promise<Alert> =>
  emit(alert, { destinations: [destination], options: {} }, ports);
