import { endOf, lengthAt, matchAt } from './span.ts';

// A quotation mark, also in JSON inside JSON, in HTML, in a query and as \u0022.
const mark = String.raw`(\\{0,16}["'${'`'}]|&quot;|&#3[49];|%2[27]|\\u002[27])`;

/** `"name": "DB_PASSWORD", "value": "…"`, `<add key="Password" value="…"`, `--password", "…"`. */
const pair = new RegExp(
  String.raw`(?:\s{0,40},\s{0,40}\\{0,16}["']value\\{0,16}["']\s{0,8}:\s{0,8}|\s{1,8}value\s{0,8}=\s{0,8})${mark}`,
  'iy',
);
const nextArgument = new RegExp(String.raw`\s{0,8},\s{0,40}${mark}`, 'iy');
const longMark = /&quot;|&#3[49];|%2[27]/iy;
const escapedMark = /\\u002[27]/iy;
const escapedEquals = /%3[da]|\\u003d/iy;

const TAB = 9;
const BLANK = 32;
const PERCENT = 37;
const AMPERSAND = 38;
const COMMA = 44;
const COLON = 58;
const EQUALS = 61;
const GREATER = 62;
const BACKSLASH = 92;
const BRACKET = 93;

const DEPTH_MAX = 16;
const BLANKS_MAX = 8;

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;
const isBackslash = (code: number): boolean => code === BACKSLASH;
const isBlank = (code: number): boolean => code === BLANK || code === TAB;

/** The end of the quotation mark at an index; the index itself where none stands. */
function markEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (isQuote(code)) return at + 1;
  if (code === AMPERSAND || code === PERCENT) return at + lengthAt(longMark, text, at);
  if (code !== BACKSLASH) return at;
  const end = endOf(text, at, isBackslash, DEPTH_MAX);
  return isQuote(text.charCodeAt(end)) ? end + 1 : at + lengthAt(escapedMark, text, at);
}

/** The end of `=`, `==`, `=>`, `:`, `:=` or of an escaped one; the index itself where none stands. */
function equalsEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (code === EQUALS) return next === EQUALS || next === GREATER ? at + 2 : at + 1;
  if (code === COLON) return next === EQUALS ? at + 2 : at + 1;
  return code === PERCENT || code === BACKSLASH ? at + lengthAt(escapedEquals, text, at) : at;
}

/** Whether a colon was written, `%3a` too. */
function isColon(text: string, from: number, to: number): boolean {
  const last = text.charCodeAt(to - 1);
  return to - from === 1 ? last === COLON : last === 65 || last === 97;
}

/** What stands between a name and its value. */
export interface Join {
  /** Where the value begins, behind its quotation mark. */
  readonly valueAt: number;
  /** The value's quotation mark; empty when it has none. */
  readonly quote: string;
  /** `:`, `=`, `,` or a blank. */
  readonly sign: string;
  /** Whether the name stands in quotation marks, as in JSON. */
  readonly isNameQuoted: boolean;
  /** Whether a blank stands before the value. */
  readonly isSpaced: boolean;
}

/** A join whose value's quotation mark may stand at an index. */
function joinTo(text: string, at: number, sign: string, isNameQuoted: boolean): Join {
  const valueAt = markEnd(text, at);
  return { valueAt, quote: text.slice(at, valueAt), sign, isNameQuoted, isSpaced: isBlank(text.charCodeAt(at - 1)) };
}

/** What may stand between two texts in quotation marks. */
const isBetween = (code: number): boolean => code === COMMA || code <= BLANK || code > 127;

/** A join of names and values in quotation marks, which an expression knows from behind the name's. */
function joinBy(pattern: RegExp, text: string, at: number, sign: string): Join | undefined {
  if (!isBetween(text.charCodeAt(at))) return undefined;
  const [whole, quote = ''] = matchAt(pattern, text, at) ?? [];
  return whole === undefined ? undefined : joinTo(text, at + whole.length - quote.length, sign, true);
}

/** What joins a name that ends at an index with a value. */
export function joinAt(text: string, at: number): Join | undefined {
  const closed = markEnd(text, at);
  const bracket = text.charCodeAt(closed) === BRACKET ? closed + 1 : closed;
  const sign = endOf(text, bracket, isBlank, BLANKS_MAX);
  const equals = equalsEnd(text, sign);
  if (equals > sign) {
    const name = isColon(text, sign, equals) ? ':' : '=';
    return joinTo(text, endOf(text, equals, isBlank, BLANKS_MAX), name, closed > at);
  }
  return closed > at ? joinBy(pair, text, closed, '=') : undefined;
}

/** What joins the name of an option with its argument: blanks, or the comma of a list. */
export function argumentAt(text: string, at: number): Join | undefined {
  const blanks = endOf(text, at, isBlank, BLANKS_MAX);
  if (blanks > at) return joinTo(text, blanks, ' ', false);
  const closed = markEnd(text, at);
  return closed > at ? joinBy(nextArgument, text, closed, ',') : undefined;
}

function backslashesBefore(text: string, at: number, from: number): number {
  let count = 0;
  while (at - count > from && text.charCodeAt(at - count - 1) === 92) count += 1;
  return count;
}

/** Whether the quotation mark at an index ends a value that began with so many backslashes before its own. */
function isClosing(text: string, at: number, from: number, depth: number): boolean {
  const count = backslashesBefore(text, at, from);
  return depth === 0 ? count % 2 === 0 : count <= depth;
}

/** The end of a value in quotation marks; of one that is not closed, the end of its line. */
export function quotedEnd(text: string, from: number, quote: string): number {
  const mark = quote.startsWith('\\u') ? quote : quote.replace(/^\\+/, '');
  const depth = quote.length - mark.length;
  const isPlain = mark.length === 1;
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + mark.length))
    if (!isPlain || isClosing(text, at, from, depth))
      return isPlain ? at - Math.min(depth, backslashesBefore(text, at, from)) : at;
  const line = text.indexOf('\n', from);
  return line < 0 ? text.length : line;
}

const breaks = new Uint8Array(256);
for (const char of '\t\n\v\f\r "\'\\&,;}])<>`\u00a0') breaks[char.charCodeAt(0)] = 1;
const encodedBreak = /%(?:26|22|27|20|0a|0d|2c|3b|7d)/i;

/** The end of a value without quotation marks: the next break, at most so many characters on. */
export function bareEnd(text: string, from: number, isEncoded: boolean, max?: number): number {
  const end = endOf(text, from, (code) => code > 255 || breaks[code] === 0, max);
  const found = isEncoded ? text.slice(from, end).search(encodedBreak) : -1;
  return found < 0 ? end : from + found;
}
