import { expect, it } from 'vitest';
import { soak } from '../soak/run.ts';

// Most of its half minute is waiting, beside which other tests run. `npm run soak` is the long form.
it('nothing is lost and no ticket is opened twice when receivers fail and the product is killed', async () => {
  const said: string[] = [];
  const { lines, accepted, duplicateTickets, difference, isBalanced } = await soak({
    alerts: 60,
    problems: 6,
    kills: 1,
    seed: 7,
    doubt: 0.01,
    slow: 0,
    urgent: false,
    boundMs: 110_000,
    tellAll: false,
    say: (line) => said.push(line),
  });
  expect(accepted).toBe(60);
  expect(
    lines.flatMap(({ destination, lost }) => lost.map((id) => `${destination} ${id}`)),
    said.join('\n'),
  ).toEqual([]);
  expect(duplicateTickets).toEqual([]);
  expect(isBalanced, JSON.stringify(difference)).toBe(true);
});
