import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createHistory, finish, play, steps } from './history.ts';
import { fakeTimers } from './world.ts';

beforeEach(() => {
  fakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const RUNS = Number(process.env['SCHEDULER_RUNS'] ?? 80);

it('every job is run until it is done, one run of it at a time, whatever happens', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (concurrency, all) => {
      const history = createHistory(concurrency);
      for (const step of all) await play(step, history);
      await finish(history);
      expect(history.problems.slice(0, 5)).toEqual([]);
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
  );
});
