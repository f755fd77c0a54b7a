import fc from 'fast-check';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';

/** A place in a payload: the keys that lead to it. */
export interface Place {
  readonly payload: unknown;
  readonly path: readonly string[];
}

function* pathsIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* pathsIn(inner, [...path, key]);
}

/** More places than this of one payload are the same fields of further records. */
const PLACES_MAX = 400;

/** Where the fields, the objects and the lists of a payload stand. */
export const placesIn = (payload: unknown): Place[] =>
  [...pathsIn(payload)].slice(0, PLACES_MAX).map((path) => ({ payload, path }));

/** A payload with another value at a place. */
export function replaced(payload: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(payload)) return payload.map((it, i) => (String(i) === key ? replaced(it, rest, value) : it));
  return isFields(payload) ? { ...payload, [key]: replaced(payload[key], rest, value) } : payload;
}

const words = Array.from({ length: 90 }, (_, i) => `word${i}`).join(' ');

/** What a field may hold that nobody expects there: another type, another spelling, more than there is room for. */
const oddValues: readonly unknown[] = [
  ...[7, 70707071, 0.5170717, -717171, 1788190099123, true, '1788190099', '2031-01-02T03:04:05+02:00'],
  ...['An Odd WORD', 'ODD', 'odd_SNAKE-Kebab', ' padded ', 'Critical', 'one,two', 'line one\nline two', words],
  // What every object has, and what every list and text has.
  ...['__proto__', 'constructor', 'toString', { toString: 1, valueOf: 2 }, { length: 3 }],
  ...['10.77.77.77:8443', 'HTTP://ODD.example', '{"odd":"JSON inside"}', '<b>bold</b>'],
  ...[{ odd: 'inside' }, { value: 717173 }, ['one', 'two'], [7171717, 'two'], [{ odd: 'in a list' }], [['deep']], {}],
];

/** Such a value, or any. */
export const oddValue = fc.oneof(fc.constantFrom(...oddValues), fc.jsonValue({ maxDepth: 2 }));
