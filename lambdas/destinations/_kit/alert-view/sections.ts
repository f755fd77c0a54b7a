import type { AlertView } from './alert-view.ts';
import type { Block, Cut } from './size-budget.ts';

type Section<T> = (view: AlertView, cut: Cut) => readonly T[];

/** How a format writes the sections of a view below its head. */
interface Sections<T> {
  readonly groups: (view: AlertView) => readonly Block<T>[];
  readonly description: Section<T>;
  readonly advice: Section<T>;
  readonly evidence: (view: AlertView) => readonly Block<T>[];
  readonly facts: Section<T>;
}

/** The sections in the order in which people read them, ranked by what they miss most when there is no room for all. */
export const sectionsOf = <T>(view: AlertView, parts: Sections<T>): Block<T>[] => [
  ...parts.groups(view),
  { rank: 1, render: (cut) => parts.description(view, cut) },
  { rank: 2, render: (cut) => parts.advice(view, cut) },
  ...parts.evidence(view),
  { rank: 4, render: (cut) => parts.facts(view, cut) },
];
