import type { Alert } from '../domain/alert.ts';
import { type DeliveryState, partsOfDeliveryId } from '../domain/delivery.ts';
import type { Stores } from './ports/index.ts';

/** A delivery with its alert, or nothing when there is no such alert or it was not planned for the destination. */
export async function findDelivery(
  deliveryId: string,
  { alerts, deliveries }: Pick<Stores, 'alerts' | 'deliveries'>,
): Promise<{ readonly state: DeliveryState; readonly alert: Alert } | undefined> {
  const parts = partsOfDeliveryId(deliveryId);
  const stored = parts === undefined ? undefined : await alerts.load(parts.alertId);
  if (parts === undefined || stored === undefined) return undefined;
  const [state] = await deliveries.states({ alertId: parts.alertId, ...stored, planned: [parts.destination] });
  return state === undefined ? undefined : { state, alert: stored.alert };
}
