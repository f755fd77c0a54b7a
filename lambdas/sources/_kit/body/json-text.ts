import { never, type Pause } from '../../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../../domain/values/deferred.ts';
import { type Measure, measure, valuesIn, withDistinctNames, withExactIntegers } from './json-scan.ts';

/** What became of a text that should be JSON. `beyond`: it is more than is safe to read, and why. */
export type Parsed =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'beyond'; readonly reason: string }
  | { readonly kind: 'invalid' };

/** What reads the value later walks it by recursion; no sender nests a tenth of this. */
export const MAX_DEPTH = 250;
/** An export of 5,000 records with a hundred fields each is half of it. */
const MAX_VALUES = 1_000_000;
/** In a text within a payload. */
const MAX_INNER_VALUES = 100_000;

/** Mending, and giving names that stand twice another, takes memory and time. */
export const MEND_MAX_CHARACTERS = 4 * 1024 * 1024;

/** No shorter integer is beyond 2^53. */
const DIGITS_INEXACT = 16;

/** Keeps integers beyond 2^53 exact, as the string of their digits. A reviver would be called for every value. */
const exactly = (text: string, { digits }: Measure): string =>
  digits < DIGITS_INEXACT ? text : withExactIntegers(text);

export const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

const beginningOf = (text: string): string => /\S/.exec(text)?.[0] ?? '';

const BLANK = 0x20;
const DELETE = 0x7f;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/** Asked of every text of a payload: most of them show by their first character that they do not. */
export function beginsLikeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first > BLANK && first < DELETE) return first === OPEN_BRACKET || first === OPEN_BRACE;
  return /^[[{]/.test(beginningOf(text));
}

/** A look that spares what only begins like JSON the parser and its exception. */
const endsLikeJson = (text: string): boolean => /[\]}]$/.test(text.slice(-64).trimEnd());

/** Megabytes that are no list and no object need no count. */
function sizeIn(text: string, max: number): Measure {
  if (beginsLikeJson(text)) return measure(text, max);
  return { depth: 0, values: 1, digits: /[-\d]/.test(beginningOf(text)) ? text.length : 0 };
}

type Tried = { readonly value: unknown } | undefined;

function tryParse(text: string): Tried {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** JSON.parse keeps the last of two values under one name without a word: then there are fewer than were counted. */
function withAllValues(tried: Tried, text: string, { values }: Measure): Parsed {
  if (tried === undefined) return { kind: 'invalid' };
  if (valuesIn(tried.value) === values) return { kind: 'value', value: tried.value };
  if (text.length > MEND_MAX_CHARACTERS) return { kind: 'beyond', reason: 'names stand twice in one object' };
  const distinct = tryParse(withDistinctNames(text));
  return distinct === undefined ? { kind: 'invalid' } : { kind: 'value', value: distinct.value };
}

/**
 * Strict JSON (RFC 8259) within bounds; of a name that stands twice in one object both values are kept. There may be a pause
 * between its passes over the text: each takes a tenth of a second for tens of megabytes.
 */
export function parseJson(text: string): Parsed;
export function parseJson(text: string, pause: Pause | undefined): Later<Parsed>;
export function parseJson(text: string, pause: Pause = never): Later<Parsed> {
  const size = sizeIn(text, MAX_VALUES);
  const { depth, values } = size;
  if (depth > MAX_DEPTH) return { kind: 'beyond', reason: `nested ${depth} deep, more than ${MAX_DEPTH}` };
  if (values > MAX_VALUES) return { kind: 'beyond', reason: `more than ${MAX_VALUES} values` };
  const exact = after(pause(), () => exactly(text, size));
  return after(exact, (said) =>
    after(
      after(pause(), () => tryParse(said)),
      (tried) => after(pause(), () => withAllValues(tried, said, size)),
    ),
  );
}

/** The object or list in a text, when the parsed form says all that the text says and within bounds. */
export function wholeJson(text: string): object | undefined {
  if (!beginsLikeJson(text) || !endsLikeJson(text)) return undefined;
  const size = sizeIn(text, MAX_INNER_VALUES);
  const { depth, values } = size;
  if (depth > MAX_DEPTH || values > MAX_INNER_VALUES) return undefined;
  const value = tryParse(exactly(text, size))?.value;
  return isContainer(value) && valuesIn(value) === values ? value : undefined;
}
