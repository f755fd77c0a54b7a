import type { SystemName } from './systems.ts';

/** What is allowed: at least or at most a limit, of Tocsin's own value or of its ratio to the durable floor. */
export interface Budget {
  readonly of: 'ratio' | 'value';
  readonly at: 'least' | 'most';
  readonly limit: number;
  /** How many times the limit other work on a machine may make of it; a published verdict allows it. @default 1 */
  readonly margin?: number;
}

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly values: Readonly<Partial<Record<SystemName, number>>>;
  readonly budget?: Budget;
}

/** A line that has a budget. */
export type BudgetRow = Row & { readonly budget: Budget };

export const hasBudget = (row: Row): row is BudgetRow => row.budget !== undefined;

const ratioOf = ({ values: { floor, tocsin } }: Row): number | undefined =>
  floor === undefined || floor === 0 || tocsin === undefined ? undefined : tocsin / floor;

/** What a budget is about; a value that could not be measured is not a number. */
const measuredOf = (row: BudgetRow): number =>
  (row.budget.of === 'ratio' ? ratioOf(row) : row.values.tocsin) ?? Number.NaN;

const keeps = (value: number, at: Budget['at'], limit: number): boolean =>
  at === 'least' ? value >= limit : value <= limit;

/** Whether a line keeps its budget; a value that could not be measured does not. */
export const isWithin = (row: Row): boolean =>
  !hasBudget(row) || keeps(measuredOf(row), row.budget.at, row.budget.limit);

/** The limit with the margin. */
const allowedOf = ({ at, limit, margin = 1 }: Budget): number => (at === 'least' ? limit / margin : limit * margin);

/** Whether a line keeps its budget with the margin for other machines. */
export const isHeld = (row: BudgetRow): boolean => keeps(measuredOf(row), row.budget.at, allowedOf(row.budget));

/** A figure with as many digits as say something. */
export function number(value: number | undefined): string {
  if (value === undefined) return '';
  if (Number.isNaN(value)) return 'none';
  if (Number.isInteger(value)) return String(value);
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

const sign = { least: '≥', most: '≤' } as const;

const unitOf = ({ budget: { of }, unit }: BudgetRow): string =>
  of === 'ratio' ? ' × the floor' : unit === '' ? '' : ` ${unit}`;

/** Budget, what is allowed with the margin, what was measured, and the verdict: the cells of a published line. */
export const verdictCells = (row: BudgetRow): readonly string[] => [
  row.what,
  `${sign[row.budget.at]} ${number(row.budget.limit)}${unitOf(row)}`,
  number(allowedOf(row.budget)),
  number(measuredOf(row)),
  isHeld(row) ? 'held' : 'NOT HELD',
];

function budgetText(row: Row): string {
  return hasBudget(row)
    ? `${sign[row.budget.at]} ${row.budget.limit}${row.budget.of === 'ratio' ? ' ×' : ` ${row.unit}`}`
    : '';
}

const verdict = (row: Row): string => (row.budget === undefined ? '' : isWithin(row) ? 'within' : 'OVER');

const cells = (row: Row): string[] => {
  const ratio = ratioOf(row);
  const { bare, floor, tocsin } = row.values;
  return [
    row.what,
    row.unit,
    number(bare),
    number(floor),
    number(tocsin),
    ratio === undefined ? '' : `${number(ratio)} ×`,
    budgetText(row),
    verdict(row),
  ];
};

const head = ['', '', 'bare', 'durable floor', 'Tocsin', 'to the floor', 'budget', ''];

/** The lines as one aligned table. */
export function tableOf(rows: readonly Row[]): string {
  const all = [head, ...rows.map(cells)];
  const widths = head.map((_, i) => Math.max(...all.map((line) => line[i]?.length ?? 0)));
  const isText = (i: number) => i < 2 || i > 6;
  return all
    .map((line) => line.map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))))
    .map((line) => line.join('  ').trimEnd())
    .join('\n');
}
