import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyWindow, offer, remove, reset, takeFirst, WINDOW_JOBS } from '../../../infra/local/scheduler/window.ts';
import type { Queued } from '../../../lambdas/store/sqlite/queue.ts';

const MB = 1024 * 1024;

const queued = (n: number, rank = 0): Queued<string> => ({
  job: { n, rank, messageGroup: 'g', ref: String(n), message: '', receives: 0 },
  message: String(n),
});

const complete = () => ({ ...emptyWindow<string>(), isComplete: true });
const numbers = ({ items }: ReturnType<typeof emptyWindow<string>>): number[] => items.map((item) => item.queued.job.n);

type Step = { readonly rank: number; readonly bytes: number } | 'take' | 'remove' | 'reset';

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ rank: fc.nat({ max: 3 }), bytes: fc.nat({ max: MB }) }) },
  { weight: 3, arbitrary: fc.constant('take' as const) },
  { weight: 1, arbitrary: fc.constantFrom('remove' as const, 'reset' as const) },
);

/** A window, and all jobs that there are. */
interface Both {
  readonly window: ReturnType<typeof complete>;
  left: Queued<string>[];
}

function take(each: Step, n: number, both: Both): void {
  const { window, left } = both;
  const [some] = left;
  if (each === 'take') {
    const taken = takeFirst(window);
    both.left = left.filter((job) => job !== taken);
  } else if (each === 'remove') {
    if (some !== undefined) remove(window, some.job.n);
    both.left = left.slice(1);
  } else if (each === 'reset') reset(window);
  else {
    left.push(queued(n, each.rank));
    offer(window, left.at(-1) ?? queued(n), each.bytes);
  }
}

/** It holds the first of all jobs, and none is left out between them. */
function compare({ window, left }: Both): void {
  const best = left.toSorted((a, b) => b.job.rank - a.job.rank || a.job.n - b.job.n).map(({ job }) => job.n);
  expect(numbers(window)).toEqual(best.slice(0, window.items.length));
  if (window.isComplete) expect(window.items).toHaveLength(left.length);
  expect(window.bytes).toBe(window.items.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(window.items.length).toBeLessThanOrEqual(WINDOW_JOBS);
}

describe('a window', () => {
  it('holds at most its number of jobs, the urgent ones, and knows that there are more', () => {
    const window = complete();
    for (let n = 1; n <= WINDOW_JOBS + 10; n += 1) offer(window, queued(n, n % 2), 100);
    expect(window.items).toHaveLength(WINDOW_JOBS);
    expect(window.isComplete).toBe(false);
    const half = (WINDOW_JOBS + 10) / 2;
    expect(numbers(window).slice(0, half)).toEqual(Array.from({ length: half }, (_, i) => 2 * i + 1));
  });

  it('holds at most its bytes, and one job however large', () => {
    const window = complete();
    for (let n = 1; n <= 5; n += 1) offer(window, queued(n), MB);
    expect(window.items).toHaveLength(4);
    expect([window.bytes, window.isComplete]).toEqual([4 * MB, false]);
    const large = complete();
    offer(large, queued(1), 50 * MB);
    expect(numbers(large)).toEqual([1]);
    expect(large.isComplete).toBe(true);
  });

  it('leaves to the disk what may come after jobs that lie there', () => {
    const window = { ...emptyWindow<string>(), horizon: 0 };
    offer(window, queued(1), 1);
    expect(numbers(window)).toEqual([]);
    window.isComplete = true;
    offer(window, queued(2, 3), 1);
    window.isComplete = false;
    offer(window, queued(3, 2), 1);
    offer(window, queued(4, 4), 1);
    expect(numbers(window)).toEqual([4, 2]);
  });

  it('takes nothing twice that was seen on the disk', () => {
    const window = { ...complete(), horizon: 7 };
    offer(window, queued(7), 1);
    offer(window, queued(8), 1);
    expect(numbers(window)).toEqual([8]);
  });

  it('is what it claims, whatever is offered, taken and removed', () => {
    void fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const both = { window: complete(), left: [] };
        for (const [i, each] of steps.entries()) {
          take(each, i + 1, both);
          compare(both);
        }
      }),
    );
  });
});
