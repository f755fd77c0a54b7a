import { isFields } from '../../core/reading/record.ts';
import type { WebhookMessage } from '../../core/webhook.ts';

/** So large a body travels in its message: SQS takes 1 MiB, base64 adds a third, and the rest needs room too. */
export const INLINE_BYTES = 740_000;

/** A webhook's message as text: JSON, with the bytes of the body in base64. */
export function encodeWebhook({ body, ...message }: WebhookMessage): string {
  if (body.in === 'blob') return JSON.stringify({ ...message, body });
  const { bytes, ...rest } = body;
  // A view and not a copy: bodies have up to 740 kB.
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return JSON.stringify({ ...message, body: { ...rest, base64 } });
}

/** The message in a text that `encodeWebhook` wrote. */
export function decodeWebhook(text: string): WebhookMessage {
  const message: unknown = JSON.parse(text);
  if (!isFields(message) || !isFields(message['body']))
    throw new Error('a message on the webhooks queue has no body: expected an object with "body"');
  const { base64, ...rest } = message['body'];
  const body = typeof base64 === 'string' ? { ...rest, bytes: Buffer.from(base64, 'base64') } : rest;
  // Written by ingest, the API and reconcile alone, to a queue that takes messages from nobody else.
  return { ...message, body } as unknown as WebhookMessage;
}
