import { isFields, saysNothing } from '../../../lambdas/domain/values/json-fields.ts';
import { bare } from '../../../lambdas/sources/_kit/envelope.ts';
import { itemsOf } from '../../../lambdas/sources/_kit/formats/generic/list.ts';
import { pathOf } from './record-fields.ts';

/** The records of a payload, and the lists that `each` would choose them from. */
export interface Records {
  readonly records: readonly unknown[];
  /** Absent when the payload itself is the record or the list of them. */
  readonly each?: string;
}

const DEPTH_MAX = 12;
const WALKED_MAX = 100_000; // values that are looked at

/** Where each object below a value stands, without positions in lists; not in more than are walked. */
function* waysIn(value: unknown, keys: readonly string[]): Generator<readonly [unknown, readonly string[]]> {
  yield [value, keys];
  if (typeof value !== 'object' || value === null || keys.length > DEPTH_MAX) return;
  for (const [key, inner] of Object.entries(value)) yield* waysIn(inner, Array.isArray(value) ? keys : [...keys, key]);
}

/** The keys that lead to a record. */
function wayTo(record: unknown, payload: unknown): readonly string[] | undefined {
  let walked = 0;
  for (const [value, keys] of waysIn(payload, [])) {
    walked += 1;
    if (value === record) return keys;
    if (walked > WALKED_MAX) break;
  }
  return undefined;
}

/** The records of a payload as they are found without a mapping. */
export function recordsIn(payload: unknown): Records {
  const records = itemsOf(payload, bare)
    .map(({ value }) => value)
    .filter((value) => isFields(value) && !saysNothing(value));
  const each = pathOf(wayTo(records[0], payload) ?? []);
  return each === undefined ? { records } : { records, each };
}
