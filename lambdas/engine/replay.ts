import { moved } from '../domain/counters.ts';
import { deliveryIdOf, partsOfDeliveryId } from '../domain/delivery.ts';
import type { WebhookMessage } from '../domain/webhook.ts';
import { type AddPorts, addDelivery } from './fallback.ts';
import type { Queues, Stores } from './ports/index.ts';
import { type ReEnqueuePorts, reEnqueue } from './re-enqueue.ts';

export type ReplayPorts = ReEnqueuePorts & AddPorts & Pick<Stores, 'deliveries'>;

/**
 * Sends a delivery again although it has ended; `false` when there is none of this id. An ended one is opened again
 * first. One in flight only gets another message, which its claim recognises as a duplicate.
 */
export async function replay(deliveryId: string, nowMs: number, ports: ReplayPorts): Promise<boolean> {
  const alertId = partsOfDeliveryId(deliveryId)?.alertId;
  const stored = alertId === undefined ? undefined : await ports.alerts.load(alertId);
  if (stored === undefined) return false;
  const before = await ports.deliveries.reopen(deliveryId, nowMs);
  if (before !== undefined && stored.hour !== '') await ports.ledger.increment(stored.hour, moved(before, 'queued'));
  return reEnqueue(deliveryId, ports, { isReplay: true });
}

/**
 * Sends an alert to one more destination, or again when it is planned there already; `false` when there is no such
 * alert.
 */
export async function addOrReplay(
  alertId: string,
  destination: string,
  nowMs: number,
  ports: ReplayPorts,
): Promise<boolean> {
  const stored = await ports.alerts.load(alertId);
  if (stored === undefined) return false;
  const isNew = await addDelivery(stored, destination, ports);
  return isNew || replay(deliveryIdOf(alertId, destination), nowMs, ports);
}

/** How a kept webhook is found: by its own id, or by the id of an alert in it. */
export type KeptIn = { readonly webhookId: string } | { readonly alertId: string };

export type ReparsePorts = Pick<Stores, 'alerts' | 'webhooks'> & Pick<Queues, 'webhookQueue'>;

async function keptIn(from: KeptIn, ports: ReparsePorts): Promise<Omit<WebhookMessage, 'v' | 'isReplay'> | undefined> {
  const alert = 'alertId' in from ? await ports.alerts.load(from.alertId) : undefined;
  const webhookId = 'alertId' in from ? alert?.webhookId : from.webhookId;
  if (webhookId === undefined) return undefined;
  const origin =
    alert?.body === undefined ? await ports.webhooks.load(webhookId) : { ...alert.alert, body: alert.body };
  if (origin?.body === undefined) return undefined;
  const { headers = {}, ...body } = origin.body;
  return { webhookId, source: origin.source, receivedAt: origin.receivedAt, headers, body };
}

/** Sends a kept webhook to be parsed again by the current configuration; nothing when it is not kept (any more). */
export async function reparse(from: KeptIn, ports: ReparsePorts): Promise<string | undefined> {
  const kept = await keptIn(from, ports);
  if (kept === undefined) return undefined;
  await ports.webhookQueue.send([{ v: 2, ...kept, isReplay: true }]);
  return kept.webhookId;
}
