import * as z from 'zod/mini';
import { type Canary, canaryWebhookId } from '../domain/canary.ts';
import type { WebhookMessage } from '../domain/webhook.ts';

const Body = z.strictObject({ canary: z.strictObject({ route: z.string(), sentAt: z.string(), isOver: z.boolean() }) });

/** No source can have this name (`config/check-sources.ts`), so that no sender makes a canary. */
const SOURCE = 'tocsin';

/** A canary as a webhook: it goes the way of every webhook. */
export const canaryMessage = (canary: Canary, nowMs: number): WebhookMessage => ({
  v: 2,
  webhookId: canaryWebhookId(canary),
  source: SOURCE,
  receivedAt: new Date(nowMs).toISOString(),
  headers: { 'content-type': 'application/json' },
  body: { in: 'message', gzip: false, bytes: Buffer.from(JSON.stringify({ canary })) },
});

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The canary in a webhook; nothing for the webhook of a sender. */
export function canaryIn({ source, body }: Pick<WebhookMessage, 'source' | 'body'>): Canary | undefined {
  if (source !== SOURCE || body.in !== 'message' || body.gzip) return undefined;
  return Body.safeParse(parsed(body.bytes)).data?.canary;
}
