import type { Alert } from './alert.ts';
import { pathOf, valuesAt } from './alert-fields.ts';
import { testsOf } from './match-value.ts';
import type { Matcher } from './matchers.ts';
import { matchersTest } from './matchers-test.ts';
import type { Conditions, Route } from './route.ts';
import { pathsOfOld } from './values/old-fields.ts';
import { truncate } from './values/text.ts';

/** One condition of a route beside one alert. */
export interface ConditionTrace {
  /** Where in the route it is written. */
  readonly place: 'match' | 'not' | 'matchers' | 'where';
  /** The path of the alert that it looks at; a `where` has none. */
  readonly path?: string;
  /** What is asked for, as it is written. */
  readonly wanted: string;
  /** What the alert has there; empty where it has nothing. */
  readonly found?: string;
  /** Whether it lets the alert pass; absent for an expression that was not evaluated. */
  readonly holds?: boolean;
  /** Why an expression failed. */
  readonly failed?: string;
}

const FOUND_MAX = 200;

/** What an alert has at a path, as a text. */
function foundAt(alert: Alert, name: string): string {
  const values = (pathsOfOld(name) ?? [name]).flatMap((path) => valuesAt(alert, pathOf(path).keys));
  return truncate(values.map(String).join(', '), FOUND_MAX);
}

const conditionsIn = (conditions: Conditions, alert: Alert) =>
  Object.entries(conditions).map(([path, globs]) => ({
    path,
    wanted: globs.join(' or '),
    found: foundAt(alert, path),
    fits: testsOf({ [path]: globs }).every((test) => test(alert)),
  }));

/** Conditions that must not all be fulfilled: all of them together keep an alert away, and none of them alone. */
function unwantedIn(not: Conditions, alert: Alert): ConditionTrace[] {
  const all = conditionsIn(not, alert);
  const isKeptAway = all.length > 0 && all.every(({ fits }) => fits);
  return all.map(({ fits: _, ...rest }) => ({ place: 'not', ...rest, holds: !isKeptAway }));
}

const matcherIn = (matcher: Matcher, alert: Alert): ConditionTrace => ({
  place: 'matchers',
  path: matcher.path,
  wanted: `${matcher.operator}${JSON.stringify(matcher.value)}`,
  found: foundAt(alert, matcher.path),
  holds: matchersTest([matcher])(alert),
});

/** Every condition of a route beside an alert, its expression left out. */
export const conditionsOf = ({ match, not, matchers = [] }: Route, alert: Alert): ConditionTrace[] => [
  ...conditionsIn(match, alert).map(({ fits, ...rest }): ConditionTrace => ({ place: 'match', ...rest, holds: fits })),
  ...unwantedIn(not, alert),
  ...matchers.map((matcher) => matcherIn(matcher, alert)),
];
