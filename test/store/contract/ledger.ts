import { describe, expect, it } from 'vitest';
import type { Counts } from '../../../lambdas/domain/counters.ts';
import { deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import { createEngine } from './engine.ts';
import { type Open, type OpenStore, useStore } from './store.ts';
import { dead, iso, messageOf, newAlert, next, rowOf } from './subjects.ts';

const BASE = Date.UTC(2026, 0, 1);
/** An hour that no other test has. */
const newHourMs = (): number => BASE + next() * 3_600_000;
const hourAt = (ms: number): string => iso(ms).slice(0, 13);

/** Waits for nothing but what a store does in the background. */
const countsOf = async (hour: string, store: OpenStore): Promise<Counts> => (await store.ledger.hour(hour)).counts;

/** Promises of `LedgerCounters`. */
export function describeLedger(open: Open): void {
  describe('the counters of an hour', () => {
    const store = useStore(open);

    it('add up what many workers write at once', async () => {
      const ms = newHourMs();
      const engine = createEngine(store());
      await Promise.all(Array.from({ length: 40 }, () => engine.alone(rowOf(newAlert({ receivedAt: iso(ms) })))));
      const counters = await store().ledger.hour(hourAt(ms));
      expect(counters).toMatchObject({
        hour: hourAt(ms),
        counts: { accepted: 40, alerts: 40, planned: 40, queued: 40 },
      });
      expect(counters.version).toBeGreaterThan(0);
      expect(counters.touchedMs).toBeGreaterThan(0);
    });

    it('are empty when nothing was counted', async () => {
      const hour = hourAt(newHourMs());
      expect(await store().ledger.hour(hour)).toMatchObject({ hour, counts: {}, version: 0, touchedMs: 0 });
    });

    it('show by their version that they were written', async () => {
      const ms = newHourMs();
      const engine = createEngine(store());
      await engine.alone(rowOf(newAlert({ receivedAt: iso(ms) })));
      const before = await store().ledger.hour(hourAt(ms));
      await store().ledger.markVerified(hourAt(ms), before.version, ms);
      const verified = await store().ledger.hour(hourAt(ms));
      expect(verified).toMatchObject({ version: before.version, verifiedVersion: before.version });
      await engine.alone(rowOf(newAlert({ receivedAt: iso(ms) })));
      expect((await store().ledger.hour(hourAt(ms))).version).toBeGreaterThan(before.version);
    });

    it('are of one hour each, oldest first', async () => {
      const engine = createEngine(store());
      const [early, late] = [newHourMs(), newHourMs()];
      await engine.alone(rowOf(newAlert({ receivedAt: iso(late) })));
      await engine.alone(rowOf(newAlert({ receivedAt: iso(early) })));
      const hours = (await store().ledger.hours()).map(({ hour }) => hour);
      expect(hours).toEqual(hours.toSorted());
      expect(hours.filter((hour) => hour === hourAt(early) || hour === hourAt(late))).toEqual([
        hourAt(early),
        hourAt(late),
      ]);
    });

    it('do not have what Tocsin tells of itself', async () => {
      const ms = newHourMs();
      const alert = newAlert({ source: 'tocsin', receivedAt: iso(ms) });
      const row = rowOf(alert, { hour: '', alone: false });
      const engine = createEngine(store());
      await store().alerts.record(row);
      await engine.claimAndSettle(messageOf(row), dead, ms);
      expect(await countsOf(hourAt(ms), store())).toEqual({});
      expect((await store().ledger.hours()).map(({ hour }) => hour)).not.toContain('');
    });
  });

  describe('counting an hour from its rows', () => {
    const store = useStore(open);

    it('finds what was accepted, what is planned, where each delivery stands and which nobody claimed', async () => {
      const ms = newHourMs();
      next();
      const hour = hourAt(ms);
      const engine = createEngine(store());
      const row = (receivedMs: number, alone: boolean) =>
        rowOf(newAlert({ receivedAt: iso(receivedMs) }), { alone, planned: ['soc', 'jira'] });
      const [one, two] = [row(ms, true), row(ms + 3_599_999, true)];
      // The hour before and the one after are none of this one's business.
      for (const each of [one, two, row(ms - 1, true), row(ms + 3_600_000, true)]) await engine.alone(each);
      for (const outcome of ['alerts', 'empty', 'ignored', 'duplicate'] as const)
        await engine.webhook(iso(ms), outcome);
      await engine.claimAndSettle(messageOf(one, 'soc'), dead, ms);
      await store().deliveries.claim(messageOf(one, 'jira'), 'a', ms);
      const { counts, unclaimed } = await store().ledger.recount(hour);
      expect(counts).toEqual({
        accepted: 6,
        empty: 1,
        ignored: 1,
        duplicate: 1,
        alerts: 2,
        planned: 4,
        queued: 3,
        dead: 1,
      });
      const ids = ['soc', 'jira'].map((destination) => ({ id: deliveryIdOf(two.alert.id, destination) }));
      expect(unclaimed).toHaveLength(2);
      expect(unclaimed).toEqual(expect.arrayContaining(ids));
      expect(await countsOf(hour, store())).toEqual(counts);
    });

    it('of nothing is nothing', async () => {
      expect(await store().ledger.recount('2026-11-20T20')).toEqual({ counts: {}, unclaimed: [] });
    });

    it('counts a webhook once, however often it is written', async () => {
      const ms = newHourMs();
      const engine = createEngine(store());
      const { webhookId } = await engine.webhook(iso(ms), 'empty');
      await engine.webhook(iso(ms), 'empty', { webhookId });
      expect((await store().ledger.recount(hourAt(ms))).counts).toEqual({ accepted: 1, empty: 1 });
      expect(await countsOf(hourAt(ms), store())).toEqual({ accepted: 1, empty: 1 });
    });

    it('does not count the heartbeat of a source, which nobody sent', async () => {
      const ms = newHourMs();
      await createEngine(store()).webhook(iso(ms), 'alerts', { isHeartbeat: true });
      expect((await store().ledger.recount(hourAt(ms))).counts).toEqual({});
      expect(await countsOf(hourAt(ms), store())).toEqual({});
    });

    it('names a batch that nobody claimed with its alerts, and what Tocsin tells of itself', async () => {
      const ms = newHourMs();
      const engine = createEngine(store());
      const batch = await engine.batch(2, ms);
      const own = rowOf(newAlert({ source: 'tocsin', receivedAt: iso(ms) }), { hour: '', alone: false });
      await store().alerts.record(own);
      const { unclaimed } = await store().ledger.recount(hourAt(ms));
      expect(unclaimed).toHaveLength(4);
      const ids = unclaimed.find(({ id }) => id === batch.message.deliveryId)?.alertIds;
      expect(ids?.toSorted()).toEqual(batch.alertIds.toSorted());
      expect(unclaimed).toContainEqual({ id: messageOf(own).deliveryId });
    });

    it('leaves out what a silence holds back', async () => {
      const ms = newHourMs();
      await createEngine(store()).alone(rowOf(newAlert({ receivedAt: iso(ms) }), { silence: 'S1' }));
      const found = await store().ledger.recount(hourAt(ms));
      expect(found).toEqual({ counts: { accepted: 1, alerts: 1, planned: 1, suppressed: 1 }, unclaimed: [] });
    });
  });
}
