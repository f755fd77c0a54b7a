/** A part of a text that has to go, and what it is. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly what: string;
}

/** Finds a credential by a keyword that stands at an index of a text. */
export type Find = (text: string, at: number, end: number) => Span | undefined;

/** A way to know credentials: the keywords by which the search comes to it. */
export interface Rule {
  readonly keywords: readonly string[];
  readonly find: Find;
}

/** What stands in place of a credential. */
export const mark = (what: string): string => `[removed: ${what}]`;

const MARK = '[removed: ';

/** Whether there stands what was put in place of a credential. */
export const isMarked = (text: string, at: number): boolean => text.startsWith(MARK, at);

/** A span unless it is empty or was put there in place of a credential. */
export const span = (text: string, from: number, to: number, what: string): Span | undefined =>
  to <= from || isMarked(text, from) ? undefined : { from, to, what };

/** What was looked at up to an index and is none: the same rule need not look there again. */
export const nothing = (from: number, to: number): Span => ({ from, to, what: '' });

/** Letters and digits of ASCII. */
export function isAlphanumeric(code: number): boolean {
  return (code > 47 && code < 58) || (code > 64 && code < 91) || (code > 96 && code < 123);
}

/** A blank or a tab. */
export const isBlank = (code: number): boolean => code === 32 || code === 9;

export const isDigit = (code: number): boolean => code > 47 && code < 58;

const isHex = (code: number): boolean => (code > 47 && code < 58) || ((code | 32) > 96 && (code | 32) < 103);

/** Whether there ends `\n`, `\r`, `\t`. */
const isEscapedControl = (text: string, at: number): boolean =>
  text.charCodeAt(at - 2) === 92 && 'nrtNRT'.includes(text.charAt(at - 1));

const isHexAt = (text: string, at: number): boolean => isHex(text.charCodeAt(at)) && isHex(text.charCodeAt(at + 1));

/** Whether the character before an index is of an escaped one, `%3D` or `\u003d`: what looks like letters is no word. */
function isEscaped(text: string, at: number): boolean {
  if (isEscapedControl(text, at)) return true;
  if (!isHexAt(text, at - 2)) return false;
  if (text.charCodeAt(at - 3) === 37) return true;
  return text.charCodeAt(at - 6) === 92 && (text.charCodeAt(at - 5) | 32) === 117 && isHexAt(text, at - 4);
}

/** Whether a word can begin here: no letter and no digit before it, but for those of an escaped character. */
export const isStart = (text: string, at: number): boolean =>
  at === 0 || !isAlphanumeric(text.charCodeAt(at - 1)) || isEscaped(text, at);

/** The first index from which no character is as said, at most so many further on. */
export function endOf(
  text: string,
  from: number,
  isPart: (code: number) => boolean,
  max = Number.POSITIVE_INFINITY,
): number {
  const last = Math.min(text.length, from + max);
  let end = from;
  while (end < last && isPart(text.charCodeAt(end))) end += 1;
  return end;
}

/** The match of a sticky expression at an index. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** How long what an expression finds at an index is; 0 when it finds nothing. */
export const lengthAt = (pattern: RegExp, text: string, at: number): number =>
  matchAt(pattern, text, at)?.[0].length ?? 0;
