import { NAME_LEFT, type Named, namedBetween, PROBE, valueSpan } from './named.ts';
import { argumentAt, bareEnd, callAt, isFirst, isLast, type Join, quotedEnd, toldAt } from './separators.ts';
import { isAlphanumeric, matchAt, type Span } from './span.ts';
import { looksRandom } from './values.ts';

const PARENTHESIS = 40;
const HYPHEN = 45;
const SLASH = 47;

/** An option of a command: `--password X`, `-Password X`, `"--token", "X"`. */
function isOption(text: string, start: number): boolean {
  if (text.charCodeAt(start) !== HYPHEN) return false;
  const letter = text.charCodeAt(start + 1) === HYPHEN ? start + 2 : start + 1;
  return isAlphanumeric(text.charCodeAt(letter)) && text.charCodeAt(letter) > 57;
}

const isSpace = (code: number): boolean => code === 32 || (code > 8 && code < 14);

/** Whether a word and the one before it are of a command that takes a name and its value. */
function isSetter(text: string, word: number, end: number): boolean {
  const last = text.charAt(end - 1);
  if (last === 'x' || last === 'V') return /(?:^|\W)(?:setx|ENV)$/.test(text.slice(word, end));
  const before = text.charAt(word - 2);
  if (before === 'n') return /(?:^|\s)login$/.test(text.slice(Math.max(0, word - 7), word - 1));
  return before === 'e' && text.startsWith('configure set', word - 10);
}

/** What may stand before a name with a blank behind it: `aws configure set NAME X`, `machine h login u password X`, `ENV NAME X`. */
function isSetting(text: string, start: number): boolean {
  const least = Math.max(0, start - NAME_LEFT);
  let end = start;
  while (end > least && isSpace(text.charCodeAt(end - 1))) end -= 1;
  let word = end;
  while (word > least && !isSpace(text.charCodeAt(word - 1))) word -= 1;
  return end < start && !(word === least && word > 0) && isSetter(text, word, end);
}

/** Whether a value is so random that no words around it are needed to see it: letters mixed with digits, without blanks. */
const isRandomWord = (value: string): boolean => value.length > 5 && !/\s/.test(value) && looksRandom(value);

/** `setPassword("X")`, `client.token("X")`, `define('DB_PASSWORD', 'X')`, `["x-api-key", "X"]`. */
function callSpan(text: string, joined: Join, named: Named): Span | undefined {
  const end = quotedEnd(text, joined.valueAt, joined.quote);
  if (end > joined.valueAt + PROBE * 4 || !isRandomWord(text.slice(joined.valueAt, end))) return undefined;
  return isLast(text, end) ? valueSpan(text, joined, named) : undefined;
}

const STRONG_MAX = 200;
const setter = /(?:^|\.)(?:set|with|add)[A-Z_]|\.\w{0,60}$/;

/** The text in the call of a name that sets something. */
export function argumentOfCall(text: string, start: number, end: number): Span | undefined {
  const joined = callAt(text, end);
  const named = joined === undefined ? undefined : namedBetween(text, start, end);
  return joined !== undefined && named !== undefined && setter.test(named.name)
    ? callSpan(text, joined, named)
    : undefined;
}

const withoutStop = (value: string): string => ('.!?'.includes(value.at(-1) ?? ' ') ? value.slice(0, -1) : value);

/** `Base64-encoded`. */
const compound = /^[A-Za-z]{1,30}\d{0,4}(?:-[a-z]{1,30}){1,4}$/;

/** What prose says of a name: `The password is X`, `Password for bob: X`. */
export function toldSpan(text: string, start: number, end: number): Span | undefined {
  const joined = toldAt(text, end);
  const named = joined === undefined ? undefined : namedBetween(text, start, end);
  if (joined === undefined || named === undefined) return undefined;
  const value = withoutStop(text.slice(joined.valueAt, bareEnd(text, joined.valueAt, false, STRONG_MAX)));
  if (named.kind === 'code') return /^\d{4,10}$/.test(value) ? spanOf(joined, value) : undefined;
  return /\d/.test(value) && isRandomWord(value) && !compound.test(value) ? spanOf(joined, value) : undefined;
}

const spanOf = ({ valueAt }: Join, { length }: string): Span => ({
  from: valueAt,
  to: valueAt + length,
  what: 'secret',
});

function pairSpan(text: string, start: number, end: number, joined: Join): Span | undefined {
  const named = namedBetween(text, start, end);
  return named === undefined ? undefined : callSpan(text, joined, named);
}

const path = /\/\w[\w.-]{0,60}\/\w/y;

/** Whether another option stands there, or the path of a file: `--token /run/secrets/token`. */
const isOther = (text: string, valueAt: number): boolean =>
  text.charCodeAt(valueAt) === HYPHEN ||
  text.charCodeAt(valueAt) === PARENTHESIS ||
  (text.charCodeAt(valueAt) === SLASH && matchAt(path, text, valueAt) !== null);

/** The argument that a name has behind blanks or a comma: `--password X`, `["x-api-key", "X"]`. */
export function argumentSpan(text: string, end: number, start: number): Span | undefined {
  const joined = argumentAt(text, end);
  if (joined === undefined || isOther(text, joined.valueAt)) return undefined;
  if (joined.sign === ',' && isFirst(text, start)) return pairSpan(text, start, end, joined);
  const isSet = isOption(text, start) || isSetting(text, start);
  if (!isSet && !isOfSql(joined) && !isStrong(text, joined)) return undefined;
  const named = namedBetween(text, start, end);
  return named !== undefined && (isSet || !isOfSql(joined) || named.kind === 'password')
    ? valueSpan(text, joined, named)
    : undefined;
}

const strong = /[A-Za-z0-9+_=~!@#$%^&*]{12,200}(?=[\s"'\\,;)]|$)/y;
const isMixed = (value: string): boolean => /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);

/** Whether a value is so random that it is one without a sign before it: `token Ab3…`, behind a tab, in quotation marks. */
function isStrong(text: string, { sign, valueAt, quote }: Join): boolean {
  if (sign !== ' ' || !isAlphanumeric(text.charCodeAt(valueAt))) return false;
  if (quote === '' && text.charCodeAt(valueAt - 1) !== 9) return isMixed(matchAt(strong, text, valueAt)?.[0] ?? '');
  const value = text.slice(valueAt, bareEnd(text, valueAt, false, STRONG_MAX));
  return /\d/.test(value) && isRandomWord(value);
}

/** In SQL: PASSWORD 'x'. */
const isOfSql = ({ sign, quote }: Join): boolean => sign === ' ' && quote === "'";
