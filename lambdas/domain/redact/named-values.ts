import { isFolder, kindOfName, type NameKind, nameKeywords } from './names.ts';
import { argumentAt, bareEnd, type Join, joinAt, quotedEnd } from './separators.ts';
import { isAlphanumeric, matchAt, nothing, type Rule, type Span, span } from './span.ts';
import { isCredential, looksRandom, type Standing } from './values.ts';

const NAME_LEFT = 64;
const NAME_RIGHT = 40;
const PROBE = 130;

const DOT = 46;

const NAME = 1;
const DOTTED = 2;

/** What a character is in a name; dots join names: `spring.datasource.password`. */
const nameParts = new Uint8Array(128).map((_, code) => {
  if (code === DOT) return DOTTED;
  return isAlphanumeric(code) || code === 95 || code === 45 ? NAME : 0;
});

const namePart = (text: string, at: number): number => nameParts[text.charCodeAt(at)] ?? 0;

/** The beginning of the name to which an index belongs, with what dots join to it. */
function nameStart(text: string, at: number): number {
  const least = Math.max(0, at - NAME_LEFT);
  let start = at;
  while (start > least && namePart(text, start - 1) !== 0) start -= 1;
  return start;
}

function nameEnd(text: string, at: number): number {
  const most = Math.min(text.length, at + NAME_RIGHT);
  let end = at;
  while (end < most && namePart(text, end) === NAME) end += 1;
  return end;
}

interface Named {
  readonly kind: NameKind;
  readonly name: string;
  /** What stands before the name. */
  readonly before: string;
}

/** So much of what may be a tag is looked at. */
const TAG_MAX = 64;

/** Tags of images: `vault-secret:v3`, `team/app-token:2024-09-01`, `secret:3f2a9bc`. */
const isTag = (value: string): boolean =>
  value.length < 8 ||
  /^(?:v?\d+[.-]|v\d|[\da-f]{7,40}$|sha\d*[-:]|\w+-[\da-f]{7,40}$|latest)/i.test(value) ||
  !looksRandom(value);

/** Whether a value stands without marks right behind a colon. */
const isGlued = ({ sign, quote, isSpaced, isNameQuoted }: Join): boolean =>
  sign === ':' && quote === '' && !isSpaced && !isNameQuoted;

/** Whether a value right behind a colon is meant: what has the form of `name:tag` is an image or an ARN more often. */
function isMeant({ before, name }: Named, value: string): boolean {
  // An option of Windows: `/pass:X`.
  if (before === '/') return name.length < 9;
  return before !== ':' && !isTag(value.slice(0, TAG_MAX));
}

function standingOf({ sign, quote, isNameQuoted }: Join): Standing {
  if (quote !== '') return 'quoted';
  return sign === ':' && !isNameQuoted ? 'said' : 'assigned';
}

function valueSpan(text: string, joined: Join, named: Named): Span | undefined {
  const { valueAt, quote } = joined;
  const standing = standingOf(joined);
  if (named.kind === 'code' && standing === 'said') return undefined;
  const isEncoded = quote === '' && text.charCodeAt(valueAt - 3) === 37;
  const isBare = quote === '';
  // So far is looked before it is known whether it is one: names may stand in their values again and again.
  const seen = isBare ? bareEnd(text, valueAt, isEncoded, PROBE) : quotedEnd(text, valueAt, quote);
  const value = text.slice(valueAt, Math.min(seen, valueAt + PROBE));
  if (isGlued(joined) && !isMeant(named, value)) return undefined;
  if (!isCredential(named.kind, value, standing, text, seen) || isFolder(named.name, value)) return undefined;
  return span(text, valueAt, isBare ? bareEnd(text, valueAt, isEncoded) : seen, 'secret');
}

const HYPHEN = 45;

/** An option of a command: `--password X`, `-Password X`, `"--token", "X"`. */
function isOption(text: string, start: number): boolean {
  if (text.charCodeAt(start) !== HYPHEN) return false;
  const letter = text.charCodeAt(start + 1) === HYPHEN ? start + 2 : start + 1;
  return isAlphanumeric(text.charCodeAt(letter)) && text.charCodeAt(letter) > 57;
}

const isSpace = (code: number): boolean => code === 32 || (code > 8 && code < 14);

/** What may stand before a name with a blank behind it: `aws configure set NAME X`, `machine h login u password X`. */
function isSetting(text: string, start: number): boolean {
  const least = Math.max(0, start - NAME_LEFT);
  let end = start;
  while (end > least && isSpace(text.charCodeAt(end - 1))) end -= 1;
  let word = end;
  while (word > least && !isSpace(text.charCodeAt(word - 1))) word -= 1;
  if (end === start || word === least) return false;
  const before = text.slice(Math.max(0, word - 10), word - 1);
  return /(?:^|\s)login$/.test(before) || (before.endsWith('configure') && text.slice(word, end) === 'set');
}

/** The name between two indices of a text, when it tells that its value is a credential. */
function namedBetween(text: string, start: number, end: number): Named | undefined {
  const name = text.slice(start, end);
  const kind = kindOfName(name);
  return kind === undefined ? undefined : { kind, name, before: start === 0 ? '' : text.charAt(start - 1) };
}

function argumentSpan(text: string, end: number, start: number): Span | undefined {
  const joined = argumentAt(text, end);
  if (joined === undefined || text.charCodeAt(joined.valueAt) === HYPHEN) return undefined;
  const isSet = isOption(text, start) || isSetting(text, start);
  // In SQL: PASSWORD 'x'.
  if (!isSet && (joined.sign !== ' ' || joined.quote !== "'")) return undefined;
  const named = namedBetween(text, start, end);
  if (named === undefined || !(isSet || named.kind === 'password')) return undefined;
  return valueSpan(text, joined, named);
}

const LESS = 60;
const COLON = 58;
const GREATER = 62;
const restOfTag = /[^<>]{0,200}>/y;

/** The end of an opening tag whose name ends at an index; -1 for one without content. */
function tagEnd(text: string, end: number): number {
  if (text.charCodeAt(end) === GREATER) return end + 1;
  const rest = matchAt(restOfTag, text, end)?.[0] ?? '/>';
  return rest.endsWith('/>') ? -1 : end + rest.length;
}

/** Whether a name is that of an element, with its namespace or not. */
function isElement(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (before === LESS) return true;
  return before === COLON && /<[\w-]{1,40}:$/.test(text.slice(Math.max(0, start - 42), start));
}

/** The text of an XML element: `<wsse:Password Type="x">X</wsse:Password>`. */
function elementSpan(text: string, start: number, end: number): Span | undefined {
  if (!isElement(text, start)) return undefined;
  const valueAt = tagEnd(text, end);
  const kind = valueAt < 0 ? undefined : kindOfName(text.slice(start, end));
  if (kind === undefined) return undefined;
  const close = text.indexOf('<', valueAt);
  const to = close < 0 ? text.length : close;
  return isCredential(kind, text.slice(valueAt, Math.min(to, valueAt + PROBE)), 'quoted')
    ? span(text, valueAt, to, 'secret')
    : undefined;
}

// What may stand behind a name: no other character begins a join.
const joining = new Uint8Array(128);
for (const char of '=:"\'`\\ \t]%&>,') joining[char.charCodeAt(0)] = 1;

/** The value of the name between two indices of a text, when it is a credential. */
function valueBehind(text: string, start: number, end: number): Span | undefined {
  const joined = joinAt(text, end);
  if (joined === undefined) return argumentSpan(text, end, start) ?? elementSpan(text, start, end);
  const named = namedBetween(text, start, end);
  return named === undefined ? undefined : valueSpan(text, joined, named);
}

const isJoining = (text: string, end: number): boolean => end < text.length && joining[text.charCodeAt(end)] === 1;

function find(text: string, at: number, keywordEnd: number): Span | undefined {
  const last = text.charCodeAt(keywordEnd - 1);
  const trimmed = isAlphanumeric(last) || last === 95 ? keywordEnd : keywordEnd - 1;
  const end = nameEnd(text, trimmed);
  // Another keyword in the same name would lead to the same value; in a longer one, or across a dot, perhaps to another.
  const isWhole = end - trimmed < NAME_RIGHT && text.charCodeAt(end) !== DOT;
  if (!isJoining(text, end)) return isWhole ? nothing(at, end) : undefined;
  const start = nameStart(text, at);
  return valueBehind(text, start, end) ?? (isWhole && at - start < NAME_LEFT ? nothing(at, end) : undefined);
}

/** Values whose name tells that they are credentials, in all ways in which names and values are written. */
export const namedValues: Rule = { keywords: nameKeywords, find };
