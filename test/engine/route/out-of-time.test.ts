import { beforeEach, describe, expect, it } from 'vitest';
import { generator } from '../../../infra/sandbox/_kit/random.ts';
import type { Detection } from '../../../lambdas/domain/detection.ts';
import { deadlineIn } from '../../../lambdas/domain/values/deadline.ts';
import { routeWebhook } from '../../../lambdas/engine/route/route.ts';
import type { Reader } from '../../../lambdas/sources/_kit/define-source.ts';
import { unreadable } from '../../../lambdas/sources/_kit/unreadable.ts';
import { Crash, exportOf, here, idsSent, kept, plan, renew, webhook } from './world.ts';

describe.each(Object.entries(kept))('on %s', (_, storesOver) => {
  beforeEach(() => renew(storesOver));

  describe('a webhook whose time is over before all its alerts are recorded', () => {
    const numbers = Array.from({ length: 120 }, (_, i) => i);
    const body = exportOf(...numbers);

    /** Over after so many looks at it, of which there is one before each row. */
    const overAfter = (looks: number) => {
      let left = looks;
      return {
        remainingMs() {
          left -= 1;
          return left >= 0 ? 1000 : 0;
        },
      };
    };
    const route = (deadline: Parameters<typeof routeWebhook>[3], message = webhook('wh_1', body)) =>
      routeWebhook(message, plan, here.ports, deadline);
    const unlimited = deadlineIn(60_000);

    it('stops between alerts, which is no failure, and counts what is done', async () => {
      expect(await route(overAfter(70))).toEqual({ kind: 'stopped' });
      expect(here.alerts.size).toBeGreaterThanOrEqual(50);
      expect(here.alerts.size).toBeLessThan(70);
      expect(here.sent).toHaveLength(100);
      const { size } = here.alerts;
      expect(here.total()).toEqual({ alerts: size, planned: 2 * size, queued: 2 * size });
      expect(here.logged).toContain('webhook.deferred');
    });

    it('goes on after what is done, and comes to the same as one that had time', async () => {
      for (const looks of [70, 40, 0]) expect(await route(overAfter(looks))).toEqual({ kind: 'stopped' });
      const before = here.recordings();
      expect(await route(unlimited)).toEqual({ kind: 'routed' });
      expect(here.recordings() - before, 'alerts of finished chunks are not written again').toBeLessThanOrEqual(70);
      expect(idsSent()).toHaveLength(240);
      expect(new Set(idsSent()).size).toBe(240);
      expect(here.alerts.size).toBe(120);
      const { counts } = await here.ports.ledger.recount('2026-11-21T20');
      expect(counts).toEqual({ accepted: 1, alerts: 120, planned: 240, queued: 240 });
      expect(here.total()).toEqual(counts);
    });

    it('does nothing at all when there is no time from the start', async () => {
      expect(await route(overAfter(0))).toEqual({ kind: 'stopped' });
      expect(here.recordings()).toBe(0);
    });

    it('goes on after a store failed in its midst', async () => {
      here.crashAtCall('record', 70);
      await expect(route(unlimited)).rejects.toThrow(Crash);
      const before = here.recordings();
      await route(unlimited);
      expect(here.recordings() - before).toBe(70);
      expect(new Set(idsSent()).size).toBe(240);
    });

    it('begins again when another release parses it to other alerts', async () => {
      await route(overAfter(70));
      const other = [...numbers.slice(60), ...numbers.slice(0, 60)];
      await route(unlimited, webhook('wh_1', exportOf(...other)));
      expect(here.logged).toContain('webhook.progress_discarded');
      expect(here.alerts.size).toBe(120);
      expect(new Set(idsSent()).size).toBe(240);
    });

    it('is no duplicate when all that is left was there before', async () => {
      await routeWebhook(webhook('wh_0', exportOf(...numbers.slice(60))), plan, here.ports, unlimited);
      await route(overAfter(70));
      await route(unlimited);
      expect(here.total()).toMatchObject({ accepted: 2, alerts: 120 });
      expect(here.total()).not.toHaveProperty('duplicate');
    });

    it('is a duplicate when all of it was there before', async () => {
      await routeWebhook(webhook('wh_0', body), plan, here.ports, unlimited);
      await route(overAfter(70));
      await route(unlimited);
      expect(here.total()).toMatchObject({ accepted: 2, alerts: 120, duplicate: 1 });
      expect(new Set(idsSent()).size).toBe(240);
    });

    it('holds no more than one chunk of alerts in memory while it is recorded', async () => {
      const normalized = new Set<number>();
      const detections = numbers.map((n): Detection => {
        const detection = unreadable('a reason', `text ${n}`);
        const { title } = detection;
        return Object.defineProperty({ ...detection }, 'title', {
          enumerable: true,
          get() {
            normalized.add(n);
            return title;
          },
        });
      });
      const reader: Reader = { vendor: 'V', product: 'P', read: () => ({ kind: 'alerts', detections }) };
      let most = 0;
      const { alerts } = here.ports;
      const record: typeof alerts.record = (row) => {
        most = Math.max(most, normalized.size - here.recordings());
        return alerts.record(row);
      };
      const watched = { ...here.ports, alerts: { ...alerts, record } };
      await routeWebhook(webhook('wh_1', '{}'), { ...plan, sourceOf: () => reader }, watched, unlimited);
      expect(here.alerts.size).toBe(120);
      expect(most).toBe(50);
    });

    const crashes = ['record', 'send', 'sent', 'webhook', 'increment'];

    /** An attempt that may crash anywhere, or stop anywhere. */
    async function anyAttempt(random: () => number): Promise<void> {
      const below = (n: number) => Math.floor(random() * n);
      if (below(2) === 0) return void (await route(overAfter(below(150))));
      here.crashAtCall(crashes[below(crashes.length)] ?? '', below(130));
      await route(unlimited).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      here.crashAt('nowhere');
    }

    it.each([1, 2, 3, 4, 5])('comes to the same after any stops and crashes (seed %i)', async (seed) => {
      const random = generator(seed);
      for (let attempts = 0; attempts < 6; attempts += 1) await anyAttempt(random);
      expect(await route(unlimited)).toEqual({ kind: 'routed' });
      expect(here.alerts.size).toBe(120);
      expect(new Set(idsSent()).size).toBe(240);
      const { counts } = await here.ports.ledger.recount('2026-11-21T20');
      expect(counts).toEqual({ accepted: 1, alerts: 120, planned: 240, queued: 240 });
      expect(here.total().alerts).toBeLessThanOrEqual(120);
      expect(here.total().accepted).toBeLessThanOrEqual(1);
    });

    it('is parsed again as a whole later: its progress is forgotten', async () => {
      await route(overAfter(70));
      await route(unlimited);
      expect(await here.ports.webhooks.loadProgress('wh_1')).toBeUndefined();
      const replayed = { ...webhook('wh_1', body), isReplay: true as const };
      await route(unlimited, replayed);
      expect(here.total()).toMatchObject({ accepted: 1, alerts: 120 });
    });
  });
});
