import { isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';

/** Whether `[` begins what other programs read as a class of characters: `[a-z]`, `[!x]`, or one that is not closed. */
function isClass(text: string): boolean {
  const begin = text.indexOf('[');
  if (begin < 0) return false;
  const end = text.indexOf(']', begin);
  const inner = text.slice(begin + 1, end < 0 ? undefined : end);
  return end < 0 || /^[!^]/.test(inner) || /^.?-.$/.test(inner);
}

/** Whether `{` begins a list of texts: `{a,b}`. */
function isList(text: string): boolean {
  const begin = text.indexOf('{');
  const end = text.indexOf('}', begin);
  return begin >= 0 && end > begin && text.slice(begin, end).includes(',');
}

const isExpression = (text: string): boolean => /\.[*+]|^\^|\$$|\\[bdsw]/.test(text);

/** What other programs read as a pattern, and a glob here does not: it stands for itself. */
const foreign: readonly (readonly [(text: string) => boolean, string])[] = [
  [isClass, '"[" stands for itself'],
  [isList, '"{" stands for itself: write a list of texts'],
  [isExpression, 'this is no regular expression: write it in matchers, such as title=~"…"'],
];

function globDoubt(text: string): string | undefined {
  const words = foreign.find(([isForeign]) => isForeign(text))?.[1];
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
