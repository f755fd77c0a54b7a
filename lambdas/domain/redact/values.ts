import type { NameKind } from './names.ts';
import { endOf, isDigit } from './span.ts';

/** What stands around a value: quoted, behind `=` or as a flag's, or behind a colon as prose has it too. */
export type Standing = 'quoted' | 'assigned' | 'said';

// What is said of a credential instead of it.
const statuses: ReadonlySet<string> = new Set(
  (
    'absent accepted added and any are await bad been blank by changed compromised correct created deleted denied detected disabled ' +
    'disclosed does empty enabled encrypted enforced expired expires exposed fail failed failure false for found from given ' +
    'granted has hidden if in incorrect invalid is it leaked locked login masked mismatch missing must n/a needed never new ' +
    'no none not null ok old on optional or policy prompt protected read redacted refused rejected removed renewed request ' +
    'required requested reset revealed revoked rotated rotation secret set should spray spraying stolen string success ' +
    'successful the timeout to true type unauthorized undefined unknown unset unused updated used user valid validated ' +
    'verified was weak with wrong yes'
  ).split(' '),
);

// Placeholders: ****, xxxx, <password>, ${VAR}, $VAR, {{ .Values.x }}, %s, %VAR%, …, [REDACTED], (hidden).
const placeholder =
  /^(?:[*•xX.…#-]+|[-*]{2,}.{0,4}|.{0,4}[*•]{3,}.{0,4}|<[^<>]{1,60}>|\$\{[^{}]{1,80}\}?.{0,3}|\$[A-Za-z_]\w{0,60}|\$\([^()]{1,60}\)|\{\{.{0,80}\}?\}?|%[A-Za-z_]{1,40}%?|\[[A-Za-z_ :]{1,40}\]?|\([A-Za-z_ ]{1,40}\)?|@[\w.-]{1,60}\(.{0,60}|REDACTED|FILTERED|MASKED|HIDDEN)$/;

/** What the first character of most of them is; any may begin one that is mostly stars. */
const placeholderStart: ReadonlySet<string> = new Set('*•xX.…#-<${%[(@RFMH');
const stars = /^.{1,4}[*•]{3}/;

const isPlaceholder = (value: string): boolean =>
  (placeholderStart.has(value.charAt(0)) || stars.test(value)) && placeholder.test(value);

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const address = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/;
const time = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{2,18}Z?)?$/;
const number = /^-?\d{1,20}(?:\.\d{1,10})?(?:ms|s|m|h|d|%|kb|mb|gb)?$/i;
const filePath = /^(?:~|\.{1,2})?\/[\w.@-]*(?:\/[\w.@ -]*)*$|^[A-Za-z]:\\[\w. \\-]*$/;

const isUpper = (code: number): boolean => code > 64 && code < 91;
const isLower = (code: number): boolean => code > 96 && code < 123;
const isNameBreak = (code: number): boolean => code === 45 || code === 95 || code === 46 || code === 47 || code === 58;

/** Whether so many capitals, small letters and digits are a word, an abbreviation, a number or a version. */
function isWordOf(capitals: number, small: number, digits: number, isVersion: boolean): boolean {
  if (digits > 0) return capitals === 0 && digits < 5 && (small === 0 || isVersion || (small < 17 && digits < 4));
  return small > 0 ? capitals < 2 && small < 25 : capitals === 0 || (capitals > 1 && capitals < 17);
}

/** The end of a word at an index, -1 when what stands there is no word of a name. */
function wordEnd(value: string, from: number): number {
  const small = endOf(value, from, isUpper);
  const digits = endOf(value, small, isLower);
  const end = endOf(value, digits, isDigit);
  const isVersion = value.charCodeAt(from) === 118 && digits === from + 1;
  return isWordOf(small - from, digits - small, end - digits, isVersion) ? end : -1;
}

/** Words, numbers and versions joined by breaks: the name of a thing. */
function isNameLike(value: string): boolean {
  for (let at = 0; ; at += 1) {
    at = wordEnd(value, at);
    if (at < 0 || (at < value.length && !isNameBreak(value.charCodeAt(at)))) return false;
    if (at >= value.length) return true;
  }
}

const DIGIT = 1;
const UPPER = 2;
const LOWER = 4;
const SIGN = 8;

/** What kind of character each of ASCII is. */
const kinds = new Uint8Array(128).map((_, code) => {
  if (isDigit(code)) return DIGIT;
  if (isUpper(code)) return UPPER;
  if (isLower(code)) return LOWER;
  return '!@#$%^&*+=~?'.includes(String.fromCharCode(code)) ? SIGN : 0;
});

/** The kinds of characters in a value. */
function kindsIn(value: string): number {
  let found = 0;
  for (let i = 0; i < value.length; i += 1) found |= kinds[value.charCodeAt(i)] ?? 0;
  return found;
}

const isAddressOrTime = (value: string): boolean =>
  isDigit(value.charCodeAt(0)) && (address.test(value) || time.test(value));

const SHORT = 128;

/** `DbPassword`, `dbPassword`. */
const words = /^(?:(?:[A-Z][a-z]+)+|[a-z]{1,20}(?:[A-Z][a-z]{2,20}){1,4})$/;

/** Letters mixed with digits, cases or signs, as people and programs make secrets. */
export function looksRandom(value: string): boolean {
  if (value.length < 5 || isAddressOrTime(value)) return false;
  const found = kindsIn(value);
  if ((found & DIGIT) !== 0 && (found & (UPPER | LOWER)) !== 0) return !isNameLike(value);
  if ((found & UPPER) !== 0 && (found & LOWER) !== 0) return !words.test(value) && !isNameLike(value);
  return value.length > 5 && (found & SIGN) !== 0;
}

/** No word about credentials is longer. */
const STATUS_MAX = 12;
const endOfSentence: ReadonlySet<string> = new Set('.,;:!?)]');

/** A word as people write it, without its end of a sentence; of what is too long to be one of the words, nothing. */
function wordOf(value: string): string {
  let end = value.length;
  while (end > 0 && endOfSentence.has(value.charAt(end - 1))) end -= 1;
  return end > STATUS_MAX ? '' : value.slice(0, end).toLowerCase();
}

const isStatusWord = (value: string): boolean => statuses.has(wordOf(value));

function isStatus(value: string): boolean {
  const blank = value.indexOf(' ');
  return isStatusWord(blank < 0 ? value : value.slice(0, blank));
}

/** Where source code takes a value from: `process.env.X`, `req.body.password`, `getpass.getpass()`. */
const code =
  /^(?:args|body|cfg|click|config|ctx|data|env|event|form|getenv|getpass|input|local|module|opts|options|os|params|process|props|req|request|self|session|settings|system|this|user|vars)[.[(](?:[\w$.]|$)/i;

/** What is no credential under any name. */
const isNothing = (value: string): boolean => value.trim().length < 2 || isPlaceholder(value) || code.test(value);

function isSecretCode(value: string, standing: Standing): boolean {
  return standing === 'said' ? /^\d{6}$/.test(value) : /^\d{3,10}$/.test(value);
}

/** What stands behind a value. */
const behind = (text: string, end: number): string => text.slice(end, end + 40);

/** Whether a password stands there; in quotes and behind a flag it may be any words. */
function isPassword(value: string, standing: Standing, text: string, end: number): boolean {
  if (standing === 'quoted') return !isStatusWord(value);
  if (standing === 'assigned')
    return !isStatus(value) && (!/^[a-z]+$/.test(value) || !/^ [a-z]+(?:[ .,;]|$)/.test(behind(text, end)));
  if (!looksRandom(value) && !isLastOfLine(value, text, end)) return false;
  return !isStatus(value);
}

/** Whether a word is the last of its line, as a password in settings is. */
const isLastOfLine = (value: string, text: string, end: number): boolean =>
  /^[\w!@#$%^&*-]{4,}$/.test(value) && /^\s*(?:[\r\n]|$)/.test(behind(text, end)) && !address.test(value);

function isSecret(value: string, standing: Standing): boolean {
  const isPlain = !looksRandom(value);
  if (isPlain && !isLongSecret(value, standing)) return false;
  return !isStatus(value) && !number.test(value) && !filePath.test(value);
}

/** Whether what does not look random is long enough for a secret. */
function isLongSecret(value: string, standing: Standing): boolean {
  if (standing === 'said') return value.length > 40;
  return value.length > 3 || (standing === 'quoted' && !isNameLike(value));
}

/** A name in Kubernetes, with the random end that it gives: `default-token-x7k2p`. */
const label = /^[a-z]{2,20}(?:-[a-z0-9]{1,12}){1,6}$/;

const isWeak = (value: string): boolean =>
  (looksRandom(value) || value.length > 40) &&
  !isStatus(value) &&
  !number.test(value) &&
  !filePath.test(value) &&
  !uuid.test(value) &&
  !isNameLike(value) &&
  !/^arn:/.test(value) &&
  !label.test(value) &&
  !/^[a-z]+(?: [\w'-]+)+[.!]?$/i.test(value);

/**
 * Whether a value that ends at an index of a text is the credential of which its name tells, and not a word about it, a
 * placeholder or the name of one.
 */
export function isCredential(kind: NameKind, value: string, standing: Standing, text = '', end = 0): boolean {
  if (value.length > SHORT) return true;
  if (kind === 'code') return isSecretCode(value, standing) && !isNothing(value);
  if (isNothing(value)) return false;
  if (kind === 'password') return isPassword(value, standing, text, end);
  return kind === 'secret' ? isSecret(value, standing) : isWeak(value);
}
