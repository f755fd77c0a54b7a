import { defined } from '../../domain/values/json-fields.ts';
import type { StoredWebhook, WebhookMessage } from '../../domain/webhook.ts';
import type { Blobs } from '../../engine/ports/blobs.ts';
import type { KeptWebhook, RouteProgress, WebhookRow } from '../../engine/ports/webhooks.ts';
import { packProgress, readProgress } from '../rows.ts';
import { DOCUMENT_VERSION } from '../unknown-row.ts';
import type { Table } from './client.ts';
import { putNew, update } from './conditional.ts';
import { packKept, unpackKept } from './documents.ts';
import { readDoc, readMark } from './items.ts';
import { expiresAt, progressKey, timePartitionOf, webhookKey, webhookPlace } from './keys.ts';
import { getRow } from './requests.ts';

/** A raw webhook stays in its row up to here; DynamoDB takes 400 KB in all. */
const IN_ROW_BYTES = 36 * 1024;
/** A message stays in its queue for 14 days. */
const PROGRESS_DAYS = 15;

/** The body to keep in a row; a large one is moved into a blob first. */
export async function keepWebhook(message: WebhookMessage, blobs: Blobs): Promise<StoredWebhook> {
  const { body, webhookId, headers } = message;
  if (body.in === 'blob' || body.bytes.length <= IN_ROW_BYTES) return { ...body, headers };
  const key = `webhooks/${webhookId}`;
  await blobs.store(key, body.bytes);
  return { in: 'blob', gzip: body.gzip, key, headers };
}

/** A webhook that has a row of its own, as it is kept. */
export async function loadWebhook(webhookId: string, table: Table): Promise<KeptWebhook | undefined> {
  const item = await getRow(webhookKey(webhookId), table);
  return item === undefined ? undefined : unpackKept(readDoc(item).doc);
}

/** Writes what became of a webhook, once. */
export function recordWebhook(row: WebhookRow, table: Table): Promise<boolean> {
  const { webhookId, source, receivedAt, body, hour, outcome, reason, isHeartbeat } = row;
  const kept = { source, receivedAt, ...defined({ body }) };
  // What nobody sent is not listed by time: a recount takes what is for an accepted webhook.
  const place =
    isHeartbeat === true
      ? {}
      : { timePk: timePartitionOf('W', webhookId), timeSk: webhookPlace(receivedAt, webhookId, outcome) };
  const doc = packKept(kept, defined({ hour, outcome, reason }));
  const values = {
    v: DOCUMENT_VERSION,
    doc,
    ...place,
    expiresAt: expiresAt(Date.parse(receivedAt), table.retentionDays),
  };
  return putNew(webhookKey(webhookId), values, table);
}

export async function loadProgress(webhookId: string, table: Table): Promise<RouteProgress | undefined> {
  const item = await getRow(progressKey(webhookId), table);
  const { doc } = item === undefined ? {} : readMark(item);
  return doc === undefined ? undefined : readProgress(doc);
}

/** A row that is no longer needed stays empty until it expires: route may not delete. */
export async function saveProgress(
  webhookId: string,
  progress: RouteProgress | undefined,
  table: Table,
): Promise<void> {
  const set = { expiresAt: expiresAt(Date.now(), PROGRESS_DAYS) };
  const change =
    progress === undefined ? { set, remove: ['doc' as const] } : { set: { ...set, doc: packProgress(progress) } };
  await update(progressKey(webhookId), change, table);
}
