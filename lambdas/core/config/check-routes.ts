import jsonata from 'jsonata';
import { isFields } from '../record.ts';
import { readMatch } from './match.ts';
import { type Path, type Problem, unknownName } from './mistakes.ts';
import { type Conditions, type Route, RouteSetting } from './schema.ts';

interface Names {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
}

function checkTo(to: unknown, path: Path, names: readonly string[]): Problem[] {
  const list: readonly unknown[] = Array.isArray(to) ? to : [];
  return list.flatMap((name, i) =>
    typeof name !== 'string' || names.includes(name)
      ? []
      : [{ path: [...path, 'to', i], message: unknownName('destination', name, names) }],
  );
}

function checkWhere(where: unknown, path: Path): Problem[] {
  if (typeof where !== 'string' || where === '') return [];
  try {
    jsonata(where);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : isFields(error) ? String(error['message']) : String(error);
    return [{ path: [...path, 'where'], message: `is not a JSONata expression: ${message}` }];
  }
}

const isGlob = (text: string): boolean => /[*?]/.test(text);

/** A source that does not exist never matches, which nobody means. */
function checkSourceNames({ source = [] }: Conditions, path: Path, names: readonly string[]): Problem[] {
  return source
    .filter((glob) => !isGlob(glob) && !names.includes(glob))
    .map((glob) => ({ path: [...path, 'source'], message: unknownName('source', glob, names) }));
}

/** Routes, normalised; names of destinations and sources must exist, expressions must compile. */
export function checkRoutes(input: readonly unknown[], names: Names): { routes: Route[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const routes: Route[] = [];
  for (const [i, value] of input.entries()) {
    if (!isFields(value)) continue;
    const path = ['routes', i];
    const {
      match,
      not,
      problems: wrong,
    } = readMatch(isFields(value['match']) ? value['match'] : {}, [...path, 'match']);
    problems.push(...wrong, ...checkTo(value['to'], path, names.destinations), ...checkWhere(value['where'], path));
    problems.push(...checkSourceNames(match, [...path, 'match'], names.sources));
    problems.push(...checkSourceNames(not, [...path, 'match', 'not'], names.sources));
    const setting = RouteSetting.safeParse(value);
    if (!setting.success) continue;
    const { name = `route ${i + 1}`, where, to } = setting.data;
    routes.push({ name, match, not, to, ...(where === undefined ? {} : { where }) });
  }
  return { routes, problems };
}
