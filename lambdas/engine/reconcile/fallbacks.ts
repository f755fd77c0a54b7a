import type { DeliveryState } from '../../domain/delivery.ts';
import { errorText } from '../../domain/values/error-text.ts';
import { type AddPorts, addDelivery, fallbackOf, type RoutePorts } from '../fallback.ts';
import { findDelivery } from '../find-delivery.ts';
import type { Stores } from '../ports/index.ts';

/** What looking at fallbacks works with. */
export type FallbackPorts = AddPorts &
  RoutePorts &
  Pick<Stores, 'fallbacks' | 'deliveries'> & { log(event: string, fields: Readonly<Record<string, unknown>>): void };

const arrived: ReadonlySet<string> = new Set(['delivered', 'merged', 'suppressed']);

/** Whether an alert has arrived, by itself or in the message that carries it. */
async function hasArrived({ status, mergedInto, reason }: DeliveryState, ports: FallbackPorts): Promise<boolean> {
  if (arrived.has(status)) return true;
  // A repeat names the delivery that notified first; its own message may still wait.
  if (mergedInto === undefined || reason === 'repeat') return false;
  return (await findDelivery(mergedInto, ports))?.state.status === 'delivered';
}

async function look(deliveryId: string, ports: FallbackPorts): Promise<void> {
  const found = await findDelivery(deliveryId, ports);
  if (found === undefined || (await hasArrived(found.state, ports))) return;
  const stored = await ports.alerts.load(found.alert.id);
  const fallback = await fallbackOf({ alert: found.alert, destination: found.state.destination }, ports);
  if (stored === undefined) return;
  for (const to of fallback?.to ?? []) await addDelivery(stored, to, ports);
}

/** Notifies the fallbacks whose time has come of alerts that have not arrived. One that fails is looked at again. */
export async function notifyFallbacks(nowMs: number, ports: FallbackPorts): Promise<void> {
  for (const deliveryId of await ports.fallbacks.due(nowMs)) {
    try {
      await look(deliveryId, ports);
      await ports.fallbacks.remove(deliveryId);
    } catch (error) {
      ports.log('fallback.failed', { deliveryId, error: errorText(error) });
    }
  }
}
