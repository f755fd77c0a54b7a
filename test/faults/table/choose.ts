import { generator } from '../../../infra/sandbox/_kit/random.ts';
import { type Cell, cells, cellsNamed, nameOf } from './cells.ts';
import { verdictOf } from './expected.ts';

/** The same in another order, which depends on the seed alone. */
function shuffled(all: readonly Cell[], seed: number): readonly Cell[] {
  const random = generator(seed);
  return all
    .map((cell) => ({ cell, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ cell }) => cell);
}

const meaningOf = (cell: Cell): string => `${cell.row} ${verdictOf(cell)}`;

/** The first cell of each kind. */
const firstOfEach = (all: readonly Cell[], kind: (cell: Cell) => string): readonly Cell[] =>
  [...Map.groupBy(all, kind).values()].flatMap(([first]) => (first === undefined ? [] : [first]));

/** Cells that were wrong once. */
const kept = [
  // Members of a digest or summary left it behind an open circuit breaker, and were sent by themselves too.
  '404/slack/digest/heals',
  '404/slack/summary/heals',
  // Repeats were merged an hour later although their summary had not arrived.
  'hang-after-work/slack/summary/heals',
  // What waits for a person never ended behind a circuit breaker that had nothing to probe with.
  'hang-in-body/slack/single/heals',
  // A vendor that asks for a minute each time kept a delivery for ever.
  '429-no-date/github-dispatch/single/never',
  // A certificate that is refused to the question for a ticket's state opened no circuit breaker.
  'certificate-expired/jira/summary/heals',
  // A group was flushed for ever after its members were dead.
  '425/jsm-operations/summary/never',
];

/**
 * So many cells by chance, among them every row once for each of its verdicts, every destination once, and every form.
 */
export function chosenCells(count: number, seed: number): readonly Cell[] {
  const all = shuffled(cells, seed);
  const needed = [
    ...kept.flatMap(cellsNamed),
    ...firstOfEach(all, meaningOf),
    ...firstOfEach(all, ({ receiver }) => receiver),
    ...firstOfEach(all, ({ form }) => form),
  ];
  const byName = new Map([...needed, ...all].map((cell) => [nameOf(cell), cell]));
  return [...byName.values()].slice(0, Math.max(count, new Set(needed.map(nameOf)).size));
}
