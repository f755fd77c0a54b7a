import type { Alert } from '../core/alert.ts';
import { type DeliveryMessage, deliveryIdOf } from '../core/delivery.ts';
import type { Queues, Stores } from './ports/index.ts';

/** What is needed to record an alert and to send it on. */
export type EmitPorts = Pick<Stores, 'alerts'> & Pick<Queues, 'deliveryQueue'>;

/**
 * Records an alert about Tocsin itself and sends it to destinations. Of one id the first that was recorded stands, and
 * it is what is sent and answered, so that doing it again after a crash changes nothing. The ledger does not count it.
 */
export async function emitSystemAlert(
  alert: Alert,
  destinations: readonly string[],
  { alerts, deliveryQueue }: EmitPorts,
): Promise<Alert> {
  const recorded = await alerts.record({ alert, webhookId: alert.id, hour: '', planned: destinations, alone: false });
  const stored = recorded.kind === 'new' ? undefined : await alerts.load(alert.id);
  const stands = stored?.alert ?? alert;
  await deliveryQueue.send(
    (stored?.planned ?? destinations).map(
      (destination): DeliveryMessage => ({
        v: 1,
        deliveryId: deliveryIdOf(alert.id, destination),
        destination,
        hour: '',
        alert: stands,
      }),
    ),
  );
  return stands;
}
