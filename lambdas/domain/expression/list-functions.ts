import { isFields } from '../values/json-fields.ts';
import { BoundPassed, checkTime, keepWeight, LIST_MAX, spend } from './meter.ts';
import type { Focus, Implementation } from './native.ts';
import { isFunction, textUnits, weightOf } from './weight.ts';

/** Functions over lists of which JSONata's own take more than linear time, or copy more than they are given. */

type Wrap = (original: Implementation) => Implementation;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** JSONata's own, whose result is weighed here: a list that grows item by item would else be weighed anew for each. */
const append: Wrap = (original) =>
  function (...given) {
    const [one, other] = given;
    const size = (isList(one) ? one.length : 1) + (isList(other) ? other.length : 1);
    if (size > LIST_MAX) throw new BoundPassed('D2015');
    const result = original.apply(this, given);
    if (isList(result) && result !== one && result !== other) keepWeight(result, weightOf(one) + weightOf(other));
    return result;
  };

const spreadInto = (result: unknown[], value: unknown): void => {
  if (isList(value)) for (const item of value) spreadInto(result, item);
  else if (isFields(value) && !isFunction(value)) {
    for (const key of Object.keys(value)) result.push(Object.assign(Object.create(null), { [key]: value[key] }));
  } else if (value !== undefined) result.push(value);
  if (result.length > LIST_MAX) throw new BoundPassed('D2015');
  spend(1);
};

/** JSONata's own copies all that it has for each item. */
const spread: Wrap = (original) =>
  function (...given) {
    const [list] = given;
    if (!isList(list) || list.length === 0) return original.apply(this, given);
    const result: unknown[] = [];
    spreadInto(result, list);
    return result;
  };

/** A value as a text that is the same for equal values, whatever the order of their fields. */
function keyOf(value: unknown): string {
  spend(1);
  if (typeof value === 'string') spend(textUnits(value));
  if (isList(value)) return `[${value.map(keyOf).join(',')}]`;
  if (!isFields(value) || isFunction(value)) return JSON.stringify(value) ?? '';
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${keyOf(value[name])}`).join(',')}}`;
}

/** What JSONata made by a path, of which a list of one is taken for its item. */
const isSequence = (list: readonly unknown[]): boolean => Reflect.get(list, 'sequence') === true;

/** The first of each that are equal, in order. */
function firstsOf(list: readonly unknown[]): unknown[] {
  const firsts = new Map<string, unknown>();
  for (const item of list) {
    const key = keyOf(item);
    if (!firsts.has(key)) firsts.set(key, item);
  }
  return [...firsts.values()];
}

/** JSONata's own compares each with each, which a long list makes endless. */
const distinct: Wrap = () =>
  function (list) {
    if (!isList(list) || list.length <= 1) return list;
    const result = isSequence(list) ? this.createSequence() : [];
    for (const item of firstsOf(list)) result.push(item);
    return result;
  };

type IsAfter = (one: unknown, other: unknown) => unknown;

/** Two sorted lists as one; of equals the first stays first. */
async function merged(left: readonly unknown[], right: readonly unknown[], isAfter: IsAfter): Promise<unknown[]> {
  const result: unknown[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    checkTime();
    if (await isAfter(left[l], right[r])) {
      result.push(right[r]);
      r += 1;
    } else {
      result.push(left[l]);
      l += 1;
    }
  }
  return [...result, ...left.slice(l), ...right.slice(r)];
}

async function sortedBy(list: readonly unknown[], isAfter: IsAfter): Promise<readonly unknown[]> {
  if (list.length <= 1) return list;
  const middle = Math.floor(list.length / 2);
  const left = await sortedBy(list.slice(0, middle), isAfter);
  return merged(left, await sortedBy(list.slice(middle), isAfter), isAfter);
}

const isAll = (list: readonly unknown[], type: string): boolean => list.every((item) => typeof item === type);

/** JSONata's own copies the rest of both halves for each step. */
const sort: Wrap = (original) =>
  function (...given) {
    const [list, isAfter] = given;
    if (!isList(list) || list.length <= 1) return original.apply(this, given);
    if (list.length > LIST_MAX) throw new BoundPassed('D2015');
    const own = Array.from({ length: list.length }, (_, i) => list[i]);
    if (typeof isAfter === 'function') return sortedBy(own, (one, other) => Reflect.apply(isAfter, this, [one, other]));
    if (!isAll(own, 'number') && !isAll(own, 'string')) return original.apply(this, given);
    return own.sort((one, other) => (isAbove(one, other) ? 1 : isAbove(other, one) ? -1 : 0));
  };

const isAbove = (one: unknown, other: unknown): boolean =>
  (typeof one === 'number' && typeof other === 'number' && one > other) ||
  (typeof one === 'string' && typeof other === 'string' && one > other);

export const listFunctions: Readonly<Record<string, Wrap>> = { append, spread, distinct, sort };

function flattened(value: unknown, result: unknown[]): void {
  spend(1);
  if (!isList(value)) {
    if (result.push(value) > LIST_MAX) throw new BoundPassed('D2015');
  } else for (let i = 0; i < value.length; i += 1) flattened(value[i], result);
}

/** What `*` gives of a value. JSONata's own copies all that it has for each field that holds a list. */
export function children(this: Focus, value: unknown): unknown[] {
  const result: unknown[] = [];
  const fields = typeof value === 'object' && value !== null && !isFunction(value) ? Object.values(value) : [];
  for (const field of fields) flattened(field, result);
  if (fields.some(isList)) return result;
  const sequence = this.createSequence();
  for (const item of result) sequence.push(item);
  return sequence;
}
