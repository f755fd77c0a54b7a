import type { PastAlert } from './place.ts';
import type { Simulated } from './simulate.ts';

/** What a change does to the alerts of one destination. */
export interface Shift {
  /** Alerts that it gets with the new configuration alone, and those that it gets with the current one alone. */
  readonly gained: number;
  readonly lost: number;
}

/** An alert as an example of a change. */
export interface Example {
  readonly id: string;
  readonly severity: string;
  readonly title: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** How two configurations differ over the same alerts. */
export interface Comparison {
  readonly alerts: number;
  /** Alerts that go to the same destinations. */
  readonly same: number;
  /** Alerts that go to more destinations, to fewer, and to others. */
  readonly added: number;
  readonly lost: number;
  readonly moved: number;
  /** Alerts that go nowhere. */
  readonly unrouted: { readonly before: number; readonly after: number };
  readonly destinations: Readonly<Record<string, Shift>>;
  /** `from → to`, with how many alerts moved. */
  readonly moves: Readonly<Record<string, number>>;
  /** The first alerts that fewer destinations get, and those that nobody gets first. */
  readonly examples: readonly Example[];
}

interface Change {
  readonly past: PastAlert;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

const EXAMPLES = 5;

const without = (all: readonly string[], others: readonly string[]): string[] =>
  all.filter((name) => !others.includes(name));

const changeOf = (past: PastAlert, before: readonly string[], after: readonly string[]): Change => ({
  past,
  before,
  after,
  gained: without(after, before),
  lost: without(before, after),
});

/** How often each text is there, the most frequent first. */
function countsOf(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts = [...Map.groupBy(texts, (text) => text)].map(([text, same]) => [text, same.length] as const);
  return Object.fromEntries(counts.toSorted((a, b) => b[1] - a[1]));
}

const exampleOf = ({ past: { alert }, before, after }: Change): Example => {
  const { id, severity, title } = alert;
  return { id, severity, title, before, after };
};

/** The first alerts that fewer destinations get, and those that nobody gets first. */
function examplesOf(fewer: readonly Change[]): Example[] {
  const isNowhere = ({ after }: Change): boolean => after.length === 0;
  const examples = [...fewer.filter(isNowhere), ...fewer.filter((change) => !isNowhere(change))];
  return examples.slice(0, EXAMPLES).map(exampleOf);
}

const isAdded = ({ gained, lost }: Change): boolean => gained.length > 0 && lost.length === 0;
const isLost = ({ gained, lost }: Change): boolean => gained.length === 0 && lost.length > 0;
const isMoved = ({ gained, lost }: Change): boolean => gained.length > 0 && lost.length > 0;

function shiftsOf(changes: readonly Change[]): Comparison['destinations'] {
  const gains = countsOf(changes.flatMap(({ gained }) => gained));
  const losses = countsOf(changes.flatMap(({ lost }) => lost));
  const names = [...new Set([...Object.keys(gains), ...Object.keys(losses)])];
  return Object.fromEntries(names.map((name) => [name, { gained: gains[name] ?? 0, lost: losses[name] ?? 0 }]));
}

const unroutedIn = ({ planned }: Simulated): number => planned.filter((names) => names.length === 0).length;

/** Alert by alert, where it goes by the current configuration and by the new one. */
export function compare(alerts: readonly PastAlert[], current: Simulated, changed: Simulated): Comparison {
  const all = alerts.map((past, i) => changeOf(past, current.planned[i] ?? [], changed.planned[i] ?? []));
  const changes = all.filter(({ gained, lost }) => gained.length + lost.length > 0);
  const moved = changes.filter(isMoved);
  return {
    alerts: alerts.length,
    same: alerts.length - changes.length,
    added: changes.filter(isAdded).length,
    lost: changes.filter(isLost).length,
    moved: moved.length,
    unrouted: { before: unroutedIn(current), after: unroutedIn(changed) },
    destinations: shiftsOf(changes),
    moves: countsOf(moved.map(({ gained, lost }) => `${lost.join(', ')} → ${gained.join(', ')}`)),
    examples: examplesOf(changes.filter(({ lost }) => lost.length > 0)),
  };
}
