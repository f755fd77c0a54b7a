import type * as z from 'zod/mini';
import { expressionMistake, routeDialect } from '../domain/expression/check.ts';
import { renameOldPaths } from '../domain/expression/old-paths.ts';
import { readMatch } from '../domain/match.ts';
import { readMatchers } from '../domain/matchers.ts';
import type { Conditions, Route } from '../domain/route.ts';
import { durationSeconds } from '../domain/values/duration.ts';
import { defined, type Fields, isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { checkMessage, type Reader } from './check-message.ts';
import { unknownName } from './mistakes.ts';
import { oldPathWarnings } from './old-path-warnings.ts';
import { RouteSetting } from './schema.ts';

interface Names {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** Of what type a destination is; nothing where that is not known. */
  reader(destination: string): Reader | undefined;
}

function checkTo(to: unknown, path: Path, names: readonly string[]): Problem[] {
  const list: readonly unknown[] = Array.isArray(to) ? to : [];
  return list.flatMap((name, i) =>
    typeof name !== 'string' || names.includes(name)
      ? []
      : [{ path: [...path, i], message: unknownName('destination', name, names) }],
  );
}

function checkWhere(where: unknown, path: Path): Problem[] {
  if (typeof where !== 'string' || where === '') return [];
  const message = expressionMistake(where, routeDialect);
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

const DEFAULT_AFTER = '10m';

function toRoute(
  setting: z.infer<typeof RouteSetting>,
  i: number,
  conditions: Pick<Route, 'match' | 'not' | 'matchers'>,
): Route {
  const { name = `route ${i + 1}`, to, repeat, fallback, after = DEFAULT_AFTER, message } = setting;
  const where = setting.where === undefined ? undefined : renameOldPaths(setting.where).expression;
  const repeatSeconds = repeat === undefined ? undefined : durationSeconds(repeat);
  const instead = fallback === undefined ? undefined : { to: fallback, afterSeconds: durationSeconds(after) ?? 0 };
  return defined({ name, ...conditions, to, where, repeatSeconds, message, fallback: instead });
}

/** The destinations of a route of which the type is known. */
const readersOf = (to: unknown, { reader }: Names): Reader[] =>
  listOf(to).flatMap((name) => (typeof name === 'string' ? (reader(name) ?? []) : []));

/** What the shape of a route does not show. */
function problemsOf(value: Fields, path: Path, names: Names, { match, not }: Pick<Route, 'match' | 'not'>): Problem[] {
  const needless = value['after'] !== undefined && value['fallback'] === undefined;
  return [
    ...checkTo(value['to'], [...path, 'to'], names.destinations),
    ...checkTo(value['fallback'], [...path, 'fallback'], names.destinations),
    ...checkWhere(value['where'], path),
    ...checkMessage(value['message'], [...path, 'message'], readersOf(value['to'], names)),
    ...checkSourceNames(match, [...path, 'match'], names.sources),
    ...checkSourceNames(not, [...path, 'match', 'not'], names.sources),
    ...(needless
      ? [{ path: [...path, 'after'], message: 'means nothing without fallback: name who is told after this time' }]
      : []),
  ];
}

interface CheckedRoutes {
  readonly routes: readonly Route[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const none: CheckedRoutes = { routes: [], problems: [], warnings: [] };

/** The conditions of a route: `match` with its `not`, and `matchers`. */
function conditionsOf(value: Fields, path: Path) {
  const fields = readMatch(isFields(value['match']) ? value['match'] : {}, [...path, 'match']);
  const written = readMatchers(value['matchers'] ?? [], [...path, 'matchers']);
  const { match, not } = fields;
  return {
    conditions: written.matchers.length === 0 ? { match, not } : { match, not, matchers: written.matchers },
    problems: [...fields.problems, ...written.problems],
    warnings: [...fields.warnings, ...written.warnings],
  };
}

function checkRoute(value: unknown, i: number, names: Names): CheckedRoutes {
  if (!isFields(value)) return none;
  const path = ['routes', i];
  const { conditions, problems, warnings } = conditionsOf(value, path);
  const setting = RouteSetting.safeParse(value);
  return {
    routes: setting.success ? [toRoute(setting.data, i, conditions)] : [],
    problems: [...problems, ...problemsOf(value, path, names, conditions)],
    warnings: [...warnings, ...oldPathWarnings(value['where'], [...path, 'where'])],
  };
}

/** Routes, normalised; names of destinations and sources must exist, expressions must compile. */
export function checkRoutes(input: readonly unknown[], names: Names): CheckedRoutes {
  const all = input.map((value, i) => checkRoute(value, i, names));
  return {
    routes: all.flatMap(({ routes }) => routes),
    problems: all.flatMap(({ problems }) => problems),
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}
