import { beforeEach, describe, expect, it } from 'vitest';
import { toLedger } from '../../../lambdas/domain/counters.ts';
import type { Silence } from '../../../lambdas/domain/silence.ts';
import { deadlineIn } from '../../../lambdas/domain/values/deadline.ts';
import { routeWebhook } from '../../../lambdas/engine/route/route.ts';
import { Crash, exportOf, here, idsSent, kept, plan, planOf, renew, webhook } from './world.ts';

describe.each(Object.entries(kept))('on %s', (_, storesOver) => {
  beforeEach(() => renew(storesOver));

  describe('a repeat', () => {
    it('of the whole webhook sends nothing and counts as duplicate', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      await routeWebhook(webhook('wh_2', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toHaveLength(4);
      expect(here.total()).toEqual({ accepted: 2, duplicate: 1, alerts: 2, planned: 4, queued: 4 });
    });

    it('beside something new brings only what is new', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      await routeWebhook(webhook('wh_2', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      expect(new Set(idsSent()).size).toBe(4);
      expect(here.sent).toHaveLength(4);
      expect(here.total()).toEqual({ accepted: 2, alerts: 2, planned: 4, queued: 4 });
    });

    it('within one webhook is one alert', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1, 1)), plan, here.ports, deadlineIn(60_000));
      expect(here.alerts.size).toBe(1);
      expect(here.total()).toMatchObject({ accepted: 1, alerts: 1, planned: 2, queued: 2 });
    });
  });

  describe.each([1, 3])('a crash while a webhook of %i alerts is routed', (alerts) => {
    const body = exportOf(...Array.from({ length: alerts }, (_, i) => i));

    it.each(['record', 'send', 'sent', 'webhook', 'increment'])(
      'at "%s" loses nothing when SQS brings the webhook again',
      async (at) => {
        here.crashAt(at);
        await routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000)).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        await routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000));
        expect(new Set(idsSent()).size, 'every delivery has a message').toBe(alerts * 2);
        expect(here.alerts.size).toBe(alerts);
        const counts = here.total();
        // What a crash kept from being booked, reconcile books from the rows; nothing may be booked twice.
        expect(counts.accepted ?? 0).toBeLessThanOrEqual(1);
        expect(counts.alerts ?? 0).toBeLessThanOrEqual(alerts);
        expect(counts.queued ?? 0).toBe(counts.planned ?? 0);
      },
    );

    it('between rows and messages finds its own rows again, and sends to where they were planned', async () => {
      here.crashAt('send');
      await expect(routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000))).rejects.toThrow(Crash);
      expect(here.sent).toEqual([]);
      await routeWebhook(webhook('wh_1', body), planOf(['elsewhere']), here.ports, deadlineIn(60_000));
      expect(new Set(here.sent.map(({ destination }) => destination))).toEqual(new Set(['soc', 'jira']));
      expect(here.total()).not.toHaveProperty('duplicate');
    });
  });

  it('routed twice without a crash is told twice to the queue, which the claim tells apart, and counted once', async () => {
    await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
    const once = here.total();
    await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
    expect(here.total()).toEqual(once);
    expect(new Set(idsSent()).size).toBe(4);
  });

  describe('a silence', () => {
    const silence: Silence = {
      id: 'sil_1',
      match: { source: 'akto' },
      from: '2026-11-21T20:00:00.000Z',
      until: '2026-11-21T21:00:00.000Z',
      author: 'somebody',
      reason: 'a drill',
      createdAt: '2026-11-21T20:00:00.000Z',
      count: 0,
      ended: false,
      announced: false,
    };

    it('holds every delivery of what it matches back: planned, suppressed, counted, and not sent', async () => {
      here.silences.push(silence);
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toEqual([]);
      expect([...here.alerts.values()].map((row) => row.silence)).toEqual(['sil_1', 'sil_1']);
      expect(here.total()).toEqual({ accepted: 1, alerts: 2, planned: 4, suppressed: 4 });
      expect(here.silenced.get('sil_1')).toBe(2);
      expect(toLedger(here.total()).balanced).toBe(true);
    });

    it.each<[string, Partial<Silence>]>([
      ['that is over', { until: '2026-11-21T20:15:00.000Z' }],
      ['that has not begun', { from: '2026-11-21T20:15:00.001Z' }],
      ['that was ended', { ended: true }],
      ['of something else', { match: { source: 'other' } }],
    ])('%s holds nothing back', async (_, parts) => {
      here.silences.push({ ...silence, ...parts });
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toHaveLength(2);
    });

    it('that ended while the webhook was routed still holds what it held, when SQS brings it again', async () => {
      here.silences.push(silence);
      here.crashAt('increment');
      await expect(routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000))).rejects.toThrow(
        Crash,
      );
      here.silences.length = 0;
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toEqual([]);
    });
  });
});
