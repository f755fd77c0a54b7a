import { isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { showPath } from './mistakes.ts';

type Section = Readonly<Record<string, unknown>>;

const conditions = ['match', 'matchers', 'where'];

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (isFields(value) && Object.keys(value).length === 0);

const takesAll = (route: Section): boolean => conditions.every((name) => isEmpty(route[name]));

/** System alerts go to routes that ask for them, past those that take all others. */
const asksForSystem = ({ match, matchers }: Section): boolean =>
  !isEmpty(matchers) || (isFields(match) && (match['source'] !== undefined || match['kind'] !== undefined));

function behind(siblings: readonly unknown[], path: Path, isTop: boolean): Problem[] {
  const ends = (route: unknown): boolean =>
    isFields(route) && takesAll(route) && (isTop ? route['continue'] === false : route['continue'] !== true);
  const end = siblings.findIndex(ends);
  if (end < 0) return [];
  const message = `warning: no alert comes here: ${showPath([...path, end])} takes all; put this one before it, or set continue: true there`;
  return siblings.flatMap((route, i) =>
    i <= end || (isTop && isFields(route) && asksForSystem(route)) ? [] : [{ path: [...path, i], message }],
  );
}

/** Routes behind one among their siblings that takes every alert and ends the search. */
export function unreachableWarnings(routes: unknown, path: Path = ['routes']): Problem[] {
  const siblings = listOf(routes);
  const within = siblings.flatMap((route, i) =>
    isFields(route) ? unreachableWarnings(route['routes'], [...path, i, 'routes']) : [],
  );
  return [...behind(siblings, path, path.length === 1), ...within];
}
