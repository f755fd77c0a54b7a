import { renameOldPaths } from '../domain/expression/old-paths.ts';
import type { Route } from '../domain/route.ts';
import { defined, type Fields, isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { oldPathWarnings } from './old-path-warnings.ts';
import { readConditions } from './read-conditions.ts';
import { type Names, routeProblems, routeWarnings } from './route-problems.ts';
import { type Inherited, inheritedOf, namesIn, settingsOf } from './route-settings.ts';
import { namesAt, RouteSetting } from './schema.ts';
import { issuesToProblems } from './zod-problems.ts';

interface CheckedRoutes {
  readonly routes: readonly Route[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const together = (all: readonly CheckedRoutes[]): CheckedRoutes => ({
  routes: all.flatMap(({ routes }) => routes),
  problems: all.flatMap(({ problems }) => problems),
  warnings: all.flatMap(({ warnings }) => warnings),
});

/** Where a route stands: its place in the file, what it inherits, and what its name begins with. */
interface Place {
  readonly path: Path;
  readonly number: number;
  readonly inherited: Inherited;
  readonly prefix: string;
  readonly depth: number;
}

const MOST_DEPTH = 10;

/** The shape of a child; that of the whole file covers the routes at the top level. */
function shapeProblems(value: unknown, { path, depth }: Place): Problem[] {
  if (depth === 0) return [];
  const setting = RouteSetting.safeParse(value);
  const part = { base: path, namesAt, isSecret: () => false, placeholders: false };
  return setting.success ? [] : issuesToProblems(setting.error.issues, value, part);
}

function toRoute(setting: RouteSetting, name: string, conditions: Pick<Route, 'match' | 'not' | 'matchers'>): Route {
  const where = setting.where === undefined ? undefined : renameOldPaths(setting.where).expression;
  const { to = [], continue: goesOn } = setting;
  return defined({ name, ...conditions, where, to: namesIn(to), continue: goesOn, ...settingsOf(setting) });
}

const nameOf = (value: Fields, { prefix, number }: Place): string =>
  `${prefix}${typeof value['name'] === 'string' ? value['name'] : `route ${number}`}`;

/** The children of a route; none below a depth that nobody needs. */
function childrenOf(value: Fields, name: string, inherited: Inherited, place: Place, names: Names): CheckedRoutes {
  const children = listOf(value['routes']);
  const path = [...place.path, 'routes'];
  if (children.length > 0 && place.depth + 1 >= MOST_DEPTH) {
    const message = `routes stand within each other more than ${MOST_DEPTH} times; write the inner ones side by side`;
    return { routes: [], problems: [{ path, message }], warnings: [] };
  }
  const at = (i: number): Place => ({
    path: [...path, i],
    number: i + 1,
    inherited,
    prefix: `${name}/`,
    depth: place.depth + 1,
  });
  return together(children.map((child, i) => checkRoute(child, at(i), names)));
}

function checkRoute(value: unknown, place: Place, names: Names): CheckedRoutes {
  const shape = shapeProblems(value, place);
  if (!isFields(value)) return { routes: [], problems: shape, warnings: [] };
  const { path, inherited } = place;
  const { conditions, problems, warnings } = readConditions(value, path);
  const setting = RouteSetting.safeParse({ ...inherited, ...value });
  const name = nameOf(value, place);
  const children = childrenOf(value, name, setting.success ? inheritedOf(setting.data) : inherited, place, names);
  const closer = [...problems, ...routeProblems(value, { path, inherited, conditions }, names), ...children.problems];
  const isReported = ({ path: at }: Problem) => closer.some((other) => other.path.join() === at.join());
  const route = setting.success ? [toRoute(setting.data, name, conditions)] : [];
  return {
    routes: route.map((each) => (children.routes.length === 0 ? each : { ...each, routes: children.routes })),
    problems: [...shape.filter((problem) => !isReported(problem)), ...closer],
    warnings: [
      ...warnings,
      ...routeWarnings(value, path),
      ...oldPathWarnings(value['where'], [...path, 'where']),
      ...children.warnings,
    ],
  };
}

/** Routes, normalised; names of destinations and sources must exist, expressions must compile. */
export function checkRoutes(input: readonly unknown[], names: Names): CheckedRoutes {
  const at = (i: number): Place => ({ path: ['routes', i], number: i + 1, inherited: {}, prefix: '', depth: 0 });
  return together(input.map((value, i) => checkRoute(value, at(i), names)));
}
