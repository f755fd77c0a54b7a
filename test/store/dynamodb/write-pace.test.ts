import { expect, it } from 'vitest';
import { createWritePace } from '../../../lambdas/store/dynamodb/write-pace.ts';

/** A pace whose sleeps pass at once by a clock of its own. */
function paced(rowsPerSecond = 1000) {
  let nowMs = 0;
  const pace = createWritePace({
    rowsPerSecond,
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  });
  /** Writes so many chunks one after the other; answers the ms that it took. */
  const write = async (chunks: number, rows = 50): Promise<number> => {
    const began = nowMs;
    for (let n = 0; n < chunks; n += 1) await pace.wait(rows);
    return nowMs - began;
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { write, slowDown: pace.slowDown, pass, nowMs: () => nowMs };
}

it('begins at once and then writes so many rows a second', async () => {
  const { write } = paced();
  expect(await write(1)).toBe(0);
  expect(await write(100)).toBeCloseTo(5000, -1);
});

it('makes up for no time in which nothing was written', async () => {
  const { write, pass } = paced();
  pass(60_000);
  expect(await write(21)).toBeCloseTo(1000, -1);
});

it('writes half as fast after a refusal, and recovers', async () => {
  const { write, slowDown, pass } = paced();
  await write(1);
  slowDown();
  const slow = await write(20);
  expect(slow).toBeGreaterThan(1500);
  pass(30_000);
  expect(await write(21)).toBeCloseTo(1000, -1);
});

it('takes the refusals of one moment for one, and those that go on for more', async () => {
  const [one, many, more] = [paced(), paced(), paced()];
  one.slowDown();
  for (let n = 0; n < 32; n += 1) many.slowDown();
  for (let n = 0; n < 4; n += 1) {
    more.slowDown();
    more.pass(600);
  }
  const [afterOne, afterMany, afterMore] = [await one.write(10), await many.write(10), await more.write(10)];
  expect(afterMany).toBe(afterOne);
  expect(afterMore).toBeGreaterThan(2 * afterOne);
});

it('never stands still, and lets nobody wait for longer than five seconds', async () => {
  const { write, slowDown, pass, nowMs } = paced();
  for (let n = 0; n < 100; n += 1) {
    slowDown();
    pass(501);
  }
  const began = nowMs();
  await write(1, 5000);
  await write(1);
  expect(nowMs() - began).toBeLessThanOrEqual(5000);
});
