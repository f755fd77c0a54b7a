import { expect, test } from 'vitest';
import { redact } from '../../../lambdas/domain/redact/redact.ts';
import { leastEffortMs } from '../../effort.ts';
import { hostile, units } from './hostile-units.ts';

const shapes = units.flatMap((unit) => [unit, `${unit}\n`]);
const SIZE = 60_000;

/** How many times as long a text of eight times the length takes; below what the clock can tell it is nothing. */
function growthOf(unit: string): number {
  const [small, large] = [hostile(unit, SIZE), hostile(unit, 8 * SIZE)];
  redact(small);
  return (
    leastEffortMs(() => redact(large), 2) /
    Math.max(
      2,
      leastEffortMs(() => redact(small), 3),
    )
  );
}

test('the time grows with the text alone, whatever stands in it', { timeout: 400_000 }, () => {
  // Quadratic time would be 64 times as long. What seems too long is measured again: other programs run too.
  const tooLong = (unit: string): boolean => growthOf(unit) > 20 && growthOf(unit) > 20 && growthOf(unit) > 20;
  expect(shapes.filter(tooLong)).toEqual([]);
});
