import { type Fields, factsOf, isFields, jsonOf, lookup, textOf } from '../../domain/values/json-fields.ts';
import { jsonIn } from '../_kit/body/payload.ts';

const lines = (facts: Readonly<Record<string, string>>): string[] =>
  Object.entries(facts).map(([name, text]) => `${name}: ${text}`);

/** Headers come as JSON text; what is no such text is shown as it came. */
function headerLines(headers: unknown): string[] {
  const parsed = typeof headers === 'string' ? jsonIn(headers) : headers;
  if (isFields(parsed)) return lines(factsOf(parsed));
  const text = textOf(headers);
  return text === undefined ? [] : [text];
}

const block = (first: readonly (string | undefined)[], headers: unknown, body: unknown): string => {
  const text = typeof body === 'object' && body !== null ? jsonOf(body) : textOf(body);
  const head = [first.filter((word) => word !== undefined).join(' '), ...headerLines(headers)].filter(
    (line) => line !== '',
  );
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

function httpText(orig: Fields): string {
  const said = lookup(['', orig]);
  const request = block(
    [said.text('method'), said.text('path'), said.text('type')],
    orig['requestHeaders'],
    orig['requestPayload'],
  );
  const response = block(
    [said.text('statusCode'), said.text('status')],
    orig['responseHeaders'],
    orig['responsePayload'],
  );
  const rest = lines(factsOf(Object.fromEntries(Object.entries(orig).filter(([key]) => !placedKeys.includes(key)))));
  return [request, response, rest.join('\n')].filter((part) => part !== '').join('\n\n');
}

/**
 * The HTTP exchange that Akto kept with an event, as request, response and what else was recorded. Bodies are left
 * byte for byte: a name that an attacker sent twice must stay visible. Text that is no such record comes back as it is.
 */
export function exchangeText(orig: unknown): string | undefined {
  const record = typeof orig === 'string' ? jsonIn(orig) : orig;
  if (isFields(record) && ['method', 'path', 'requestPayload', 'statusCode'].some((key) => key in record))
    return httpText(record) || undefined;
  return typeof orig === 'object' && orig !== null ? jsonOf(orig, 2) : textOf(orig);
}

/** True when a text holds all that a value says, word for word or, of JSON text, each word of it. */
export function holdsAll(text: string, value: unknown): boolean {
  const said = textOf(value);
  if (said !== undefined && text.includes(said)) return true;
  const inner = said === undefined ? value : jsonIn(said);
  if (typeof inner !== 'object' || inner === null) return said === undefined;
  return Object.values(inner).every((it) => holdsAll(text, it));
}
