import { argumentOfCall, argumentSpan, toldSpan } from './arguments.ts';
import { attributeSpan, elementSpan, partSpan, valueBefore } from './elements.ts';
import { DOT, NAME_LEFT, NAME_RIGHT, namedBetween, nameEnd, nameStart, valueSpan } from './named.ts';
import { nameKeywords } from './names.ts';
import { joinAt } from './separators.ts';
import { isAlphanumeric, isMarked, nothing, type Rule, type Span } from './span.ts';

const TAB = 9;
const BLANK = 32;
const PARENTHESIS = 40;

// What may stand behind a name: no other character begins a join.
const joining = new Uint8Array(128);
for (const char of '=:"\'`\\ \t]%&>,(\n\r') joining[char.charCodeAt(0)] = 1;

const isMark = (code: number): boolean => code === 34 || code === 39;

/** The value of a name in quotation marks, before it or in the lines behind it. */
const quotedName = (text: string, start: number, end: number): Span | undefined =>
  isMark(text.charCodeAt(start - 1))
    ? (partSpan(text, start, end) ?? attributeSpan(text, start, end) ?? valueBefore(text, start, end))
    : undefined;

/** The value of a name behind which a blank stands: an argument, an element with attributes, prose. */
const spacedSpan = (text: string, start: number, end: number): Span | undefined =>
  argumentSpan(text, end, start) ?? elementSpan(text, start, end) ?? toldSpan(text, start, end);

/** The value of a name behind which no sign joins it with one. */
function valueWithout(text: string, start: number, end: number): Span | undefined {
  const code = text.charCodeAt(end);
  if (code === PARENTHESIS) return argumentOfCall(text, start, end);
  if (code === BLANK || code === TAB) return spacedSpan(text, start, end);
  return argumentSpan(text, end, start) ?? elementSpan(text, start, end) ?? quotedName(text, start, end);
}

/** The value of the name between two indices of a text, when it is a credential. */
function valueBehind(text: string, start: number, end: number): Span | undefined {
  const joined = joinAt(text, end);
  if (joined === undefined) return valueWithout(text, start, end);
  const named = namedBetween(text, start, end);
  return named === undefined ? undefined : valueSpan(text, joined, named);
}

const isJoining = (text: string, end: number): boolean => end < text.length && joining[text.charCodeAt(end)] === 1;

const MARK_MAX = 40;

/** Whether a name stands in what is in place of a credential: `[removed: slack token]`. */
function isInMark(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - MARK_MAX), start);
  const at = before.lastIndexOf('[');
  return isMarked(before, at) && !before.includes(']', at);
}

function find(text: string, at: number, keywordEnd: number): Span | undefined {
  const last = text.charCodeAt(keywordEnd - 1);
  const trimmed = isAlphanumeric(last) || last === 95 ? keywordEnd : keywordEnd - 1;
  const end = nameEnd(text, trimmed);
  // Another keyword in the same name would lead to the same value; in a longer one, or across a dot, perhaps to another.
  const isWhole = end - trimmed < NAME_RIGHT && text.charCodeAt(end) !== DOT;
  if (!isJoining(text, end)) return isWhole ? nothing(at, end) : undefined;
  const start = nameStart(text, at);
  const value = valueBehind(text, start, end);
  if (value !== undefined && !isInMark(text, start)) return value;
  return isWhole && at - start < NAME_LEFT ? nothing(at, end) : undefined;
}

/** Values whose name tells that they are credentials, in all ways in which names and values are written. */
export const namedValues: Rule = { keywords: nameKeywords, find };
