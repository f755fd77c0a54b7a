import { expect, it } from 'vitest';
import { soak } from '../soak/run.ts';

// It takes over a minute, most of it waiting, so it has to be asked for: TOCSIN_SOAK=yes npm test
it.runIf(process.env['TOCSIN_SOAK'] === 'yes')(
  'nothing is lost and no ticket is opened twice when receivers fail and the product is killed',
  {
    timeout: 300_000,
  },
  async () => {
    const said: string[] = [];
    const { lines, accepted, duplicateTickets, difference, isBalanced } = await soak({
      alerts: 150,
      problems: 6,
      kills: 1,
      seed: 7,
      doubt: 0.01,
      slow: 0,
      urgent: false,
      boundMs: 240_000,
      tellAll: false,
      say: (line) => said.push(line),
    });
    expect(accepted).toBe(150);
    expect(
      lines.flatMap(({ destination, lost }) => lost.map((id) => `${destination} ${id}`)),
      said.join('\n'),
    ).toEqual([]);
    expect(duplicateTickets).toEqual([]);
    expect(isBalanced, JSON.stringify(difference)).toBe(true);
  },
);
