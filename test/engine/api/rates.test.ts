import { describe, expect, it } from 'vitest';
import { hourOf } from '../../../lambdas/domain/counters.ts';
import { deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import { alertId, alertOf } from '../route/alerts.ts';
import { door } from './door.ts';

/** The door's clock. */
const NOW = Date.UTC(2026, 10, 21, 20);
const MINUTE = 60_000;

/** An alert that came so many minutes ago, and was delivered after so many seconds. */
async function delivered(n: number, minutesAgo: number, seconds: number, stores: Stores): Promise<void> {
  const cameMs = NOW - minutesAgo * MINUTE;
  const receivedAt = new Date(cameMs).toISOString();
  const alert = alertOf({ id: alertId(n), receivedAt });
  const hour = hourOf(receivedAt);
  await stores.alerts.record({ alert, webhookId: `wh_${n}`, hour, planned: ['soc'], alone: true });
  await stores.ledger.increment(hour, { accepted: 1, alerts: 1, planned: 1, delivered: 1 });
  const message = { deliveryId: deliveryIdOf(alert.id, 'soc'), destination: 'soc', hour };
  await stores.deliveries.claim(message, 'a', cameMs);
  const at = new Date(cameMs + seconds * 1000 - 250).toISOString();
  const attempts = [{ at, outcome: 'delivered', durationMs: 250 }] as const;
  await stores.deliveries.settle(message, 'a', { kind: 'ended', status: 'delivered', attempts, receipt: { id: 'r' } });
}

interface Rates {
  readonly points: readonly {
    readonly at: string;
    readonly alerts?: number;
    readonly delivered?: number;
    readonly sampled: number;
    readonly notifySeconds?: { readonly p50: number; readonly p95: number };
  }[];
  readonly notifySeconds?: { readonly p50: number; readonly p95: number };
}

const ratesOf = async (range: string, { ask }: Pick<ReturnType<typeof door>, 'ask'>): Promise<Rates> =>
  (await ask(`/v1/rates?range=${range}`)).body as Rates;

describe('GET /v1/rates', () => {
  it('counts the last hour in steps of five minutes, with how long messages took', async () => {
    const { ask, stores } = door();
    for (const [n, [ago, seconds]] of (
      [
        [2, 1],
        [3, 3],
        [31, 5],
      ] as const
    ).entries())
      await delivered(n + 10, ago, seconds, stores);
    const { points, notifySeconds } = await ratesOf('1h', { ask });
    expect(points.map(({ at }) => at.slice(11, 16))).toEqual(
      ['05', '10', '15', '20', '25', '30', '35', '40', '45', '50', '55']
        .map((minute) => `19:${minute}`)
        .concat('20:00'),
    );
    expect(points[10]).toEqual({
      at: '2026-11-21T19:55:00.000Z',
      alerts: 2,
      delivered: 2,
      sampled: 2,
      notifySeconds: { p50: 1, p95: 3 },
    });
    expect(points[4]).toMatchObject({ alerts: 1, notifySeconds: { p50: 5, p95: 5 } });
    expect(points[0]).toEqual({ at: '2026-11-21T19:05:00.000Z', alerts: 0, delivered: 0, sampled: 0 });
    expect(notifySeconds).toEqual({ p50: 3, p95: 5 });
  });

  it('has the counters of each hour of the last day, and reads a few alerts of each', async () => {
    const { ask, stores } = door();
    for (let n = 0; n < 9; n += 1) await delivered(n + 10, 90, n + 1, stores);
    const { points } = await ratesOf('24h', { ask });
    expect([points.length, points[0]?.at, points[23]?.at]).toEqual([
      24,
      '2026-11-20T21:00:00.000Z',
      '2026-11-21T20:00:00.000Z',
    ]);
    expect(points[21]).toMatchObject({ at: '2026-11-21T18:00:00.000Z', alerts: 9, delivered: 9, sampled: 5 });
  });

  it('reads no more than a bound, and says where it did not count', async () => {
    const pages: unknown[] = [];
    const line = (n: number) => ({
      id: alertId(n),
      kind: 'detection',
      receivedAt: new Date(NOW - n * 1000).toISOString(),
      deliveries: {},
    });
    const { ask } = door(undefined, (stores) => ({
      alerts: {
        ...stores.alerts,
        list: async (query) => {
          pages.push(query);
          const from = (pages.length - 1) * 200;
          return { alerts: Array.from({ length: 200 }, (_, n) => line(from + n)) as never, cursor: 'more' };
        },
      },
    }));
    const { points } = await ratesOf('1h', { ask });
    expect(pages).toHaveLength(5);
    expect(points.map(({ alerts }) => alerts)).toEqual([...Array(8).fill(undefined), 300, 300, 300, 1]);
  });

  it('leaves out what a route holds back on purpose', async () => {
    const escalating = { name: 'r', match: {}, not: {}, to: [], escalate: [{ afterSeconds: 900, to: ['soc'] }] };
    const { ask, stores } = door(undefined, () => ({
      installed: { sources: {}, destinations: { soc: { type: 'slack' } }, routes: [escalating] },
    }));
    await delivered(10, 30, 901, stores);
    const { points, notifySeconds } = await ratesOf('1h', { ask });
    expect(points[5]).toMatchObject({ alerts: 1, delivered: 1, sampled: 1 });
    expect(notifySeconds).toBeUndefined();
  });

  it('knows two ranges', async () => {
    expect((await door().ask('/v1/rates?range=7d')).status).toBe(400);
  });
});
