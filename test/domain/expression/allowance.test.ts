import { expect, it } from 'vitest';
import { createAllowance } from '../../../lambdas/domain/expression/allowance.ts';

/** Evaluations that each take so many milliseconds of a clock that only they move. */
function slow(ms: number) {
  let now = 0;
  let ran = 0;
  const evaluate = createAllowance(
    async () => {
      ran += 1;
      now += ms;
      return { value: true };
    },
    () => now,
  );
  const all = async (count: number) => {
    const results = await Promise.all(Array.from({ length: count }, () => evaluate('', {})));
    return results.filter((result) => 'failed' in result).length;
  };
  return { all, ran: () => ran, pass: (more: number) => (now += more) };
}

it('stops slow expressions that took ten seconds together', async () => {
  const { all, ran } = slow(250);
  expect(await all(1_000)).toBe(1_000 - ran());
  expect(ran()).toBeGreaterThan(40);
  expect(ran()).toBeLessThan(50);
});

it('lets them run again later, a twentieth of the time', async () => {
  const { all, ran, pass } = slow(250);
  await all(1_000);
  const before = ran();
  pass(100_000);
  await all(1_000);
  expect(ran() - before).toBeGreaterThan(15);
  expect(ran() - before).toBeLessThan(30);
});

it('never stops those that take no longer than usual', async () => {
  expect(await slow(2).all(20_000)).toBe(0);
});
