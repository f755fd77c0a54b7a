/** Budgets: what is within one, and what is held with the margin for other machines. */
import { expect, it } from 'vitest';
import { type Budget, isHeld, isWithin, verdictCells } from './one-machine/rows.ts';

const most: Budget = { of: 'ratio', at: 'most', limit: 8, margin: 2 };
const least: Budget = { of: 'ratio', at: 'least', limit: 0.4, margin: 2 };
const own: Budget = { of: 'value', at: 'most', limit: 0 };

it.each([
  [most, 10, 80, true, true],
  [most, 10, 81, false, true],
  [most, 10, 160, false, true],
  [most, 10, 161, false, false],
  [least, 10, 4, true, true],
  [least, 10, 3, false, true],
  [least, 10, 1.9, false, false],
  [own, 10, 0, true, true],
  [own, 10, 1, false, false],
  [most, 0, 1, false, false],
  [most, 10, Number.NaN, false, false],
])('%o: %d beside a floor of %d', (budget, floor, tocsin, within, held) => {
  const row = { what: 'a', unit: 'ms', values: { floor, tocsin }, budget };
  expect([isWithin(row), isHeld(row)]).toEqual([within, held]);
});

it('a verdict shows the budget, what the margin allows, and what was measured', () => {
  const values = { floor: 10, tocsin: 25 };
  expect(verdictCells({ what: 'time', unit: 'ms', values, budget: most })).toEqual([
    'time',
    '≤ 8 × the floor',
    '16',
    '2.50',
    'held',
  ]);
  expect(verdictCells({ what: 'lost', unit: '', values, budget: own })).toEqual(['lost', '≤ 0', '0', '25', 'NOT HELD']);
});
