import { expect, it } from 'vitest';
import { Alert } from '../../lambdas/domain/alert.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { type Place, placesIn, replaced } from '../conformance/odd-values.ts';
import { bytesOf, sourceCases } from '../conformance/source-cases.ts';
import { alertsOf } from './read.ts';

/** Names that every object has, and an object that cannot be made a text. */
const words: readonly unknown[] = ['__proto__', 'constructor', { toString: 1, valueOf: 2 }];

/** The same fields of further records of one payload are read by the same code. */
const withoutNumbers = (path: readonly string[]): string => path.filter((key) => !/^\d+$/.test(key)).join('.');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Each field of a type's cases once. */
function placesOf(type: string): Place[] {
  const places = sourceCases(type).flatMap((one) => placesIn(jsonOf(bytesOf(one).toString())));
  return [...new Map(places.map((place) => [withoutNumbers(place.path), place])).values()];
}

/** What is wrong with the alerts of a payload that has a word at a place. */
function problemsOf(source: Source, { payload, path }: Place, word: unknown): string[] {
  return alertsOf(source, replaced(payload, path, word)).flatMap((alert) => {
    const { error } = Alert.safeParse(alert);
    const [issue] = error?.issues ?? [];
    return issue === undefined ? [] : [`${path.join('.')} := ${JSON.stringify(word)}: ${issue.path.join('.')}`];
  });
}

it.each(Object.entries(sources))(
  '%s: a name that every object has is a word like any other, in every field',
  (type, source) => {
    const tried = placesOf(type).flatMap((place) => words.map((word) => ({ place, word })));
    expect(tried.length).toBeGreaterThan(0);
    expect(tried.flatMap(({ place, word }) => problemsOf(source, place, word))).toEqual([]);
  },
);
