import { type Comparison, compare } from '../../../lambdas/engine/what-if/compare.ts';
import type { Figures } from '../../../lambdas/engine/what-if/figures.ts';
import type { PastAlert } from '../../../lambdas/engine/what-if/place.ts';
import type { Simulated } from '../../../lambdas/engine/what-if/simulate.ts';
import { monthlyCost } from './cost.ts';

/** A number by the current configuration and by the new one. */
export interface Pair<T = number> {
  readonly before: T;
  readonly after: T;
}

/** What changes at one destination; a side is absent where the configuration does not have it. */
interface DestinationReport extends Partial<Pair<Figures>> {
  readonly gained: number;
  readonly lost: number;
  /** Its quota or business hours held something up: `notified`, `merged` and `suppressed` are about what would happen. */
  readonly isAbout: boolean;
}

/** What `tocsin what-if` answers. */
export interface Report extends Omit<Comparison, 'destinations'> {
  readonly from?: string;
  readonly to?: string;
  readonly routes: Readonly<Record<string, Pair>>;
  readonly destinations: Readonly<Record<string, DestinationReport>>;
  /** About, in US dollars a month on AWS. */
  readonly monthlyCost: Pair;
  /** The fields that are estimates whatever happens. */
  readonly estimates: readonly string[];
  readonly notes: readonly string[];
}

const estimates = ['digested', 'requests', 'busiestMinute', 'withoutPermit', 'monthlyCost'];

const DAY_MS = 24 * 60 * 60_000;

function daysOf(alerts: readonly PastAlert[]): number {
  const [first, last] = [alerts[0], alerts.at(-1)];
  if (first === undefined || last === undefined) return 1;
  return Math.max(1, (Date.parse(last.alert.receivedAt) - Date.parse(first.alert.receivedAt)) / DAY_MS);
}

const isHeldUp = (figures: Figures | undefined): boolean =>
  figures !== undefined && (figures.withoutPermit > 0 || figures.held > 0);

function destinationsOf(comparison: Comparison, current: Simulated, changed: Simulated): Report['destinations'] {
  const names = [...new Set([...Object.keys(current.destinations), ...Object.keys(changed.destinations)])];
  return Object.fromEntries(
    names.map((name) => {
      const [before, after] = [current.destinations[name], changed.destinations[name]];
      const { gained = 0, lost = 0 } = comparison.destinations[name] ?? {};
      const sides = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
      return [name, { ...sides, gained, lost, isAbout: isHeldUp(before) || isHeldUp(after) }];
    }),
  );
}

function routesOf(current: Simulated, changed: Simulated): Report['routes'] {
  const names = [...new Set([...Object.keys(current.routes), ...Object.keys(changed.routes)])];
  const pairOf = (name: string): Pair => ({ before: current.routes[name] ?? 0, after: changed.routes[name] ?? 0 });
  return Object.fromEntries(names.map((name) => [name, pairOf(name)]));
}

/** What a change of the configuration does to alerts of the past. */
export function reportOf(
  alerts: readonly PastAlert[],
  current: Simulated,
  changed: Simulated,
  notes: readonly string[],
): Report {
  const comparison = compare(alerts, current, changed);
  const [first, last] = [alerts[0], alerts.at(-1)];
  const days = daysOf(alerts);
  return {
    ...(first === undefined ? {} : { from: first.alert.receivedAt }),
    ...(last === undefined ? {} : { to: last.alert.receivedAt }),
    ...comparison,
    routes: routesOf(current, changed),
    destinations: destinationsOf(comparison, current, changed),
    monthlyCost: { before: monthlyCost(current, alerts, days), after: monthlyCost(changed, alerts, days) },
    estimates,
    notes,
  };
}
