import { expect, it } from 'vitest';
import { soak } from '../soak/run.ts';

// Without what has to be waited for long: tickets, answers that get lost, room for what is not urgent. `npm run soak` is the long form.
it('nothing is lost when receivers fail and the product is killed under load, twice', {
  timeout: 300_000,
}, async () => {
  const said: string[] = [];
  const { lines, accepted, difference, isBalanced } = await soak({
    store: 'sqlite',
    alerts: 30,
    problems: 3,
    kills: 2,
    seed: 7,
    doubt: 0,
    slow: 0,
    severities: ['CRITICAL'],
    tickets: false,
    boundMs: 240_000,
    tellAll: false,
    say: (line) => said.push(line),
  });
  expect(accepted).toBe(30);
  const lost = lines.flatMap(({ destination, lost: ids }) => ids.map((id) => `${destination} ${id}`));
  expect(lost, said.join('\n')).toEqual([]);
  expect(isBalanced, JSON.stringify(difference)).toBe(true);
});
