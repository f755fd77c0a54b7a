import type { StoredWebhook, WebhookMessage } from '../../core/webhook.ts';
import type { Ports } from './ports.ts';

/** A raw webhook stays in its row up to here; DynamoDB takes 400 KB in all. */
const IN_ROW_BYTES = 48 * 1024;

/** Moves a raw webhook that is too large for a row into the bucket. */
export async function keepable(message: WebhookMessage, ports: Ports): Promise<StoredWebhook> {
  const { body, webhookId, headers } = message;
  if (body.in === 'bucket' || body.base64.length <= IN_ROW_BYTES) return { ...body, headers };
  const key = `webhooks/${webhookId}`;
  await ports.store(key, Buffer.from(body.base64, 'base64'));
  return { in: 'bucket', gzip: body.gzip, key, headers };
}
