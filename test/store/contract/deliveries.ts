import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { type Open, useStore } from './store.ts';
import {
  attempt,
  dead,
  delivered,
  fresh,
  iso,
  merged,
  messageOf,
  NOW,
  newAlert,
  rowOf,
  statesOf,
  waits,
} from './subjects.ts';

const DAY_MS = 86_400_000;

function claims(open: Open): void {
  describe('a claim', () => {
    const store = useStore(open);

    it('of what nobody had is granted, with nothing to remember', async () => {
      const { message } = await fresh(store());
      expect(await store().deliveries.claim(message, 'a', NOW)).toEqual({
        kind: 'claimed',
        before: 'queued',
        counted: 'queued',
        attempts: [],
        firstAt: NOW,
      });
    });

    it('by twenty workers at once is granted to exactly one', async () => {
      const { message } = await fresh(store());
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store().deliveries.claim(message, `w${i}`, NOW)),
      );
      expect(all.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
      const others = all.filter(({ kind }) => kind !== 'claimed');
      expect(others).toEqual(Array.from({ length: 19 }, () => ({ kind: 'leased', untilMs: NOW + LEASE_MS })));
    });

    it('by the worker that holds it is refused too', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      expect(await store().deliveries.claim(message, 'a', NOW)).toEqual({ kind: 'leased', untilMs: NOW + LEASE_MS });
    });

    it('is refused while another worker’s lease runs, and granted when it has run out', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      const leased = { kind: 'leased', untilMs: NOW + LEASE_MS };
      expect(await store().deliveries.claim(message, 'b', NOW + LEASE_MS - 1)).toEqual(leased);
      // The worker died while it was sending, so that its request may have arrived.
      expect(await store().deliveries.claim(message, 'b', NOW + LEASE_MS)).toEqual({
        kind: 'claimed',
        before: 'sending',
        counted: 'queued',
        attempts: [{ at: iso(NOW + LEASE_MS), outcome: 'unknown', reason: 'worker_died', durationMs: 0 }],
        firstAt: NOW,
      });
    });

    it('is refused before its time has come, and granted then with its past', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      expect(await store().deliveries.settle(message, 'a', waits(NOW + 60_000))).toBe(true);
      const leased = { kind: 'leased', untilMs: NOW + 60_000 };
      expect(await store().deliveries.claim(message, 'b', NOW + 59_999)).toEqual(leased);
      expect(await store().deliveries.claim(message, 'b', NOW + 60_000)).toEqual({
        kind: 'claimed',
        before: 'retrying',
        counted: 'retrying',
        attempts: [attempt],
        firstAt: NOW,
      });
    });

    it('of what has ended is never granted again, however late it is', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', delivered);
      for (const later of [0, LEASE_MS, 30 * DAY_MS])
        expect(await store().deliveries.claim(message, 'b', NOW + later)).toEqual({ kind: 'completed' });
    });

    it('after an answer that never came remembers that it may have arrived', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', waits(NOW, 'unknown'));
      const claimed = { kind: 'claimed', before: 'unknown', counted: 'unknown' };
      expect(await store().deliveries.claim(message, 'b', NOW)).toMatchObject(claimed);
    });
  });
}

function clocks(open: Open): void {
  describe('after the clock was set back', () => {
    const store = useStore(open);

    it('what waits for longer than anything waits is due', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW + DAY_MS);
      await store().deliveries.settle(message, 'a', waits(NOW + DAY_MS + 1000));
      expect(await store().deliveries.claim(message, 'b', NOW)).toMatchObject({ kind: 'claimed', before: 'retrying' });
    });

    it('what waits for as long as anything may waits on', async () => {
      const { message } = await fresh(store());
      const dueMs = NOW + 12 * 3_600_000 + 5 * 60_000;
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', waits(dueMs));
      expect(await store().deliveries.claim(message, 'b', NOW)).toEqual({ kind: 'leased', untilMs: dueMs });
    });

    it('a lease that ends later than any lease does has ended; one that may be true holds', async () => {
      const [old, young] = [await fresh(store()), await fresh(store())];
      await store().deliveries.claim(old.message, 'a', NOW + 3_600_000);
      await store().deliveries.claim(young.message, 'a', NOW + 1000);
      expect(await store().deliveries.claim(old.message, 'b', NOW)).toMatchObject({
        kind: 'claimed',
        before: 'sending',
      });
      const leased = { kind: 'leased', untilMs: NOW + 1000 + LEASE_MS };
      expect(await store().deliveries.claim(young.message, 'b', NOW)).toEqual(leased);
    });
  });
}

function settling(open: Open): void {
  describe('settling', () => {
    const store = useStore(open);

    it('keeps state, receipt and attempts, and no reason of an earlier failure', async () => {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', waits(NOW));
      expect(await statesOf(row, store())).toMatchObject([{ status: 'retrying', reason: 'http_500' }]);
      await store().deliveries.claim(message, 'b', NOW);
      expect(await store().deliveries.settle(message, 'b', delivered)).toBe(true);
      expect(await statesOf(row, store())).toEqual([
        {
          id: message.deliveryId,
          destination: 'soc',
          status: 'delivered',
          receipt: {
            id: 'SEC-1',
            url: 'https://jira.example.test/SEC-1',
            target: { project: 'SEC', components: ['Web'] },
          },
          attempts: delivered.attempts,
        },
      ]);
    });

    it('keeps into which delivery one was merged', async () => {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', merged);
      expect(await statesOf(row, store())).toMatchObject([
        { status: 'merged', reason: 'repeat', mergedInto: 'edge:1:soc' },
      ]);
    });

    it('by a worker whose lease was taken over writes nothing', async () => {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.claim(message, 'b', NOW + LEASE_MS);
      expect(await store().deliveries.settle(message, 'a', delivered)).toBe(false);
      expect(await statesOf(row, store())).toMatchObject([{ status: 'sending', attempts: [] }]);
      expect(await store().deliveries.settle(message, 'b', waits(NOW + LEASE_MS))).toBe(true);
    });

    it('by two workers at once is done by the one that holds it', async () => {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'b', NOW);
      const both = ['a', 'b'].map((owner) =>
        store().deliveries.settle(message, owner, owner === 'b' ? delivered : dead),
      );
      expect(await Promise.all(both)).toEqual([false, true]);
      expect(await statesOf(row, store())).toMatchObject([{ status: 'delivered' }]);
    });

    it('twice writes once', async () => {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      expect(await store().deliveries.settle(message, 'a', delivered)).toBe(true);
      expect(await store().deliveries.settle(message, 'a', waits(NOW))).toBe(false);
      expect(await statesOf(row, store())).toMatchObject([{ status: 'delivered' }]);
    });

    it('of what nobody claimed writes nothing', async () => {
      const { row, message } = await fresh(store());
      expect(await store().deliveries.settle(message, 'a', delivered)).toBe(false);
      expect(await statesOf(row, store())).toMatchObject([{ status: 'queued', attempts: [] }]);
    });
  });
}

function states(open: Open): void {
  describe('the states of an alert', () => {
    const store = useStore(open);

    it('stand in the order of the plan, each with its own', async () => {
      const row = rowOf(newAlert(), { planned: ['zebra', 'soc', 'anna'] });
      await store().alerts.record(row);
      await store().deliveries.claim(messageOf(row, 'anna'), 'a', NOW);
      await store().deliveries.claim(messageOf(row, 'zebra'), 'a', NOW);
      await store().deliveries.settle(messageOf(row, 'zebra'), 'a', dead);
      const found = await statesOf(row, store());
      expect(found.map(({ destination, status }) => [destination, status])).toEqual([
        ['zebra', 'dead'],
        ['soc', 'queued'],
        ['anna', 'sending'],
      ]);
    });
  });
}

/** Promises of `Deliveries`, but for batches. */
export function describeDeliveries(open: Open): void {
  claims(open);
  clocks(open);
  settling(open);
  states(open);
}
