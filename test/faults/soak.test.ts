import { expect, it } from 'vitest';
import { soak } from '../soak/run.ts';

// Without answers that get lost, which are waited for: `test/faults/calls.test.ts` and the long form, `npm run soak`,
// have them.
it('nothing is lost and no ticket is opened twice when receivers fail and the product is killed', async () => {
  const said: string[] = [];
  const { lines, accepted, duplicateTickets, difference, isBalanced } = await soak({
    alerts: 60,
    problems: 6,
    kills: 1,
    seed: 7,
    doubt: 0,
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
