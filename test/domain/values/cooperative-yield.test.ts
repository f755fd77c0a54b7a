import { expect, it } from 'vitest';
import { inTurns, whenDue } from '../../../lambdas/domain/values/cooperative-yield.ts';

const twice = (n: number) => n * 2;

it('does all at once when nothing has to be waited for', () => {
  expect(inTurns([1, 2, 3], twice)).toEqual([2, 4, 6]);
  expect(inTurns([], twice)).toEqual([]);
});

it('waits for the pauses that are due, and for work that takes its time, in order', async () => {
  const seen: string[] = [];
  const pause = () => {
    if (seen.length % 3 !== 1) return undefined;
    seen.push('pause');
    return Promise.resolve();
  };
  const work = (item: string, i: number) => {
    seen.push(`${item}${i}`);
    return item === 'c' ? Promise.resolve('later') : item;
  };
  expect(await inTurns(['a', 'b', 'c', 'd'], work, pause)).toEqual(['a', 'b', 'later', 'd']);
  expect(seen).toEqual(['a0', 'pause', 'b1', 'c2', 'pause', 'd3']);
});

it('what one item throws ends it, at once or later', async () => {
  const fail = () => {
    throw new Error('no');
  };
  expect(() => inTurns([1], fail)).toThrow('no');
  await expect(inTurns([1, 2], fail, () => Promise.resolve())).rejects.toThrow('no');
});

it('a pause is due when the thread was held for a while, and not again right after', async () => {
  let pauses = 0;
  const pause = whenDue(async () => {
    pauses += 1;
  });
  expect(pause()).toBeUndefined();
  const began = performance.now();
  while (performance.now() - began < 60);
  await pause();
  expect(pause()).toBeUndefined();
  expect(pauses).toBe(1);
});
