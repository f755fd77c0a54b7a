import { describe, expect, it } from 'vitest';
import { add, type Counts } from '../../../lambdas/domain/counters.ts';
import type { Silence } from '../../../lambdas/domain/silence.ts';
import { type Ports, reconcile } from '../../../lambdas/engine/reconcile/reconcile.ts';
import { EARLIER, good, idOf, NOW, open, page, THIS_HOUR, thresholds, world } from './world.ts';

describe('an open delivery', () => {
  it('that is overdue is moved again, once, by however many runs', async () => {
    const here = world({ overdue: [open('late', NOW - 61_000), open('soon', NOW - 59_000)] });
    await reconcile(NOW, thresholds, here.ports);
    await reconcile(NOW + 1000, thresholds, here.ports);
    expect(here.resent).toEqual([idOf('late')]);
    await reconcile(NOW + 3 * 60_000, thresholds, here.ports);
    expect([...here.resent].sort()).toEqual(['late', 'late', 'soon'].map(idOf));
  });

  it('by two runs at the same time is moved once', async () => {
    const here = world({ overdue: [open('late', NOW - 100_000)] });
    await Promise.all([reconcile(NOW, thresholds, here.ports), reconcile(NOW, thresholds, here.ports)]);
    expect(here.resent).toEqual([idOf('late')]);
  });

  it('that has moved by itself meanwhile is left alone', async () => {
    const here = world({ overdue: [open('late', NOW - 100_000)] });
    const { ports } = here;
    const overdue: Ports['openDeliveries']['overdue'] = async (beforeMs) => {
      const found = await ports.openDeliveries.overdue(beforeMs);
      here.open.set(idOf('late'), open('late', NOW + 60_000));
      return found;
    };
    await reconcile(NOW, thresholds, { ...ports, openDeliveries: { ...ports.openDeliveries, overdue } });
    expect(here.resent).toEqual([]);
  });

  it('whose alert is gone is told, and stops nobody else', async () => {
    const here = world({ overdue: [open('gone', NOW - 100_000), open('late', NOW - 90_000)], lost: [idOf('gone')] });
    await reconcile(NOW, thresholds, here.ports);
    expect(here.resent).toEqual([idOf('late')]);
    expect(here.logged).toContainEqual({
      event: 'delivery.requeued',
      fields: { deliveryId: idOf('gone'), sent: false },
    });
  });
});

describe('a page of the ledger', () => {
  it('is corrected once by runs at the same time', async () => {
    const here = world({ pages: [page(EARLIER, good)], rows: { [EARLIER]: { ...good, accepted: 3, duplicate: 1 } } });
    await Promise.all([1, 2, 3].map(() => reconcile(NOW, thresholds, here.ports)));
    expect(here.countersOf(EARLIER).counts).toMatchObject({ accepted: 3, duplicate: 1 });
    expect(here.logged.filter(({ event }) => event === 'ledger.corrected')).toHaveLength(1);
  });

  it('that is recent is counted again after a while, for a worker may have died before its booking', async () => {
    const rows: Record<string, Counts> = { [THIS_HOUR]: good };
    const here = world({ pages: [page(THIS_HOUR, good)], rows });
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    rows[THIS_HOUR] = { ...good, accepted: 3, duplicate: 1 };
    await reconcile(NOW + 60_000, { ...thresholds, blankHours: 0 }, here.ports);
    expect(here.countersOf(THIS_HOUR).counts).toMatchObject(good);
    await reconcile(NOW + 60_000, { ...thresholds, blankHours: 0, verifiedForMs: 30_000 }, here.ports);
    expect(here.countersOf(THIS_HOUR).counts).toMatchObject({ accepted: 3, duplicate: 1 });
  });

  it('that agrees with the rows is sealed and not counted again until somebody books on it', async () => {
    let counted = 0;
    const here = world({
      pages: [page(EARLIER, good)],
      rows: { [EARLIER]: good },
      meanwhile: () => {
        counted += 1;
      },
    });
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    expect(counted).toBe(1);
    expect(here.countersOf(EARLIER)).toMatchObject({ counts: good, verifiedVersion: 3 });
    expect(here.events()).not.toContain('ledger.corrected');
  });

  it('that does not is corrected to what the rows say', async () => {
    const here = world({ pages: [page(EARLIER, { ...good, planned: 1, queued: -1 })], rows: { [EARLIER]: good } });
    await reconcile(NOW, thresholds, here.ports);
    expect(here.countersOf(EARLIER).counts).toEqual(good);
    expect(here.countersOf(EARLIER).verifiedVersion).toBe(here.countersOf(EARLIER).version);
    expect(here.logged).toContainEqual({ event: 'ledger.corrected', fields: { hour: EARLIER, planned: 1, queued: 1 } });
    expect(here.events().at(-1)).toBe('ledger.balanced');
  });

  it('is left alone when somebody counted while it was counted', async () => {
    const wrong = { ...good, alerts: 1 };
    const here = world({
      pages: [page(EARLIER, wrong)],
      rows: { [EARLIER]: good },
      meanwhile: (write) => write(EARLIER, { queued: 1, planned: 1 }),
    });
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    expect(here.countersOf(EARLIER)).toMatchObject({
      counts: add(wrong, { queued: 1, planned: 1 }),
      verifiedVersion: 0,
    });
    expect(here.events()).not.toContain('ledger.corrected');
  });

  it('is left alone while it is still being written', async () => {
    const here = world({ pages: [page(EARLIER, {}, { touchedMs: NOW - 999 })], rows: { [EARLIER]: good } });
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    expect(here.countersOf(EARLIER).counts).toEqual({});
    await reconcile(NOW + 1, { ...thresholds, blankHours: 0 }, here.ports);
    expect(here.countersOf(EARLIER).counts).toEqual(good);
  });

  it('that is missing because a worker died before its first booking is written from the rows', async () => {
    const here = world({ rows: { [EARLIER]: good, [THIS_HOUR]: good, '2026-11-21T17': good } });
    await reconcile(NOW, thresholds, here.ports);
    expect(here.countersOf(EARLIER).counts).toEqual(good);
    expect(here.countersOf(THIS_HOUR).counts).toEqual(good);
    expect(here.countersOf('2026-11-21T17').counts, 'beyond the hours that may be missing').toEqual({});
  });

  it('of an hour in which nothing happened stays unwritten', async () => {
    const here = world({});
    await reconcile(NOW, thresholds, here.ports);
    expect(here.countersOf(EARLIER)).toMatchObject({ version: 0, verifiedVersion: 0 });
  });

  it('older than two days is history', async () => {
    const old = '2026-11-19T20';
    const here = world({ pages: [page(old, {})], rows: { [old]: good } });
    await reconcile(NOW, thresholds, here.ports);
    expect(here.countersOf(old).counts).toEqual({});
  });
});

describe('a planned delivery that nobody ever claimed', () => {
  it('has its message sent again once its hour is over', async () => {
    const here = world({ pages: [page(EARLIER, good)], rows: { [EARLIER]: good }, unclaimed: ['edge:1:soc'] });
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    expect(here.resent).toEqual(['edge:1:soc']);
  });

  it('may still be on its way in the running hour', async () => {
    const here = world({ pages: [page(THIS_HOUR, good)], rows: { [THIS_HOUR]: good }, unclaimed: ['edge:1:soc'] });
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    expect(here.resent).toEqual([]);
  });

  it('is moved when the hour is over although its page was held against the rows before', async () => {
    const here = world({ pages: [page(THIS_HOUR, good)], rows: { [THIS_HOUR]: good }, unclaimed: ['edge:1:soc'] });
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    await reconcile(NOW + 2 * 3_600_000, { ...thresholds, blankHours: 0 }, here.ports);
    expect(here.resent).toEqual(['edge:1:soc']);
  });

  it('is found again by the next run when the first one’s message was lost', async () => {
    const here = world({ pages: [page(EARLIER, good)], rows: { [EARLIER]: good }, unclaimed: ['edge:1:soc'] });
    await reconcile(NOW, { ...thresholds, blankHours: 0 }, here.ports);
    await reconcile(NOW + 60_000, { ...thresholds, blankHours: 0 }, here.ports);
    expect(here.resent).toEqual(['edge:1:soc', 'edge:1:soc']);
  });
});

it('books that do not balance are told as such, for an alarm', async () => {
  const wrong = { accepted: 1, alerts: 1, planned: 2, delivered: 1 };
  const here = world({ pages: [page(EARLIER, wrong)], rows: { [EARLIER]: wrong } });
  await reconcile(NOW, thresholds, here.ports);
  expect(here.events().at(-1)).toBe('ledger.unbalanced');
});

describe('a silence that ended', () => {
  it('is no news when it held back nothing', async () => {
    const here = world({ silences: [{ ...silence, count: 0 }] });
    await reconcile(NOW, thresholds, here.ports);
    await reconcile(NOW, thresholds, here.ports);
    expect(here.emitted).toEqual([]);
    expect((await here.ports.silences.list()).map(({ announced }) => announced)).toEqual([true]);
  });

  const silence: Silence = {
    id: 'sil_1',
    match: { source: 'akto' },
    from: '2026-11-21T18:00:00.000Z',
    until: '2026-11-21T20:00:00.000Z',
    author: 'somebody',
    reason: 'a drill',
    createdAt: '2026-11-21T18:00:00.000Z',
    count: 7,
    ended: false,
    announced: false,
  };

  it('is told once, with how much it held back', async () => {
    const here = world({ silences: [silence] });
    await reconcile(NOW, thresholds, here.ports);
    await reconcile(NOW + 1000, thresholds, here.ports);
    expect(here.emitted).toEqual([
      expect.stringMatching(/^tocsin:[0-9a-f]{32} A silence ended: it held back 7 alerts$/),
    ]);
  });

  it('is told under the same id when a run died before it was noted', async () => {
    const here = world({ silences: [silence] });
    const markAnnounced = async () => Promise.reject(new Error('died'));
    const silences = { ...here.ports.silences, markAnnounced };
    await reconcile(NOW, thresholds, { ...here.ports, silences });
    expect(here.events()).toContain('reconcile.step_failed');
    await reconcile(NOW + 1000, thresholds, here.ports);
    expect(here.emitted).toHaveLength(2);
    expect(new Set(here.emitted).size).toBe(1);
  });
});
