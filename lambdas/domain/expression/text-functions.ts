import { BoundPassed, LIST_MAX, spend, TEXT_MAX } from './meter.ts';
import type { Implementation } from './native.ts';
import { isFunction, weightOf } from './weight.ts';

/** Functions over texts of which JSONata's own take more than linear time, or make more than they were given. */

type Wrap = (original: Implementation) => Implementation;

function limited(length: number): void {
  if (length > TEXT_MAX) throw new BoundPassed('too_large');
}

/** Half of a character above U+FFFF. */
const surrogate = /[\ud800-\udfff]/;

function countPoints(text: string): number {
  if (!surrogate.test(text)) return text.length;
  spend(text.length >> 1);
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const length: Wrap = (original) =>
  function (...given) {
    const [text] = given;
    return typeof text === 'string' ? countPoints(text) : original.apply(this, given);
  };

/** As JSONata counts, where no character is above U+FFFF. */
function slice(text: string, start: number, size: unknown): string {
  const from = text.length + start < 0 ? 0 : start;
  if (typeof size !== 'number') return text.slice(from);
  if (size <= 0) return '';
  return text.slice(from, from >= 0 ? from + size : text.length + from + size);
}

/** JSONata's own makes a list of all characters; most texts have none above U+FFFF, and are sliced as they are. */
const substring: Wrap = (original) =>
  function (...given) {
    const [text, start, size] = given;
    if (typeof text !== 'string' || typeof start !== 'number') return original.apply(this, given);
    if (!surrogate.test(text)) return slice(text, start, size);
    spend(text.length);
    return original.apply(this, given);
  };

const pad: Wrap = (original) =>
  function (...given) {
    const [, width, filling] = given;
    const size = Math.abs(Number(width ?? 0)) * Math.max(1, String(filling ?? '').length);
    limited(size);
    spend(size >> 3);
    return original.apply(this, given);
  };

const join: Wrap = (original) =>
  function (...given) {
    const [texts, separator] = given;
    const list: readonly unknown[] = Array.isArray(texts) ? texts : [];
    const between = typeof separator === 'string' ? separator.length * list.length : 0;
    limited(list.reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length : 1), between));
    return original.apply(this, given);
  };

const split: Wrap = (original) =>
  function (...given) {
    const [text, separator, limit] = given;
    const isPlain = typeof text === 'string' && typeof separator === 'string' && !(Number(limit) < 0);
    if (!isPlain) return original.apply(this, given);
    const parts = text.split(separator, typeof limit === 'number' ? Math.min(limit, LIST_MAX + 1) : LIST_MAX + 1);
    if (parts.length > LIST_MAX) throw new BoundPassed('D2015');
    return parts;
  };

/** The text between the first `most` occurrences of another, as one piece each, and the rest. */
function piecesOf(text: string, sought: string, most: number): string[] {
  const pieces: string[] = [];
  let place = 0;
  for (let at = text.indexOf(sought); at >= 0 && pieces.length < most; at = text.indexOf(sought, place)) {
    pieces.push(text.slice(place, at));
    place = at + sought.length;
    if (pieces.length > LIST_MAX) throw new BoundPassed('D2015');
  }
  return [...pieces, text.slice(place)];
}

/** Of the text in place of a match, each `$` is looked at for each match. */
const REPLACEMENT_MAX = 10_000;

const replace: Wrap = (original) =>
  function (...given) {
    const [text, sought, replacement, limit] = given;
    const isPlain =
      typeof text === 'string' && typeof sought === 'string' && sought !== '' && typeof replacement === 'string';
    if (!isPlain || Number(limit) < 0) {
      if (typeof replacement === 'string' && replacement.length > REPLACEMENT_MAX) throw new BoundPassed('too_large');
      return original.apply(this, given);
    }
    const pieces = piecesOf(text, sought, typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY);
    limited(text.length + (pieces.length - 1) * (replacement.length - sought.length));
    return pieces.join(replacement);
  };

/** Levels of a value that is written on lines of its own: each indents all that it holds. */
const PRETTY_DEPTH_MAX = 100;

function checkDepth(value: unknown, left: number): void {
  if (typeof value !== 'object' || value === null || isFunction(value)) return;
  if (left === 0) throw new BoundPassed('too_large');
  for (const part of Object.values(value)) checkDepth(part, left - 1);
}

const string: Wrap = (original) =>
  function (...given) {
    const [value, isPretty] = given;
    if (typeof value !== 'string') spend(weightOf(value));
    if (isPretty === true) checkDepth(value, PRETTY_DEPTH_MAX);
    return original.apply(this, given);
  };

const clone: Wrap = (original) =>
  function (...given) {
    spend(weightOf(given[0]));
    return original.apply(this, given);
  };

export const textFunctions: Readonly<Record<string, Wrap>> = {
  length,
  substring,
  pad,
  join,
  split,
  replace,
  string,
  clone,
};
