import { type Fields, factTexts, isFields, jsonOf, textOf } from '../../domain/values/json-fields.ts';
import { lookup } from '../../domain/values/lookup.ts';
import { type Noted, notesOf, type OfShape } from '../../domain/values/shapes.ts';
import { jsonIn } from '../_kit/body/payload.ts';

/** The HTTP exchange that Akto kept with an event: what is shown of it, and what places of the alert take from it. */
export interface Exchange {
  readonly text: string;
  /** What it was made of, parsed. */
  readonly of: unknown;
  readonly userAgent?: string | undefined;
  readonly host?: string | undefined;
  /** The address of the server. */
  readonly serverIp?: string | undefined;
  /** The address of what connected to it. */
  readonly peerIp?: string | undefined;
}

/** The texts of a value as lines, but for some of its fields. */
function lines(value: unknown, wanted: OfShape<readonly Noted<string>[]>): string[] {
  const { shape, texts } = factTexts(value);
  return wanted(shape).map(({ at, note: name }) => `${name}: ${texts[at]}`);
}
const everything = notesOf((path) => (path === '' ? undefined : path));

/** Headers come as JSON text. */
const headersIn = (headers: unknown): unknown => (typeof headers === 'string' ? jsonIn(headers) : headers);

/** Headers that are no JSON text are shown as they came. */
function headerLines(parsed: unknown, headers: unknown): string[] {
  if (isFields(parsed)) return lines(parsed, everything);
  const text = textOf(headers);
  return text === undefined ? [] : [text];
}

const block = (first: readonly (string | undefined)[], headers: readonly string[], body: unknown): string => {
  const text = typeof body === 'object' && body !== null ? jsonOf(body) : textOf(body);
  const head = [first.filter((word) => word !== undefined).join(' '), ...headers].filter((line) => line !== '');
  return [head.join('\n'), text].filter((part) => part !== undefined && part !== '').join('\n\n');
};

const placedKeys = [
  'method',
  'path',
  'type',
  'requestHeaders',
  'requestPayload',
  'statusCode',
  'status',
  'responseHeaders',
  'responsePayload',
];
const isPlaced = (path: string): boolean => placedKeys.some((key) => path === key || path.startsWith(`${key}.`));
const others = notesOf((path) => (path === '' || isPlaced(path) ? undefined : path));

function httpExchange(orig: Fields): Exchange | undefined {
  const said = lookup(['', orig]);
  const [asked, answered] = [orig['requestHeaders'], orig['responseHeaders']];
  const [headers, replied] = [headersIn(asked), headersIn(answered)];
  const start = [said.text('method'), said.text('path'), said.text('type')];
  const request = block(start, headerLines(headers, asked), orig['requestPayload']);
  const end = [said.text('statusCode'), said.text('status')];
  const response = block(end, headerLines(replied, answered), orig['responsePayload']);
  const rest = lines(orig, others);
  const text = [request, response, rest.join('\n')].filter((part) => part !== '').join('\n\n');
  const sent = lookup(['', isFields(headers) ? headers : {}]);
  const places = {
    userAgent: sent.text('user-agent'),
    host: sent.text('host'),
    serverIp: said.text('destIp'),
    peerIp: said.text('ip'),
  };
  return text === ''
    ? undefined
    : { text, of: { ...orig, requestHeaders: headers ?? asked, responseHeaders: replied ?? answered }, ...places };
}

/**
 * The HTTP exchange that Akto kept with an event, as request, response and what else was recorded. Bodies are left
 * byte for byte: a name that an attacker sent twice must stay visible. Text that is no such record comes back as it is.
 */
export function exchangeOf(orig: unknown): Exchange | undefined {
  const record = typeof orig === 'string' ? jsonIn(orig) : orig;
  if (isFields(record) && ['method', 'path', 'requestPayload', 'statusCode'].some((key) => key in record))
    return httpExchange(record);
  const text = typeof orig === 'object' && orig !== null ? jsonOf(orig, 2) : textOf(orig);
  return text === undefined ? undefined : { text, of: orig };
}

/** True when a text holds all that a value says, word for word or, of JSON text, each word of it. */
export function holdsAll(text: string, value: unknown): boolean {
  const said = textOf(value);
  if (said !== undefined && text.includes(said)) return true;
  const inner = said === undefined ? value : jsonIn(said);
  if (typeof inner !== 'object' || inner === null) return said === undefined;
  return Object.values(inner).every((it) => holdsAll(text, it));
}
