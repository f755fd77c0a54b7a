import { describe, expect, it } from 'vitest';
import { afterPage, newReplayJob, type ReplayJob } from '../../../lambdas/domain/replay-job.ts';
import { type Open, useStore } from './store.ts';
import { NOW, next } from './subjects.ts';

const newJob = (nowMs = NOW): ReplayJob =>
  newReplayJob({
    request: { status: 'dead', reparse: false, source: 'edge', since: '2026-11-20T00:00:00Z', severity: 'high' },
    uniqueId: `job${next()}`,
    nowMs,
  });
const page = { alertsRead: 50, deliveriesReplayed: 7, notKept: ['edge:1'] };

/** Promises of `Replays`. */
export function describeReplays(open: Open): void {
  describe('a replay job', () => {
    const store = useStore(open);

    it('is kept as it was saved last', async () => {
      const job = newJob();
      expect(await store().replays.save(job)).toBe(true);
      expect(await store().replays.load(job.id)).toEqual(job);
      const second = afterPage(job, { ...page, cursor: 'c2' }, NOW + 1);
      expect(await store().replays.save(second)).toBe(true);
      expect(await store().replays.load(job.id)).toEqual(second);
      const third = afterPage(second, page, NOW + 2);
      expect(await store().replays.save(third)).toBe(true);
      expect(await store().replays.load(job.id)).toEqual(third);
      expect(third).toMatchObject({ state: 'done', alertsRead: 100, deliveriesReplayed: 14, notKeptCount: 2 });
      expect(third).not.toHaveProperty('cursor');
    });

    it('is saved by one worker, and not over a later version', async () => {
      const job = newJob();
      const created = await Promise.all([store().replays.save(job), store().replays.save(job)]);
      expect(created.sort()).toEqual([false, true]);
      const mine = afterPage(job, { ...page, cursor: 'mine' }, NOW + 1);
      const theirs = afterPage(job, { ...page, cursor: 'theirs' }, NOW + 1);
      const saved = await Promise.all([store().replays.save(mine), store().replays.save(theirs)]);
      expect([...saved].sort()).toEqual([false, true]);
      expect(await store().replays.load(job.id)).toEqual(saved[0] ? mine : theirs);
      expect(await store().replays.save(afterPage({ ...job, version: 4 }, page, NOW)), 'versions between').toBe(false);
    });

    it('that was never made is not there and cannot go on', async () => {
      const job = newJob();
      expect(await store().replays.load(job.id)).toBeUndefined();
      expect(await store().replays.save(afterPage(job, page, NOW))).toBe(false);
      expect(await store().replays.load(job.id)).toBeUndefined();
    });

    it('is unfinished until it is done or has failed, the first that started first', async () => {
      const [late, early, done, failed] = [newJob(NOW + 5), newJob(NOW - 5), newJob(), newJob()];
      for (const job of [late, early, done, failed]) await store().replays.save(job);
      await store().replays.save(afterPage(done, page, NOW));
      await store().replays.save({ ...failed, version: 2, state: 'failed', reason: 'wrong_cursor' });
      const ids = [late, early, done, failed].map(({ id }) => id);
      const found = (await store().replays.unfinished()).filter(({ id }) => ids.includes(id));
      expect(found).toEqual([early, late]);
    });
  });
}
