import { describe, expect, it } from 'vitest';
import {
  REPORT_EXAMPLES,
  REPORT_INTERVAL_MS,
  REPORT_LEASE_MS,
  REPORT_WAIT_MS,
} from '../../../lambdas/engine/ports/limits.ts';
import type { ReportExample, ReportKey } from '../../../lambdas/engine/ports/reports.ts';
import { type Open, useStore } from './store.ts';
import { NOW, next } from './subjects.ts';

const keyOf = (kind: ReportKey['kind'] = 'dead'): ReportKey => ({ destination: `soc-${next()}`, kind });
const example = (n: number): ReportExample => ({
  deliveryId: `edge:${n}:soc`,
  reason: 'http_400',
  title: `#${n} \u{1f6a8}`,
});
const byId = (a: ReportExample, b: ReportExample) => (a.deliveryId < b.deliveryId ? -1 : 1);

/** When what was added at `NOW` is due. */
const DUE = NOW + REPORT_WAIT_MS;

/** Promises of `Reports`. */
export function describeReports(open: Open): void {
  describe('a report', () => {
    const store = useStore(open);

    it('of nothing is not there', async () => {
      const key = keyOf();
      expect(await store().reports.take(key, DUE)).toBeUndefined();
      expect(await store().reports.due(DUE)).not.toContainEqual(key);
    });

    it('is due after a minute, has all that was added, and is leased by one worker', async () => {
      const key = keyOf();
      await Promise.all([1, 2, 3].map((n) => store().reports.add(key, n, [example(n)], NOW)));
      expect(await store().reports.take(key, DUE - 1)).toBeUndefined();
      expect(await store().reports.due(DUE)).toContainEqual(key);
      const all = await Promise.all([0, 0].map(() => store().reports.take(key, DUE)));
      const taken = all.filter((each) => each !== undefined);
      expect(taken).toMatchObject([{ count: 6, sequence: 0 }]);
      expect([...(taken[0]?.examples ?? [])].sort(byId)).toEqual([1, 2, 3].map(example));
      expect(await store().reports.due(DUE)).not.toContainEqual(key);
    });

    it('of a worker that died is taken again after its lease, under the same number', async () => {
      const key = keyOf();
      await store().reports.add(key, 1, [example(1)], NOW);
      await store().reports.take(key, DUE);
      await store().reports.add(key, 1, [example(2)], NOW);
      expect(await store().reports.take(key, DUE + REPORT_LEASE_MS - 1)).toBeUndefined();
      expect(await store().reports.take(key, DUE + REPORT_LEASE_MS)).toMatchObject({ count: 2, sequence: 0 });
    });

    it('keeps what was added meanwhile, due after the interval, under the next number', async () => {
      const key = keyOf('uncertain');
      await store().reports.add(key, 2, [example(1)], NOW);
      const taken = await store().reports.take(key, DUE);
      await store().reports.add(key, 5, [example(2)], NOW);
      if (taken === undefined) throw new Error('not due');
      const dueMs = DUE + REPORT_INTERVAL_MS;
      await store().reports.release(key, taken, dueMs);
      expect(await store().reports.take(key, dueMs - 1)).toBeUndefined();
      expect(await store().reports.due(dueMs)).toContainEqual(key);
      expect(await store().reports.take(key, dueMs)).toEqual({ count: 5, sequence: 1, examples: [example(2)] });
    });

    it('is released once for each number', async () => {
      const key = keyOf();
      await store().reports.add(key, 3, [], NOW);
      const taken = await store().reports.take(key, DUE);
      if (taken === undefined) throw new Error('not due');
      await store().reports.add(key, 3, [], NOW);
      for (const _ of [1, 2]) await store().reports.release(key, taken, DUE);
      expect(await store().reports.take(key, DUE)).toEqual({ count: 3, sequence: 1, examples: [] });
    });

    it('has nothing left when all was reported', async () => {
      const key = keyOf();
      await store().reports.add(key, 1, [example(1)], NOW);
      const taken = await store().reports.take(key, DUE);
      if (taken === undefined) throw new Error('not due');
      await store().reports.release(key, taken, DUE);
      expect(await store().reports.due(DUE)).not.toContainEqual(key);
      expect(await store().reports.take(key, DUE)).toBeUndefined();
    });

    it('counts all and keeps few examples', async () => {
      const key = keyOf();
      for (let n = 0; n < 3; n += 1) {
        const examples = Array.from({ length: 25 }, (_, i) => example(25 * n + i));
        await store().reports.add(key, 25, examples, NOW);
      }
      const taken = await store().reports.take(key, DUE);
      expect(taken?.count).toBe(75);
      expect(taken?.examples).toHaveLength(REPORT_EXAMPLES);
    });

    it('of one destination and kind is not that of another', async () => {
      const [dead, uncertain] = [keyOf(), keyOf('uncertain')];
      await store().reports.add(dead, 1, [], NOW);
      expect(await store().reports.take({ ...dead, kind: 'uncertain' }, DUE)).toBeUndefined();
      expect(await store().reports.take(uncertain, DUE)).toBeUndefined();
    });

    it('is due after the clock was set back', async () => {
      const key = keyOf();
      await store().reports.add(key, 1, [], NOW);
      await store().reports.take(key, NOW + REPORT_INTERVAL_MS);
      expect(await store().reports.due(NOW)).toContainEqual(key);
      expect(await store().reports.take(key, NOW)).toMatchObject({ count: 1 });
    });
  });
}
