import type { Measured } from './measure.ts';
import { kinds } from './patterns.ts';
import { type Standard, standards } from './standards.ts';

const percent = (hits: number, all: number): string => (all === 0 ? '-' : `${((100 * hits) / all).toFixed(1)} %`);

const share = (measured: readonly Measured[]): string =>
  percent(measured.filter(({ isTyped }) => isTyped).length, measured.length);

function shareIn(standard: Standard, measured: readonly Measured[]): string {
  const with_ = measured.flatMap(({ inStandard }) => inStandard.get(standard) ?? []);
  return percent(with_.filter(Boolean).length, with_.length);
}

const row = (name: string, measured: readonly Measured[]): string[] => [
  name,
  String(measured.length),
  share(measured),
  ...standards.map((standard) => shareIn(standard, measured)),
];

/** How much of each kind stands in its typed field, and of that in the field that each standard has for it. */
export function tableOf(measured: readonly Measured[]): string {
  const rows = [
    ['kind', 'found', 'typed', ...standards],
    ...kinds.map((kind) =>
      row(
        kind,
        measured.filter(({ find }) => find.kind === kind),
      ),
    ),
    row('all', measured),
  ];
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0))) ?? [];
  return rows
    .map((cells) =>
      cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}

/** What is not where it belongs, a line each. */
export function missesOf(measured: readonly Measured[]): string[] {
  return measured.flatMap(({ sample, find, isTyped, inStandard }) => {
    const where = isTyped ? [...inStandard].filter(([, is]) => !is).map(([standard]) => standard) : ['typed field'];
    const { type, name } = sample;
    return where.map((missing) => [missing, type, name, find.kind, find.value, find.leaf.path].join(' | '));
  });
}

/** What does not count, and why. */
export const exclusionsOf = (excluded: ReadonlyMap<string, number>): string =>
  [
    'not counted',
    ...[...excluded].filter(([reason]) => reason !== '').map(([reason, n]) => `${String(n).padStart(5)}  ${reason}`),
  ].join('\n');

function sharesIn(measured: readonly Measured[]): (readonly [where: string, share: number])[] {
  const typed = ['typed field', measured.map(({ isTyped }) => isTyped)] as const;
  const inStandards = standards.map(
    (standard) => [standard, measured.flatMap(({ inStandard }) => inStandard.get(standard) ?? [])] as const,
  );
  return [typed, ...inStandards].flatMap(([where, all]) =>
    all.length === 0 ? [] : [[where, all.filter(Boolean).length / all.length] as const],
  );
}

/**
 * The shares in which the values stand where they belong, of each kind and of all: in typed fields, and in each standard
 * that has a field for the kind. Keys such as `address in ocsf`.
 */
export function sharesOf(measured: readonly Measured[]): ReadonlyMap<string, number> {
  const ofKinds = kinds.map((kind) => [kind, measured.filter(({ find }) => find.kind === kind)] as const);
  return new Map(
    [...ofKinds, ['all', measured] as const].flatMap(([kind, some]) =>
      sharesIn(some).map(([where, share]) => [`${kind} in ${where}`, share] as const),
    ),
  );
}
