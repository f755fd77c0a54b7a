import { endOf, matchAt } from './span.ts';

// A quotation mark, also in JSON inside JSON, in HTML, in a query and as \u0022.
const mark = String.raw`(\\{0,16}["'${'`'}]|&quot;|&#3[49];|%2[27]|\\u002[27])`;
const equals = String.raw`(=>|:=|==?|:|%3d|%3a|\\u003d)`;

/** What joins a name and its value: `=`, `:`, `": "`, `=>`. */
const join = new RegExp(String.raw`${mark}?\]?[ \t]{0,8}${equals}[ \t]{0,8}${mark}?`, 'iy');
/** `"name": "DB_PASSWORD", "value": "…"`, `<add key="Password" value="…"`, `--password", "…"`. */
const pair = new RegExp(
  String.raw`${mark}(?:\s{0,40},\s{0,40}\\{0,16}["']value\\{0,16}["']\s{0,8}:\s{0,8}|\s{1,8}value\s{0,8}=\s{0,8})${mark}`,
  'iy',
);
const nextArgument = new RegExp(String.raw`${mark}\s{0,8},\s{0,40}${mark}`, 'iy');
const blank = new RegExp(String.raw`[ \t]{1,8}${mark}?`, 'iy');

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

const joinOf = (whole: string, at: number, sign: string, quote: string, isNameQuoted: boolean): Join => ({
  valueAt: at + whole.length,
  quote,
  sign,
  isNameQuoted,
  isSpaced: /[ \t]$/.test(quote === '' ? whole : whole.slice(0, -quote.length)),
});

/** What joins a name that ends at an index with a value. */
export function joinAt(text: string, at: number): Join | undefined {
  const match = matchAt(join, text, at);
  if (match !== null) {
    const [whole, closing = '', sign = '', quote = ''] = match;
    return joinOf(whole, at, /^(?::|%3a)$/i.test(sign) ? ':' : '=', quote, closing !== '');
  }
  const [paired, , opening = ''] = matchAt(pair, text, at) ?? [];
  return paired === undefined ? undefined : joinOf(paired, at, '=', opening, true);
}

/** What joins the name of an option with its argument: blanks, or the comma of a list. */
export function argumentAt(text: string, at: number): Join | undefined {
  const [spaced, quote = ''] = matchAt(blank, text, at) ?? [];
  if (spaced !== undefined) return joinOf(spaced, at, ' ', quote, false);
  const [listed, , opening = ''] = matchAt(nextArgument, text, at) ?? [];
  return listed === undefined ? undefined : joinOf(listed, at, ',', opening, true);
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
