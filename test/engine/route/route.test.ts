import { beforeEach, describe, expect, it } from 'vitest';
import { toLedger } from '../../../lambdas/domain/counters.ts';
import { deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import { deadlineIn } from '../../../lambdas/domain/values/deadline.ts';
import { pack, type WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { routeWebhook } from '../../../lambdas/engine/route/route.ts';
import { event, exportOf, here, idsSent, kept, plan, planOf, renew, webhook } from './world.ts';

describe.each(Object.entries(kept))('on %s', (name, storesOver) => {
  beforeEach(() => renew(storesOver));

  describe('a webhook', () => {
    it('becomes a row for each alert and a message for each alert and destination', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      const ids = [...here.alerts.keys()];
      expect(ids).toHaveLength(2);
      expect(idsSent()).toEqual(ids.flatMap((id) => [deliveryIdOf(id, 'soc'), deliveryIdOf(id, 'jira')]));
      expect(here.sent.every(({ hour }) => hour === '2026-11-21T20')).toBe(true);
      expect(here.total()).toEqual({ accepted: 1, alerts: 2, planned: 4, queued: 4 });
      expect(toLedger(here.total()).balanced).toBe(true);
    });

    it('is recorded by its alert’s own row when it brought only one', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      expect(here.webhooks.size).toBe(0);
      expect([...here.alerts.values()][0]).toMatchObject({ alone: true, webhookId: 'wh_1' });
    });

    it('from a heartbeat has a row of its own, which counts as no accepted webhook, and its alert stands for none', async () => {
      const silent = {
        since: '2026-11-21T18:00:00.000Z',
        until: '2026-11-21T20:15:00.000Z',
        everySeconds: 3600,
        isOver: false,
      };
      const report: WebhookMessage = { ...webhook('silent-1', ''), silent };
      await routeWebhook(report, plan, here.ports, deadlineIn(60_000));
      await routeWebhook(report, plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()]).toMatchObject([{ alone: false, alert: { kind: 'gap' } }]);
      expect([...here.webhooks.values()]).toMatchObject([
        { webhookId: 'silent-1', outcome: 'alerts', isHeartbeat: true },
      ]);
      expect(here.webhooks.get('silent-1'), 'there is nothing to read again').not.toHaveProperty('body');
      expect(here.total()).toEqual({ alerts: 1, planned: 2, queued: 2 });
      expect((await here.ports.ledger.recount('2026-11-21T20')).counts).toEqual(here.total());
    });

    it.each([
      ['is empty', '', 'empty', { accepted: 1, empty: 1 }],
      ['holds nothing', '{"maliciousEvents":[]}', 'empty', { accepted: 1, empty: 1 }],
      ['is a test', '{"message":"test"}', 'ignored', { accepted: 1, ignored: 1 }],
    ])('that %s is counted as such and sends nothing', async (_, body, outcome, counts) => {
      await routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000));
      expect([...here.webhooks.values()].map((row) => row.outcome)).toEqual([outcome]);
      expect(here.total()).toEqual(counts);
      expect(here.sent).toEqual([]);
    });

    it('of a source that is no longer configured is told as unreadable', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1), 'gone'), plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()].map(({ alert }) => alert.kind)).toEqual(['unreadable']);
      expect(here.sent).toHaveLength(2);
    });

    it('whose alerts go nowhere still counts them, and says so', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1)), planOf([]), here.ports, deadlineIn(60_000));
      expect(here.total()).toEqual({ accepted: 1, alerts: 1 });
      expect(here.logged).toContain('alert.unrouted');
    });

    it('from the bucket is read there', async () => {
      here.objects.set('webhooks/wh_1', pack(Buffer.from(exportOf(1, 2, 3).padEnd(20_000)), false).bytes);
      await routeWebhook(
        webhook('wh_1', { in: 'blob', gzip: true, key: 'webhooks/wh_1' }),
        plan,
        here.ports,
        deadlineIn(60_000),
      );
      expect(here.alerts.size).toBe(3);
    });

    it('that is missing from the bucket stays on the queue, and nothing is counted', async () => {
      const lost = webhook('wh_1', { in: 'blob', gzip: false, key: 'webhooks/none' });
      await expect(routeWebhook(lost, plan, here.ports, deadlineIn(60_000))).rejects.toThrow('no object');
      expect(here.total()).toEqual({});
    });

    it.runIf(name === 'dynamodb')('is kept for replay in its alert’s row when it brought only one', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()][0]).toMatchObject({ body: { in: 'message' } });
    });

    // On one machine a webhook stays in its own row, or beside the database.
    it.runIf(name === 'dynamodb')('too large for a row is kept in the bucket beside it', async () => {
      const noise = Array.from({ length: 9000 }, (_, i) => ((i * 2_654_435_761) % 4_294_967_296).toString(36)).join('');
      const body = JSON.stringify({
        maliciousEvents: [{ ...event(1), maliciousPayloadsResponses: [{ orig: noise, ts: 1 }] }],
      });
      await routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()][0]?.body).toMatchObject({ in: 'blob', gzip: true, key: 'webhooks/wh_1' });
      expect(here.objects.has('webhooks/wh_1')).toBe(true);
    });

    it('hands the vendor’s own record only to destinations that want it', async () => {
      await routeWebhook(
        webhook('wh_1', exportOf(1)),
        planOf(['soc', 'lake'], ['lake']),
        here.ports,
        deadlineIn(60_000),
      );
      expect(here.sent.map(({ destination, raw }) => [destination, raw === undefined])).toEqual([
        ['soc', true],
        ['lake', false],
      ]);
      expect(JSON.parse(here.sent[1]?.raw ?? '')).toMatchObject({ filterId: 'FILTER_1' });
    });
  });
});
