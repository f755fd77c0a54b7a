import { readMatch } from '../domain/match.ts';
import { readMatchers } from '../domain/matchers.ts';
import type { Route } from '../domain/route.ts';
import { type Fields, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';

interface Read {
  readonly conditions: Pick<Route, 'match' | 'not' | 'matchers'>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The conditions of a map: `match` with its `not`, and `matchers`, which may stand at a place of their own. */
export function readConditions(value: Fields, path: Path, matchersAt: Path = [...path, 'matchers']): Read {
  const fields = readMatch(isFields(value['match']) ? value['match'] : {}, [...path, 'match']);
  const written = readMatchers(value['matchers'] ?? [], matchersAt);
  const { match, not } = fields;
  return {
    conditions: written.matchers.length === 0 ? { match, not } : { match, not, matchers: written.matchers },
    problems: [...fields.problems, ...written.problems],
    warnings: [...fields.warnings, ...written.warnings],
  };
}
