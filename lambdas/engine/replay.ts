import { type DeliveryStatus, deliveryIdOf, partsOfDeliveryId } from '../core/delivery.ts';
import { moved } from '../core/ledger.ts';
import type { WebhookMessage } from '../core/webhook.ts';
import { loadAlert, loadWebhook, type StoredAlert } from '../store/dynamodb/alerts.ts';
import type { Table } from '../store/dynamodb/client.ts';
import { deliveryStates, ownState } from '../store/dynamodb/delivery-states.ts';
import { createCounters } from '../store/dynamodb/ledger.ts';
import { reopen } from '../store/dynamodb/reopen.ts';
import type { Queue } from '../store/sqs/queue.ts';
import { addDelivery } from './fallback.ts';
import { reEnqueue } from './re-enqueue.ts';

/** The state of a settled delivery without a row of its own: held back by a silence, or told by its batch's row. */
async function sharedState(deliveryId: string, stored: StoredAlert, table: Table): Promise<DeliveryStatus | undefined> {
  if ((await ownState(deliveryId, table)) !== undefined) return undefined;
  const states = await deliveryStates({ alertId: stored.alert.id, ...stored }, table);
  const status = states.find(({ id }) => id === deliveryId)?.status;
  return status !== undefined && ['delivered', 'dead', 'suppressed'].includes(status) ? status : undefined;
}

/** A settled delivery is opened again first; one in flight only gets another message, which its claim tells apart. */
export function createReplay(queue: Queue, table: Table): (deliveryId: string) => Promise<boolean> {
  const increment = createCounters(table);
  return async (deliveryId) => {
    const alertId = partsOfDeliveryId(deliveryId)?.alertId;
    const stored = alertId === undefined ? undefined : await loadAlert(alertId, table);
    if (stored === undefined) return false;
    const before = (await reopen(deliveryId, Date.now(), table)) ?? (await sharedState(deliveryId, stored, table));
    if (before !== undefined && stored.hour !== '') await increment(stored.hour, moved(before, 'queued'));
    return reEnqueue(deliveryId, queue, table, { isReplay: true });
  };
}

/**
 * Tells an alert to one more destination, or again when it is planned there already; `false` when there is no such alert.
 */
export async function addOrReplay(alertId: string, destination: string, queue: Queue, table: Table): Promise<boolean> {
  const stored = await loadAlert(alertId, table);
  if (stored === undefined) return false;
  const isNew = await addDelivery(stored, destination, queue, table, createCounters(table));
  return isNew || createReplay(queue, table)(deliveryIdOf(alertId, destination));
}

/** Where a kept webhook is found: by its own id, or by an alert that came of it. */
export type KeptIn = { readonly webhookId: string } | { readonly alertId: string };

async function keptIn(from: KeptIn, table: Table): Promise<Omit<WebhookMessage, 'v' | 'isReplay'> | undefined> {
  const alert = 'alertId' in from ? await loadAlert(from.alertId, table) : undefined;
  const webhookId = 'alertId' in from ? alert?.webhookId : from.webhookId;
  if (webhookId === undefined) return undefined;
  const origin = alert?.body === undefined ? await loadWebhook(webhookId, table) : { ...alert.alert, body: alert.body };
  if (origin?.body === undefined) return undefined;
  const { headers = {}, ...body } = origin.body;
  return { webhookId, source: origin.source, receivedAt: origin.receivedAt, headers, body };
}

/** Sends a kept webhook to be read again, by today's configuration; nothing when it is not kept (any more). */
export async function reparse(from: KeptIn, webhooks: Queue, table: Table): Promise<string | undefined> {
  const kept = await keptIn(from, table);
  if (kept === undefined) return undefined;
  const message: WebhookMessage = { v: 1, ...kept, isReplay: true };
  await webhooks.send({ body: JSON.stringify(message), group: kept.source });
  return kept.webhookId;
}
