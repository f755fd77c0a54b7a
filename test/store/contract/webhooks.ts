import { describe, expect, it } from 'vitest';
import type { WebhookOutcome } from '../../../lambdas/domain/counters.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { type Open, type OpenStore, useStore } from './store.ts';
import { iso, NOW, next } from './subjects.ts';

const newMessage = (): WebhookMessage => ({
  v: 2,
  webhookId: `wh_${next()}`,
  source: 'edge',
  receivedAt: iso(NOW),
  headers: { 'content-type': 'text/plain', 'x-empty': '' },
  body: { in: 'message', gzip: false, bytes: Buffer.from([0, 255, 128, 10]) },
});

async function record(message: WebhookMessage, outcome: WebhookOutcome, store: OpenStore): Promise<boolean> {
  const { webhookId, source, receivedAt } = message;
  const isKept = outcome === 'alerts' || outcome === 'ignored';
  const body = isKept ? await store.webhooks.keep(message) : undefined;
  const hour = receivedAt.slice(0, 13);
  return store.webhooks.record({
    webhookId,
    source,
    receivedAt,
    hour,
    outcome,
    ...(body === undefined ? {} : { body }),
  });
}

/** Promises of `Webhooks`. */
export function describeWebhooks(open: Open): void {
  describe('a webhook', () => {
    const store = useStore(open);

    it('is recorded by one of two', async () => {
      const message = newMessage();
      await store().accept(message);
      const both = await Promise.all([record(message, 'ignored', store()), record(message, 'ignored', store())]);
      expect(both.sort()).toEqual([false, true]);
      expect(await record(message, 'alerts', store())).toBe(false);
    });

    it.each(['alerts', 'ignored'] as const)('is kept to be read again: %s', async (outcome) => {
      const message = newMessage();
      await store().accept(message);
      expect(await record(message, outcome, store())).toBe(true);
      const kept = await store().webhooks.load(message.webhookId);
      expect(kept).toMatchObject({ source: 'edge', receivedAt: iso(NOW) });
      const bytes = kept?.body?.in === 'message' ? [...kept.body.bytes] : undefined;
      expect(bytes).toEqual([0, 255, 128, 10]);
      expect(kept?.body?.headers).toEqual(message.headers);
    });

    it.each(['empty', 'duplicate'] as const)('keeps no body when nothing comes of it: %s', async (outcome) => {
      const message = newMessage();
      await store().accept(message);
      await record(message, outcome, store());
      const kept = await store().webhooks.load(message.webhookId);
      expect(kept).toEqual({ source: 'edge', receivedAt: iso(NOW) });
    });

    it('whose body is a blob names it', async () => {
      const body = { in: 'blob', gzip: true, key: `webhooks/${next()}` } as const;
      const message: WebhookMessage = { ...newMessage(), body };
      await store().accept(message);
      await record(message, 'alerts', store());
      expect((await store().webhooks.load(message.webhookId))?.body).toMatchObject(body);
    });

    it('whose body is a blob is not read again when nothing comes of it', async () => {
      const message: WebhookMessage = { ...newMessage(), body: { in: 'blob', gzip: true, key: `webhooks/${next()}` } };
      await store().accept(message);
      await record(message, 'duplicate', store());
      expect(await store().webhooks.load(message.webhookId)).toEqual({ source: 'edge', receivedAt: iso(NOW) });
    });

    it('keeps how far it is routed until that is forgotten', async () => {
      const { webhookId } = newMessage();
      const { webhooks } = store();
      expect(await webhooks.loadProgress(webhookId)).toBeUndefined();
      await webhooks.saveProgress(webhookId, { alerts: 50, digest: 'one', isDuplicate: true });
      const progress = { alerts: 100, digest: 'two', isDuplicate: false };
      await webhooks.saveProgress(webhookId, progress);
      await webhooks.saveProgress(newMessage().webhookId, { ...progress, digest: 'of another' });
      expect(await webhooks.loadProgress(webhookId)).toEqual(progress);
      expect(await webhooks.load(webhookId), 'the webhook itself is not recorded by that').toBeUndefined();
      await webhooks.saveProgress(webhookId, undefined);
      expect(await webhooks.loadProgress(webhookId)).toBeUndefined();
      await webhooks.saveProgress(webhookId, progress);
      expect(await webhooks.loadProgress(webhookId)).toEqual(progress);
    });

    it('that nobody accepted is nothing', async () => {
      expect(await store().webhooks.load('wh_nobody')).toBeUndefined();
    });
  });
}
