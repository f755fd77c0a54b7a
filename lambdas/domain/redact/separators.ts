import { endOf, isBlank, lengthAt, matchAt } from './span.ts';

// A quotation mark, also in JSON inside JSON, in HTML, in a query and as \u0022.
const mark = String.raw`(\\{0,16}["'${'`'}]|&quot;|&#3[49];|%(?:25)?2[27]|\\{1,8}(?:u00|x)2[27])`;

/** `"name": "DB_PASSWORD", "value": "…"`, `<add key="Password" value="…"`, `--password", "…"`. */
const pair = new RegExp(
  String.raw`(?:\s{0,40},\s{0,40}(?:\\{0,16}["'](?:type|description|secure|secret|sensitive|hidden|enabled)\\{0,16}["']\s{0,8}:\s{0,8}(?:\\{0,16}["'])?[\w ]{0,40}(?:\\{0,16}["'])?\s{0,8},\s{0,40}){0,2}\\{0,16}["']value\\{0,16}["']\s{0,8}:\s{0,8}|\s{1,8}value\s{0,8}=\s{0,8})${mark}`,
  'iy',
);
/** The next line of a list in YAML: `- name: DB_PASSWORD`, `  value: X`. */
const valueLine = new RegExp(String.raw`(?:\s|\\{1,4}[rn]){1,40}value\s{0,4}[:=]\s{0,8}${mark}?`, 'iy');
const nextArgument = new RegExp(String.raw`\s{0,8},\s{0,40}${mark}`, 'iy');
const longMark = /&quot;|&#3[49];|%(?:25)?2[27]/iy;
const escapedMark = /\\{1,8}(?:u00|x)2[27]/iy;
const escapedEquals = /%(?:25)?3[da]|\\{1,8}(?:u00|x)3d|&#61;/iy;
/** The beginning of a text of its own lines in YAML: `password: |`. */
const block = /[|>][-+]?(?:\s|\\{1,4}[rn]){1,40}/y;

const BLANK = 32;
const PERCENT = 37;
const AMPERSAND = 38;
const COMMA = 44;
const COLON = 58;
const EQUALS = 61;
const GREATER = 62;
const BACKSLASH = 92;
const BRACKET = 93;
const PIPE = 124;

const DEPTH_MAX = 16;
const BLANKS_MAX = 64;
const LIST = 91;
const PARENTHESIS = 40;

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;
const isBackslash = (code: number): boolean => code === BACKSLASH;

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
  return code === PERCENT || code === BACKSLASH || code === AMPERSAND ? at + lengthAt(escapedEquals, text, at) : at;
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
  /** Whether it is written as in a URL within another: `%3D`. */
  readonly isEncoded: boolean;
}

/** A join whose value's quotation mark may stand at an index. */
function joinTo(text: string, at: number, sign: string, isNameQuoted: boolean, isEncoded = false): Join {
  const valueAt = markEnd(text, at);
  const isSpaced = isBlank(text.charCodeAt(at - 1));
  return { valueAt, quote: text.slice(at, valueAt), sign, isNameQuoted, isSpaced, isEncoded };
}

/** What may stand between two texts in quotation marks. */
const isBetween = (code: number): boolean => code === COMMA || code <= BLANK || code > 127;

/** A join of names and values in quotation marks, which an expression knows from behind the name's. */
function joinBy(pattern: RegExp, text: string, at: number, sign: string): Join | undefined {
  if (!isBetween(text.charCodeAt(at))) return undefined;
  const [whole, quote = ''] = matchAt(pattern, text, at) ?? [];
  return whole === undefined ? undefined : joinTo(text, at + whole.length - quote.length, sign, true);
}

/** Where the value behind a sign begins: in the first text of a list, on the next line of YAML, or right there. */
function valueStart(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === PIPE || code === GREATER) return at + lengthAt(block, text, at);
  if (code !== LIST) return at;
  const first = endOf(text, at + 1, isBlank, BLANKS_MAX);
  return markEnd(text, first) > first ? first : at;
}

const isLineBreak = (code: number): boolean => code === 10 || code === 13 || code === BACKSLASH;

/** Whether behind blanks there begins what may be `value:` or `value=`. */
const isValueAt = (text: string, at: number, next: number): boolean => next > at && text.startsWith('value', next);

/** What joins a name with a value that has a name of its own, `value`. */
function joinOver(text: string, at: number, closed: number, next: number): Join | undefined {
  const paired = closed > at ? joinBy(pair, text, closed, '=') : undefined;
  if (paired !== undefined || !(isLineBreak(text.charCodeAt(closed)) || isValueAt(text, closed, next))) return paired;
  const [line, quote = ''] = matchAt(valueLine, text, closed) ?? [];
  return line === undefined ? undefined : joinTo(text, closed + line.length - quote.length, '=', true);
}

/** What joins a name that ends at an index with a value. */
export function joinAt(text: string, at: number): Join | undefined {
  const closed = markEnd(text, at);
  const bracket = text.charCodeAt(closed) === BRACKET ? closed + 1 : closed;
  const sign = endOf(text, bracket, isBlank, BLANKS_MAX);
  const equals = equalsEnd(text, sign);
  if (equals === sign) return joinOver(text, at, closed, sign);
  const valueAt = valueStart(text, endOf(text, equals, isBlank, BLANKS_MAX));
  const isEncoded = text.charCodeAt(sign) === PERCENT;
  return joinTo(text, valueAt, isColon(text, sign, equals) ? ':' : '=', closed > at, isEncoded);
}

/** What joins the name of an option with its argument: blanks, or the comma of a list. */
export function argumentAt(text: string, at: number): Join | undefined {
  const blanks = endOf(text, at, isBlank, BLANKS_MAX);
  if (blanks > at) return joinTo(text, blanks, ' ', false);
  const closed = markEnd(text, at);
  return closed > at ? joinBy(nextArgument, text, closed, ',') : undefined;
}

/** `setPassword("X")`: the text in a call's first argument. */
export function callAt(text: string, at: number): Join | undefined {
  if (text.charCodeAt(at) !== PARENTHESIS) return undefined;
  const joined = joinTo(text, at + 1, '(', false);
  return joined.quote === '' ? undefined : joined;
}

const told = /[ \t](?:(?:is|was)|for (?:user |account )?[\w.@\\-]{1,60}(?: is)?(?=[ :]))[:=]?[ \t]{1,3}/iy;

/** `The password is X`, `Password for bob: X`. */
export function toldAt(text: string, at: number): Join | undefined {
  const letter = text.charCodeAt(at + 1) | 32;
  if (letter !== 102 && letter !== 105 && letter !== 119) return undefined;
  const length = lengthAt(told, text, at);
  return length === 0 ? undefined : joinTo(text, at + length, ' ', false);
}

const isClose = (code: number): boolean => code === 41 || code === BRACKET;

/** Whether a value in quotation marks that ends at an index is the last of its list or call. */
export function isLast(text: string, end: number): boolean {
  const closed = markEnd(text, end);
  return closed > end && isClose(text.charCodeAt(endOf(text, closed, isBlank, BLANKS_MAX)));
}

/** Whether the name in quotation marks at an index is the first of a list or a call: `["x-api-key", "X"]`. */
export function isFirst(text: string, start: number): boolean {
  let at = isQuote(text.charCodeAt(start - 1)) ? start - 2 : -1;
  while (isBackslash(text.charCodeAt(at)) && at > start - DEPTH_MAX) at -= 1;
  const code = text.charCodeAt(at);
  return code === PARENTHESIS || code === LIST;
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
  const mark = /^\\+[ux]/i.test(quote) ? quote : quote.replace(/^\\+/, '');
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
const encodedBreak = /%(?:25)?(?:26|22|27|20|0a|0d|2c|3b|7d)/i;

/** The end of a value without quotation marks: the next break, at most so many characters on. */
export function bareEnd(text: string, from: number, isEncoded: boolean, max?: number): number {
  const end = endOf(text, from, (code) => code > 255 || breaks[code] === 0, max);
  const found = isEncoded ? text.slice(from, end).search(encodedBreak) : -1;
  return found < 0 ? end : from + found;
}
