import { isFolder, kindOfName, type NameKind } from './names.ts';
import { bareEnd, type Join, quotedEnd } from './separators.ts';
import { isAlphanumeric, type Span, span } from './span.ts';
import { isCredential, looksRandom, type Standing } from './values.ts';

/** So far a name is followed to the left and to the right. */
export const NAME_LEFT = 64;
export const NAME_RIGHT = 40;
/** So much of a value is looked at. */
export const PROBE = 130;

export const DOT = 46;

const NAME = 1;
const DOTTED = 2;

/** What a character is in a name; dots join names: `spring.datasource.password`. */
const nameParts = new Uint8Array(128).map((_, code) => {
  if (code === DOT) return DOTTED;
  return isAlphanumeric(code) || code === 95 || code === 45 ? NAME : 0;
});

const namePart = (text: string, at: number): number => nameParts[text.charCodeAt(at)] ?? 0;

/** The beginning of the name to which an index belongs, with what dots join to it. */
export function nameStart(text: string, at: number): number {
  const least = Math.max(0, at - NAME_LEFT);
  let start = at;
  while (start > least && namePart(text, start - 1) !== 0) start -= 1;
  return start;
}

/** The end of the name to which an index belongs. */
export function nameEnd(text: string, at: number): number {
  const most = Math.min(text.length, at + NAME_RIGHT);
  let end = at;
  while (end < most && namePart(text, end) === NAME) end += 1;
  return end;
}

/** A name that tells that its value is a credential. */
export interface Named {
  readonly kind: NameKind;
  readonly name: string;
  /** What stands before the name. */
  readonly before: string;
}

/** What stands before a `key` that is a word by itself: `API key: X`. */
const beforeKey = /(?:api|secret|access|private|auth|licen[sc]e|encryption|master|signing|shared|account) $/i;

function kindBetween(text: string, start: number, name: string): NameKind | undefined {
  const isKey = name.length === 3 && text.charCodeAt(start - 1) === 32 && /^key$/i.test(name);
  if (isKey && beforeKey.test(text.slice(Math.max(0, start - 12), start))) return 'secret';
  return name === '--key' ? 'weak' : kindOfName(name);
}

/** The name between two indices of a text, when it tells that its value is a credential. */
export function namedBetween(text: string, start: number, end: number): Named | undefined {
  const name = text.slice(start, end);
  const kind = kindBetween(text, start, name);
  return kind === undefined ? undefined : { kind, name, before: start === 0 ? '' : text.charAt(start - 1) };
}

/** So much of what may be a tag is looked at. */
const TAG_MAX = 64;

/** Tags of images: `vault-secret:v3`, `team/app-token:2024-09-01`, `secret:3f2a9bc`. */
const isTag = (value: string): boolean =>
  value.length < 8 ||
  !looksRandom(value) ||
  /^(?:v?\d+[.-]|v\d|[\da-f]{7,40}$|sha\d*[-:]|\w+-[\da-f]{7,40}$|latest)/i.test(value);

/** Whether a value stands without marks right behind a colon. */
const isGlued = ({ sign, quote, isSpaced, isNameQuoted }: Join): boolean =>
  sign === ':' && quote === '' && !isSpaced && !isNameQuoted;

/** Whether a value right behind a colon is meant: what has the form of `name:tag` is an image or an ARN more often. */
function isMeant({ before, name }: Named, text: string, valueAt: number): boolean {
  // An option of Windows: `/pass:X`.
  if (before === '/') return name.length < 9;
  return before !== ':' && !isTag(text.slice(valueAt, bareEnd(text, valueAt, false, TAG_MAX)));
}

function standingOf({ sign, quote, isNameQuoted }: Join): Standing {
  if (quote !== '') return 'quoted';
  return sign === ':' && !isNameQuoted ? 'said' : 'assigned';
}

/** `PASS: check-api-token`. */
const isTestResult = ({ name }: Named, standing: Standing, text: string, valueAt: number): boolean =>
  name === 'PASS' && standing === 'said' && !looksRandom(text.slice(valueAt, bareEnd(text, valueAt, false, TAG_MAX)));

/** A value that is joined with its name, when it is the credential of which the name tells. */
export function valueSpan(text: string, joined: Join, named: Named): Span | undefined {
  const { valueAt, quote } = joined;
  const standing = standingOf(joined);
  if (named.kind === 'code' && standing === 'said' && !joined.isSpaced) return undefined;
  if (isTestResult(named, standing, text, valueAt)) return undefined;
  if (isGlued(joined) && !isMeant(named, text, valueAt)) return undefined;
  if (isFolder(named.name, text, valueAt)) return undefined;
  const isBare = quote === '';
  const isEncoded = isBare && joined.isEncoded;
  // So far is looked before it is known whether it is one: names may stand in their values again and again.
  const seen = isBare ? bareEnd(text, valueAt, isEncoded, PROBE) : quotedEnd(text, valueAt, quote);
  const value = text.slice(valueAt, Math.min(seen, valueAt + PROBE));
  if (!isCredential(named.kind, value, standing, text, seen)) return undefined;
  return span(text, valueAt, isBare ? bareEnd(text, valueAt, isEncoded) : seen, 'secret');
}
