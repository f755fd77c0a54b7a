import { expressionMistake, routeDialect } from '../domain/expression/check.ts';
import { renameOldPaths } from '../domain/expression/old-paths.ts';
import { placeOfName } from '../domain/matcher-names.ts';
import type { Matcher } from '../domain/matchers.ts';
import type { Conditions, Route } from '../domain/route.ts';
import { durationSeconds } from '../domain/values/duration.ts';
import { type Fields, isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { checkMessage, type Reader } from './check-message.ts';
import { checkOverrides, type WrittenDestination } from './check-overrides.ts';
import { timeProblems } from './check-times.ts';
import { unknownName } from './mistakes.ts';
import type { Inherited } from './route-settings.ts';
import { unknownFieldIn } from './unknown-fields.ts';

/** The names that routes may use. */
export interface Names {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** Of `timeIntervals`. */
  readonly intervals: readonly string[];
  /** Of what type a destination is; nothing where that is not known. */
  reader(destination: string): Reader | undefined;
  /** A destination as it is written; nothing where its type is not known. */
  written(destination: string): WrittenDestination | undefined;
}

/** A route as it is checked. */
interface Checked {
  readonly path: Path;
  readonly inherited: Inherited;
  readonly conditions: Pick<Route, 'match' | 'not' | 'matchers'>;
}

function checkTo(to: unknown, path: Path, names: readonly string[]): Problem[] {
  return listOf(to).flatMap((each, i) => {
    const place = isFields(each) ? [...path, i, 'destination'] : [...path, i];
    const name = isFields(each) ? each['destination'] : each;
    if (typeof name !== 'string' || names.includes(name)) return [];
    return [{ path: place, message: unknownName('destination', name, names) }];
  });
}

function checkWhere(where: unknown, path: Path): Problem[] {
  if (typeof where !== 'string' || where === '') return [];
  const message = expressionMistake(where, routeDialect) ?? unknownFieldIn(renameOldPaths(where).expression);
  return message === undefined ? [] : [{ path: [...path, 'where'], message }];
}

/** The source of system alerts, which a route names to take them. */
const SYSTEM_SOURCE = 'tocsin';

const isGlob = (text: string): boolean => /[*?]/.test(text);

/** A source that does not exist never matches, which nobody means. */
function checkSourceNames({ source = [] }: Conditions, path: Path, names: readonly string[]): Problem[] {
  const known = [...names, SYSTEM_SOURCE];
  return source
    .filter((glob) => !isGlob(glob) && !known.includes(glob))
    .map((glob) => ({ path: [...path, 'source'], message: unknownName('source', glob, known) }));
}

function checkSourceMatchers(matchers: readonly Matcher[], path: Path, names: readonly string[]): Problem[] {
  const known = [...names, SYSTEM_SOURCE];
  return matchers
    .filter((each) => each.path === 'source' && each.operator === '=' && !known.includes(each.value))
    .map(({ value }) => ({ path: [...path, 'matchers'], message: unknownName('source', value, known) }));
}

function checkGroupBy(groupBy: unknown, path: Path): Problem[] {
  const names = listOf(groupBy);
  const at = [...path, 'groupBy'];
  if (names.length > 1 && names.includes('...'))
    return [
      { path: at, message: 'found "..." beside other names; allowed: "..." alone, or names of fields and labels' },
    ];
  return names.flatMap((name, i) => {
    const mistake = typeof name === 'string' && name !== '...' ? placeOfName(name).mistake : undefined;
    return mistake === undefined ? [] : [{ path: [...at, i], message: mistake }];
  });
}

const secondsIn = (value: unknown): number | undefined =>
  typeof value === 'string' ? durationSeconds(value) : undefined;

/** The longest of each time: what waits has to end. */
const longest: Readonly<Record<string, string>> = { groupWait: '12h', groupInterval: '12h', repeatInterval: '7d' };

const longTimes = (value: Fields, path: Path): Problem[] =>
  Object.entries(longest).flatMap(([name, most]) => {
    const isLong = (secondsIn(value[name]) ?? 0) > (durationSeconds(most) ?? 0);
    return isLong ? [{ path: [...path, name], message: `found "${value[name]}"; allowed: up to "${most}"` }] : [];
  });

/** Alertmanager looks at a group every `groupInterval`, so that a shorter `repeatInterval` means nothing. */
function checkTimes(all: Fields, path: Path): Problem[] {
  const [repeat, interval] = [secondsIn(all['repeatInterval']), secondsIn(all['groupInterval'] ?? '5m')];
  if (repeat === undefined || repeat === 0 || interval === undefined || repeat >= interval) return [];
  const message = `found ${JSON.stringify(all['repeatInterval'])}, which is shorter than groupInterval (${all['groupInterval'] ?? '5m'}); allowed: at least that`;
  return [{ path: [...path, 'repeatInterval'], message }];
}

function needless(value: Fields, { path, inherited }: Checked): Problem[] {
  const isNeedless =
    value['after'] !== undefined && value['fallback'] === undefined && inherited.fallback === undefined;
  const message = 'means nothing without fallback: name who is told after this time';
  return isNeedless ? [{ path: [...path, 'after'], message }] : [];
}

/** A child route inherits `to`; at the top level nobody is there to give one. */
function missingTo(value: Fields, { path, inherited }: Checked): Problem[] {
  if (value['to'] !== undefined || inherited.to !== undefined) return [];
  return [{ path: [...path, 'to'], message: 'is missing; expected a list' }];
}

function bothWindows(value: Fields, path: Path): Problem[] {
  if (value['repeat'] === undefined || value['dedupWindow'] === undefined) return [];
  return [
    { path: [...path, 'repeat'], message: 'is the older name of dedupWindow, which stands beside it; remove one' },
  ];
}

/** The destinations of a route of which the type is known. */
const readersOf = (to: unknown, { reader }: Names): Reader[] =>
  listOf(to).flatMap((each) => {
    const name = isFields(each) ? each['destination'] : each;
    return typeof name === 'string' ? (reader(name) ?? []) : [];
  });

/** What the shape of a route does not show. */
export function routeProblems(value: Fields, checked: Checked, names: Names): Problem[] {
  const { path, inherited, conditions } = checked;
  return [
    ...missingTo(value, checked),
    ...checkTo(value['to'], [...path, 'to'], names.destinations),
    ...checkOverrides(value['to'], [...path, 'to'], names.written),
    ...checkTo(value['fallback'], [...path, 'fallback'], names.destinations),
    ...checkWhere(value['where'], path),
    ...checkMessage(value['message'], [...path, 'message'], readersOf(value['to'] ?? inherited.to, names)),
    ...checkSourceNames(conditions.match, [...path, 'match'], names.sources),
    ...checkSourceNames(conditions.not, [...path, 'match', 'not'], names.sources),
    ...checkSourceMatchers(conditions.matchers ?? [], path, names.sources),
    ...checkGroupBy(value['groupBy'], path),
    ...checkTimes({ ...inherited, ...value }, path),
    ...longTimes(value, path),
    ...timeProblems(value, { path, inherited }, names),
    ...needless(value, checked),
    ...bothWindows(value, path),
  ];
}

/** What still works and has a better name. */
export function routeWarnings(value: Fields, path: Path): Problem[] {
  if (value['repeat'] === undefined) return [];
  return [
    { path: [...path, 'repeat'], message: 'warning: "repeat" is the older name: write "dedupWindow"', atKey: true },
  ];
}
