import { isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';

/** What other programs read as a pattern, and a glob here does not: it stands for itself. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/\[(?:[!^]|[^\]]?-[^\]]|[^\]]*$)/, '"[" stands for itself'],
  [/\{[^{}]*,[^{}]*\}/, '"{" stands for itself: write a list of texts'],
  [/\.\*|\.\+|^\^|\$$|\\[bdsw]/, 'this is no regular expression: write it in matchers, such as title=~"…"'],
];

function globDoubt(text: string): string | undefined {
  const words = foreign.find(([pattern]) => pattern.test(text))?.[1];
  return words === undefined ? undefined : `found ${JSON.stringify(text)}; globs know * and ? alone, ${words}`;
}

function inConditions(match: unknown, path: Path): Problem[] {
  if (!isFields(match)) return [];
  return Object.entries(match).flatMap(([name, value]) => {
    const at = [...path, name];
    if (name === 'not') return inConditions(value, at);
    return listOf(Array.isArray(value) ? value : [value]).flatMap((each) => {
      const message = typeof each === 'string' ? globDoubt(each) : undefined;
      return message === undefined ? [] : [{ path: at, message: `warning: ${message}` }];
    });
  });
}

/** Conditions of routes that look like the patterns of other programs. */
export const globWarnings = (routes: unknown, path: Path = ['routes']): Problem[] =>
  listOf(routes).flatMap((route, i) =>
    isFields(route)
      ? [
          ...inConditions(route['match'], [...path, i, 'match']),
          ...globWarnings(route['routes'], [...path, i, 'routes']),
        ]
      : [],
  );
