import { isFolder, kindOfName, type NameKind, nameKeywords } from './names.ts';
import { argumentAt, bareEnd, type Join, joinAt, quotedEnd } from './separators.ts';
import { isAlphanumeric, nothing, type Rule, type Span, span } from './span.ts';
import { isCredential, looksRandom, type Standing } from './values.ts';

const NAME_LEFT = 64;
const NAME_RIGHT = 40;
const PROBE = 130;

const isNamePart = (code: number): boolean => isAlphanumeric(code) || code === 95 || code === 45;

/** The beginning of the name to which an index belongs; dots belong to it: `spring.datasource.password`. */
function nameStart(text: string, at: number): number {
  const least = Math.max(0, at - NAME_LEFT);
  let start = at;
  while (start > least && (isNamePart(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === 46)) start -= 1;
  return start;
}

function nameEnd(text: string, at: number): number {
  const most = Math.min(text.length, at + NAME_RIGHT);
  let end = at;
  while (end < most && isNamePart(text.charCodeAt(end))) end += 1;
  return end;
}

interface Named {
  readonly kind: NameKind;
  readonly name: string;
  /** What stands before the name. */
  readonly before: string;
}

/** Tags of images: `vault-secret:v3`, `team/app-token:2024-09-01`, `secret:3f2a9bc`. */
const isTag = (value: string): boolean =>
  value.length < 8 ||
  /^(?:v?\d+[.-]|v\d|[\da-f]{7,40}$|sha\d*[-:]|\w+-[\da-f]{7,40}$|latest)/i.test(value) ||
  !looksRandom(value);

/** Whether a value without marks right behind a colon is meant: what has the form of `name:tag` is an image or an ARN more often. */
function isMeant({ sign, quote, isSpaced, isNameQuoted }: Join, { before, name }: Named, value: string): boolean {
  if (sign !== ':' || quote !== '' || isSpaced || isNameQuoted) return true;
  // An option of Windows: `/pass:X`.
  if (before === '/') return name.length < 9;
  return before !== ':' && !isTag(value);
}

function standingOf({ sign, quote, isNameQuoted }: Join): Standing {
  if (quote !== '') return 'quoted';
  return sign === ':' && !isNameQuoted ? 'said' : 'assigned';
}

function valueSpan(text: string, joined: Join, named: Named): Span | undefined {
  const { valueAt, quote } = joined;
  const isEncoded = quote === '' && text.charCodeAt(valueAt - 3) === 37;
  const isBare = quote === '';
  // So far is looked before it is known whether it is one: names may stand in their values again and again.
  const seen = isBare ? bareEnd(text, valueAt, isEncoded, PROBE) : quotedEnd(text, valueAt, quote);
  const value = text.slice(valueAt, Math.min(seen, valueAt + PROBE));
  if (!isMeant(joined, named, value) || isFolder(named.name, value)) return undefined;
  if (!isCredential(named.kind, value, standingOf(joined), text.slice(seen, seen + 40))) return undefined;
  return span(text, valueAt, isBare ? bareEnd(text, valueAt, isEncoded) : seen, 'secret');
}

/** An option of a command: `--password X`, `-Password X`, `"--token", "X"`. */
const isOption = (name: string): boolean => /^--?[A-Za-z]/.test(name);
/** What may stand before a name with a blank behind it: `aws configure set NAME X`, `machine h login u password X`. */
function isSetting(text: string, start: number): boolean {
  const words = text
    .slice(Math.max(0, start - 80), start)
    .trimEnd()
    .split(/\s/);
  return words.at(-2) === 'login' || (words.at(-2) === 'configure' && words.at(-1) === 'set');
}

function argumentSpan(text: string, end: number, start: number, named: Named): Span | undefined {
  const joined = argumentAt(text, end);
  if (joined === undefined) return undefined;
  const isSet = isOption(named.name) || isSetting(text, start);
  // In SQL: PASSWORD 'x'.
  if (!isSet && !(joined.sign === ' ' && joined.quote === "'" && named.kind === 'password')) return undefined;
  return text.charCodeAt(joined.valueAt) === 45 ? undefined : valueSpan(text, joined, named);
}

const element = /[^<>]{0,200}>/y;

/** The text of an XML element: `<wsse:Password Type="x">X</wsse:Password>`. */
function elementSpan(text: string, start: number, end: number, { kind }: Named): Span | undefined {
  const before = text.charCodeAt(start - 1);
  if (before !== 60 && before !== 58) return undefined;
  if (!/<(?:[\w-]{1,40}:)?$/.test(text.slice(Math.max(0, start - 42), start))) return undefined;
  element.lastIndex = end;
  const opening = element.exec(text)?.[0];
  if (opening === undefined || opening.endsWith('/>')) return undefined;
  const valueAt = end + opening.length;
  const close = text.indexOf('<', valueAt);
  const to = close < 0 ? text.length : close;
  return isCredential(kind, text.slice(valueAt, Math.min(to, valueAt + PROBE)), 'quoted')
    ? span(text, valueAt, to, 'secret')
    : undefined;
}

// What may stand behind a name: no other character begins a join.
const joining: ReadonlySet<number> = new Set([...'=:"\'`\\ \t]%&>,'].map((char) => char.charCodeAt(0)));

/** The value of the name between two indices of a text, when it is a credential. */
function valueBehind(text: string, start: number, end: number): Span | undefined {
  if (end >= text.length || !joining.has(text.charCodeAt(end))) return undefined;
  const name = text.slice(start, end);
  const kind = kindOfName(name);
  if (kind === undefined) return undefined;
  const named = { kind, name, before: start === 0 ? '' : text.charAt(start - 1) };
  const joined = joinAt(text, end);
  if (joined !== undefined) return valueSpan(text, joined, named);
  return argumentSpan(text, end, start, named) ?? elementSpan(text, start, end, named);
}

function find(text: string, at: number, keywordEnd: number): Span | undefined {
  const last = text.charCodeAt(keywordEnd - 1);
  const trimmed = isAlphanumeric(last) || last === 95 ? keywordEnd : keywordEnd - 1;
  const end = nameEnd(text, trimmed);
  const start = nameStart(text, at);
  const value = valueBehind(text, start, end);
  // Another keyword in the same name would lead to the same value; in a longer one, or across a dot, perhaps to another.
  const isWhole = end - trimmed < NAME_RIGHT && at - start < NAME_LEFT && text.charCodeAt(end) !== 46;
  return value ?? (isWhole ? nothing(at, end) : undefined);
}

/** Values whose name tells that they are credentials, in all ways in which names and values are written. */
export const namedValues: Rule = { keywords: nameKeywords, find };
