import type { Alert } from '../../domain/alert.ts';
import type { DeliveryState } from '../../domain/delivery.ts';
import type { Stores } from '../ports/index.ts';

export interface AlertDetail {
  readonly alert: Alert;
  readonly deliveries: readonly DeliveryState[];
}

/** An alert with the states of its deliveries; nothing when it is not kept (any more). */
export async function findAlert(
  alertId: string,
  { alerts, deliveries }: Pick<Stores, 'alerts' | 'deliveries'>,
): Promise<AlertDetail | undefined> {
  const stored = await alerts.load(alertId);
  if (stored === undefined) return undefined;
  return { alert: stored.alert, deliveries: await deliveries.states({ alertId, ...stored }) };
}
