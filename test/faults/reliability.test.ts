import { expect, it } from 'vitest';
import { type Scenario, scenarios } from './reliability/scenarios.ts';
import { play } from './reliability/stage.ts';

/** The whole list is played by `npm run faults -- --publish`. */
const quick: readonly Scenario[] = scenarios.filter(
  ({ manner, hasHangingNeighbour }) => manner === 'cut' || manner === 'ill' || hasHangingNeighbour === true,
);

// They mostly wait: for an outage, and for what is sent again after it.
it.concurrent.each(quick)('$name: nothing is lost, nothing doubled', { timeout: 300_000 }, async (scenario) => {
  const { lost, doubled, isBalanced, accepted } = await play(scenario, 40);
  expect(accepted).toBeGreaterThan(0);
  expect({ lost, doubled, isBalanced }).toEqual({ lost: 0, doubled: 0, isBalanced: true });
});
