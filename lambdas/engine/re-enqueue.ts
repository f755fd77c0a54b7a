import { type BatchMessage, type DeliveryMessage, partsOfBatchId, partsOfDeliveryId } from '../domain/delivery.ts';
import { partsOfGroupId } from '../domain/group.ts';
import { traceOfWebhook } from '../domain/trace-context.ts';
import { defined } from '../domain/values/json-fields.ts';
import type { RoutePorts } from './fallback.ts';
import type { StoredAlert } from './ports/alerts.ts';
import type { Queues, Stores } from './ports/index.ts';

export type ReEnqueuePorts = Pick<Stores, 'alerts' | 'openDeliveries'> &
  Pick<Queues, 'deliveryQueue'> &
  Partial<RoutePorts>;

export interface ReEnqueueOptions {
  /** A person asked for it: it is sent, and not merged into a group. */
  readonly isReplay?: boolean;
  /** The alerts of a batch that has no row yet. */
  readonly alertIds?: readonly string[] | undefined;
}

/** The trace of the webhook that a row is of; an alert of Tocsin's own has none. */
const traceOf = ({ webhookId, hour, trace }: StoredAlert): string | undefined =>
  hour === '' ? undefined : traceOfWebhook(webhookId, trace);

/**
 * Sends the message of an open delivery or batch again, made from the rows of its alerts, or the flush of a group.
 * `false` when no row plans it.
 */
export async function reEnqueue(
  id: string,
  ports: ReEnqueuePorts,
  { isReplay = false, alertIds }: ReEnqueueOptions = {},
): Promise<boolean> {
  const flush = partsOfGroupId(id);
  if (flush !== undefined) {
    await ports.deliveryQueue.sendLater({ v: 2, flush }, 0);
    return true;
  }
  if (partsOfBatchId(id) !== undefined) return reEnqueueBatch(id, alertIds, ports);
  const parts = partsOfDeliveryId(id);
  const stored = parts === undefined ? undefined : await ports.alerts.load(parts.alertId);
  if (parts === undefined || stored === undefined || !stored.planned.includes(parts.destination)) return false;
  const { alert, hour, raw, evidence, carries } = stored;
  const { destination } = parts;
  const options = await ports.routeOptions?.(alert, destination);
  const content = defined({ alert, raw, evidence, carries, trace: traceOf(stored) });
  const message: DeliveryMessage = { v: 2, deliveryId: id, destination, hour, ...options, ...content };
  await ports.deliveryQueue.send([isReplay ? { ...message, isReplay } : message]);
  return true;
}

/** Sends the message of a batch, with the alerts that its row names, or else with the unclaimed ones. */
async function reEnqueueBatch(
  id: string,
  unclaimed: readonly string[] | undefined,
  { alerts, openDeliveries, deliveryQueue }: ReEnqueuePorts,
): Promise<boolean> {
  const batch = await openDeliveries.batch(id);
  const ids = batch?.alertIds ?? unclaimed ?? [];
  const stored = (await Promise.all(ids.map((alertId) => alerts.load(alertId)))).filter((each) => each !== undefined);
  const items = stored.map(({ alert, raw, evidence }) => defined({ alert, raw, evidence }));
  const hour = batch?.hour ?? stored[0]?.hour;
  const destination = partsOfBatchId(id)?.destination;
  if (hour === undefined || destination === undefined) return false;
  const [first] = stored;
  const trace = first === undefined ? undefined : traceOf(first);
  const message: BatchMessage = { v: 2, deliveryId: id, destination, hour, items, ...defined({ trace }) };
  await deliveryQueue.send([message]);
  return true;
}
