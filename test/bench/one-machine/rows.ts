import type { SystemName } from './systems.ts';

/** What is allowed: at least or at most a limit, of Tocsin's own value or of its ratio to the durable floor. */
export interface Budget {
  readonly of: 'ratio' | 'value';
  readonly at: 'least' | 'most';
  readonly limit: number;
}

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly values: Readonly<Partial<Record<SystemName, number>>>;
  readonly budget?: Budget;
}

const ratioOf = ({ values: { floor, tocsin } }: Row): number | undefined =>
  floor === undefined || floor === 0 || tocsin === undefined ? undefined : tocsin / floor;

/** Whether a line keeps its budget; a value that could not be measured does not. */
export function isWithin(row: Row): boolean {
  const { budget } = row;
  if (budget === undefined) return true;
  const value = (budget.of === 'ratio' ? ratioOf(row) : row.values.tocsin) ?? Number.NaN;
  return budget.at === 'least' ? value >= budget.limit : value <= budget.limit;
}

function number(value: number | undefined): string {
  if (value === undefined) return '';
  if (Number.isNaN(value)) return 'none';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

function budgetText({ budget, unit }: Row): string {
  if (budget === undefined) return '';
  const { of, at, limit } = budget;
  return `${at === 'least' ? '≥' : '≤'} ${limit}${of === 'ratio' ? ' ×' : ` ${unit}`}`;
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
