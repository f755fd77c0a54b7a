import { bareEnd, type Join, joinAt, quotedEnd } from './separators.ts';
import { endOf, isAlphanumeric, isStart, matchAt, nothing, type Rule, type Span, span } from './span.ts';
import { looksRandom } from './values.ts';

const scheme =
  /(?:basic|bearer|token|digest|negotiate|ntlm|splunk|api-?key|key|genie-?key|oauth|hawk|signature|dpop|sso-key|hmac|hmac-sha256|ssws|aws|aws4-hmac-sha256|sharedkey|sharedaccesssignature|bot)[ \t]+/iy;
/** Enough to see whether it is prose. */
const SEEN = 100;
const quoting = /^(?:digest|hawk|oauth|signature)/i;
const listed = /^(?:aws|hmac)/i;

const lineEnd = (text: string, from: number): number =>
  endOf(text, from, (code) => code !== 10 && code !== 13 && code !== 34 && code !== 39 && code !== 92);

// The parts of such a value have quotation marks of their own, in JSON behind backslashes.
const parts = /(?:[^\r\n"'\\]{1,400}|\\{1,16}"[^"\\\r\n]{0,400}\\{1,16}"|"[^"\r\n\\]{0,400}"){0,60}/y;

const listEnd = (text: string, from: number): number => from + (matchAt(parts, text, from)?.[0].length ?? 0);

const valueEnd = (text: string, { valueAt, quote }: Join): number =>
  quote === '' ? bareEnd(text, valueAt, false) : quotedEnd(text, valueAt, quote);

/** Whether the value of an `Authorization` header is a credential and no prose. */
export function isAuthorization(value: string): boolean {
  const given = value.slice(0, SEEN);
  scheme.lastIndex = 0;
  const [known] = scheme.exec(given) ?? [];
  if (known === undefined) return looksRandom(given.split(/[ "',\\]/, 1)[0] ?? '');
  const rest = given.slice(known.length).split(/[ ,]/, 1)[0] ?? '';
  return !rest.startsWith('[removed:') && (!/^[a-z]*$/.test(rest) || rest.length > 15);
}

// `Token token="X"`.
const parameter = /\w{1,20}=\\{0,8}"/y;

function bareValueEnd(text: string, from: number, known: string): number {
  if (quoting.test(known) || matchAt(parameter, text, from + known.length) !== null) return listEnd(text, from);
  return listed.test(known) ? lineEnd(text, from) : bareEnd(text, from + known.length, false);
}

function findAuthorization(text: string, at: number, end: number): Span | undefined {
  const joined = at > 0 && isAlphanumeric(text.charCodeAt(at - 1)) ? undefined : joinAt(text, end);
  if (joined === undefined) return undefined;
  const { valueAt, quote } = joined;
  if (!isAuthorization(text.slice(valueAt, valueAt + SEEN))) return undefined;
  const [known = ''] = matchAt(scheme, text, valueAt) ?? [];
  if (quote !== '') return span(text, valueAt, quotedEnd(text, valueAt, quote), 'authorization');
  return span(text, valueAt, bareValueEnd(text, valueAt, known), 'authorization');
}

const HYPHEN = 45;
const DOT = 46;
const UNDERSCORE = 95;

/** Whether the value of a `Cookie` header has cookies in it. */
export function isCookie(value: string): boolean {
  const seen = value.slice(0, SEEN).trimStart();
  const blank = seen.indexOf(' ');
  const given = blank < 0 ? seen : seen.slice(0, blank);
  if (given.startsWith('[removed:')) return false;
  return (given.includes('=') && /^[^\s=;"']{1,200}=[^\s]/.test(given)) || looksRandom(given);
}

/** Whether no longer name ends in the one at an index; `Set-Cookie` does. */
function isWholeName(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (before === HYPHEN) return at > 3 && text.slice(at - 4, at).toLowerCase() === 'set-';
  return before !== DOT && before !== UNDERSCORE && isStart(text, at);
}

function findCookie(text: string, at: number, end: number): Span | undefined {
  if (!isWholeName(text, at)) return undefined;
  const joined = joinAt(text, end);
  if (joined === undefined || !isCookie(text.slice(joined.valueAt, joined.valueAt + SEEN))) return undefined;
  const { valueAt, quote } = joined;
  return span(text, valueAt, quote === '' ? lineEnd(text, valueAt) : valueEnd(text, joined), 'cookie');
}

const bearer = /[ \t+]{1,4}([\w.~+/=-]{12,})/y;

/** `Bearer X` anywhere, but not `Bearer authentication`. */
function findBearer(text: string, at: number, end: number): Span | undefined {
  const [whole, value = ''] = isStart(text, at) ? (matchAt(bearer, text, end) ?? []) : [];
  if (whole === undefined || !(looksRandom(value.slice(0, 200)) || value.length > 40)) return undefined;
  return span(text, end + whole.length - value.length, end + whole.length, 'token');
}

const sextets = new Uint8Array(128);
for (const [i, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  sextets[char.charCodeAt(0)] = i;

const PRINTABLE = 32;
const DELETE = 127;
const COLON = 58;

/** The byte at an index of what stands in base64. */
function byteAt(value: string, index: number): number {
  const bit = index * 8;
  const at = Math.floor(bit / 6);
  const pair = ((sextets[value.charCodeAt(at)] ?? 0) << 6) | (sextets[value.charCodeAt(at + 1)] ?? 0);
  return (pair >> (4 - (bit % 6))) & 255;
}

/** Whether base64 is that of a user, a colon and a password, without a byte that nobody can type. */
function isUserAndPassword(value: string): boolean {
  const length = Math.floor((value.replace(/=+$/, '').length * 6) / 8);
  let colon = -1;
  for (let i = 0; i < length; i += 1) {
    const byte = byteAt(value, i);
    if (byte < PRINTABLE || byte >= DELETE) return false;
    if (byte === COLON && colon < 0) colon = i;
  }
  return colon > 0 && colon < length - 1;
}

const basic = /[ \t]{1,4}([A-Za-z0-9+/]{8,400}={0,2})/y;

/** `Basic X` anywhere, where X is a user and a password in base64. */
function findBasic(text: string, at: number, end: number): Span | undefined {
  const [whole, value = ''] = isStart(text, at) ? (matchAt(basic, text, end) ?? []) : [];
  if (whole === undefined || !isUserAndPassword(value)) return undefined;
  return span(text, end + whole.length - value.length, end + whole.length, 'authorization');
}

const LOGIN_MAX = 400;

/** The registry logins of Docker and npm: `"auth": "<user:password in base64>"`. */
function findLogin(text: string, at: number, end: number): Span | undefined {
  const joined = joinAt(text, at + 4);
  if (joined === undefined || end - at < 4) return undefined;
  const { valueAt } = joined;
  const to = endOf(
    text,
    valueAt,
    (code) => isAlphanumeric(code) || code === 43 || code === 47 || code === 61,
    LOGIN_MAX,
  );
  const value = text.slice(valueAt, to);
  if (value.length === LOGIN_MAX) return nothing(at, to);
  return /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) && isUserAndPassword(value)
    ? span(text, valueAt, to, 'authorization')
    : undefined;
}

/** Credentials in HTTP headers, as they stand in requests, command lines, logs and JSON. */
export const headers: readonly Rule[] = [
  { keywords: ['authorization'], find: findAuthorization },
  { keywords: ['cookie'], find: findCookie },
  { keywords: ['bearer'], find: findBearer },
  { keywords: ['basic'], find: findBasic },
  { keywords: ['auth"', "auth'", 'auth\\', 'auth=', 'auth:'], find: findLogin },
];
