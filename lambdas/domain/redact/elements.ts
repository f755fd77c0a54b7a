import { namedBetween, PROBE } from './named.ts';
import { kindOfName, type NameKind } from './names.ts';
import { bareEnd } from './separators.ts';
import { lengthAt, matchAt, type Span, span } from './span.ts';
import { isCredential, looksRandom } from './values.ts';

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
export function elementSpan(text: string, start: number, end: number): Span | undefined {
  if (!isElement(text, start)) return undefined;
  const valueAt = tagEnd(text, end);
  const kind = valueAt < 0 ? undefined : kindOfName(text.slice(start, end));
  if (kind === undefined) return undefined;
  if (text.startsWith(CDATA, valueAt)) return textSpan(text, valueAt + CDATA.length, ']]>', kind);
  return textSpan(text, valueAt, '<', kind);
}

const CDATA = '<![CDATA[';

/** The text up to a sign, when it is the credential that its name says. */
function textSpan(text: string, valueAt: number, sign: string, kind: NameKind): Span | undefined {
  const close = text.indexOf(sign, valueAt);
  const to = close < 0 ? text.length : close;
  return isCredential(kind, text.slice(valueAt, Math.min(to, valueAt + PROBE)), 'quoted')
    ? span(text, valueAt, to, 'secret')
    : undefined;
}

const valueFirst =
  /["']value\\{0,8}["']\s{0,8}:\s{0,8}\\{0,8}["']([^"'\\]{1,500})(\\{0,8}["']\s{0,8},\s{0,40}\\{0,8}["'](?:name|key)\\{0,8}["']\s{0,8}:\s{0,8}\\{0,8}["'])$/i;
const VALUE_MAX = 560;

/** The value before its name: `{"value": "X", "name": "x-api-key"}`. */
export function valueBefore(text: string, start: number, end: number): Span | undefined {
  const before = text.slice(Math.max(0, start - VALUE_MAX), start);
  const at = /(?:name|key)\\{0,8}["']\s{0,8}:\s{0,8}\\{0,8}["']$/i.test(before.slice(-24))
    ? before.lastIndexOf('value')
    : -1;
  const [, value = '', rest = ''] = at < 1 ? [] : (valueFirst.exec(before.slice(at - 1)) ?? []);
  const named = value === '' ? undefined : namedBetween(text, start, end);
  const to = start - rest.length;
  return named !== undefined && isCredential(named.kind, value, 'quoted')
    ? span(text, to - value.length, to, 'secret')
    : undefined;
}

const lineBreaks = /\\{0,8}["'](?:\s|\\{1,4}[rn]){1,12}/y;

/** The text of a part of a form: `form-data; name="password"` and its lines. */
export function partSpan(text: string, start: number, end: number): Span | undefined {
  if (!/form-data;\s{0,4}name=\\{0,8}["']$/i.test(text.slice(Math.max(0, start - 32), start))) return undefined;
  const valueAt = end + lengthAt(lineBreaks, text, end);
  const named = valueAt === end ? undefined : namedBetween(text, start, end);
  if (named === undefined) return undefined;
  const to = bareEnd(text, valueAt, false, PROBE);
  return isCredential(named.kind, text.slice(valueAt, to), 'assigned')
    ? span(text, valueAt, bareEnd(text, valueAt, false), 'secret')
    : undefined;
}

const restOfElement = /\\{0,8}["'][^<>]{0,100}>(?:\s{0,40}<value>)?/iy;

/** Whether a text without quotation marks stands before the next element, and is no word. */
const isText = (text: string): boolean => looksRandom(/^[^\s<>"'{}]{6,130}(?=<)/.exec(text)?.[0] ?? '');

/** The text of an element that an attribute names: `<entry key="db.password">X</entry>`. */
export function attributeSpan(text: string, start: number, end: number): Span | undefined {
  if (!/[ \t](?:key|name|id)=\\{0,8}["']$/i.test(text.slice(Math.max(0, start - 16), start))) return undefined;
  const valueAt = end + lengthAt(restOfElement, text, end);
  const named = valueAt === end ? undefined : namedBetween(text, start, end);
  if (named === undefined || !isText(text.slice(valueAt, valueAt + PROBE))) return undefined;
  return textSpan(text, valueAt, '<', named.kind);
}
