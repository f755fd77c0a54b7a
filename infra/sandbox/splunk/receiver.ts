import { gunzipSync } from 'node:zlib';
import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { at, textAt } from '../_kit/json.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  type Item,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';
import { concatenated } from './concatenated.ts';

// Codes: https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector
const codes = {
  success: [200, 0, 'Success'],
  tokenDisabled: [403, 1, 'Token disabled'],
  tokenRequired: [401, 2, 'Token is required'],
  badAuthorization: [401, 3, 'Invalid authorization'],
  invalidToken: [403, 4, 'Invalid token'],
  noData: [400, 5, 'No data'],
  badFormat: [400, 6, 'Invalid data format'],
  badIndex: [400, 7, 'Incorrect index'],
  eventMissing: [400, 12, 'Event field is required'],
  eventBlank: [400, 13, 'Event field cannot be blank'],
  ackDisabled: [400, 14, 'ACK is disabled'],
  indexedFields: [400, 15, 'Error in handling indexed fields'],
  queryToken: [400, 16, 'Query string authorization is not enabled'],
  healthy: [200, 17, 'HEC is healthy'],
  tooLarge: [413, 27, 'Request entity too large'],
} as const;
type Code = keyof typeof codes;

// Splunk Cloud's limit: https://docs.splunk.com/Documentation/SplunkCloud/latest/Service/SplunkCloudservice
const CONTENT_MAX_BYTES = 1_000_000;
/** A `time` beyond this many seconds (the year 2286) was meant as milliseconds. */
const SECONDS_MAX = 10_000_000_000;

export interface SplunkSettings {
  readonly token: string;
  /** Indexes that the token may write to. */
  readonly indexes: readonly string[];
}

function reply(name: Code, extra: Readonly<Record<string, number>> = {}): Answer {
  const [status, code, text] = codes[name];
  return json(status, { text, code, ...extra });
}

const no = (name: Code, operation = 'event'): Verdict => refuse(operation, reply(name), codes[name][2]);

function authCode({ headers, query }: SandboxRequest, token: string): Code | undefined {
  const given = headers['authorization'];
  if (given === undefined) return query.has('token') ? 'queryToken' : 'tokenRequired';
  const [, scheme, value] = /^(\S+) +(\S+)$/.exec(given) ?? [];
  if (scheme !== 'Splunk' && scheme !== 'Basic') return 'badAuthorization';
  // As a password the token goes with any user name.
  const password =
    scheme === 'Basic'
      ? Buffer.from(value ?? '', 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : value;
  return password === token ? undefined : 'invalidToken';
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

function fieldsCode(fields: unknown): Code | undefined {
  if (fields === undefined) return undefined;
  if (!isFields(fields)) return 'indexedFields';
  const flat = Object.values(fields).every(
    (value) => isScalar(value) || (Array.isArray(value) && value.every(isScalar)),
  );
  return flat ? undefined : 'indexedFields';
}

const hasText = (value: Fields, key: string): boolean => value[key] === undefined || typeof value[key] === 'string';

function metadataCode(value: Fields, indexes: readonly string[]): Code | undefined {
  const { time, index } = value;
  if (time !== undefined && !/^\d+(\.\d+)?$/.test(String(time))) return 'badFormat';
  if (!['host', 'source', 'sourcetype', 'index'].every((key) => hasText(value, key))) return 'badFormat';
  return typeof index === 'string' && !indexes.includes(index) ? 'badIndex' : fieldsCode(value['fields']);
}

function eventCode(value: unknown, indexes: readonly string[]): Code | undefined {
  if (!isFields(value)) return 'badFormat';
  const { event } = value;
  if (event === undefined || event === null) return 'eventMissing';
  const blank = event === '' || (isFields(event) && Object.keys(event).length === 0);
  return blank ? 'eventBlank' : metadataCode(value, indexes);
}

/** Names of a title in what the formats send: an alert, an OCSF finding, CIM fields. */
function titleOf(event: unknown): string | undefined {
  if (typeof event === 'string') return event;
  return (
    textAt(event, 'title') ??
    textAt(event, 'finding_info', 'title') ??
    textAt(event, 'signature') ??
    textAt(event, 'message')
  );
}

const item = (body: unknown): Item => ({
  summary: line(titleOf(at(body, 'event'))),
  body,
  alertIds: alertIdsIn(body),
  arrived: Number(at(body, 'time') ?? 0) < SECONDS_MAX,
});

/** Events before the first bad one are indexed, it and those after it are not. */
function index({ text, keepEvents }: SandboxRequest, indexes: readonly string[]): Verdict {
  const { values, complete } = concatenated(text);
  if (values.length === 0 && complete) return no('noData');
  const faulty = values.map((value) => eventCode(value, indexes));
  const found = faulty.findIndex((code) => code !== undefined);
  const stop = Math.min(found < 0 ? values.length : found, keepEvents ?? Number.POSITIVE_INFINITY);
  const items = values.slice(0, stop).map(item);
  if (stop === values.length && complete) return whole(items);
  const name = (stop === found ? faulty[found] : undefined) ?? 'badFormat';
  const answer = reply(name, { 'invalid-event-number': stop });
  return { operation: 'event', ok: false, answer, problem: `${codes[name][2]} at event ${stop}`, items };
}

function whole(items: readonly Item[]): Verdict {
  const verdict = { operation: 'event', answer: reply('success'), items };
  return items.every(({ arrived }) => arrived)
    ? { ...verdict, ok: true }
    : { ...verdict, ok: false, problem: 'indexed in the far future: time is not in epoch seconds' };
}

/** Some clients compress; a body that does not decompress is no data Splunk could read. */
function inflated(request: SandboxRequest): SandboxRequest {
  if (request.headers['content-encoding'] !== 'gzip') return request;
  try {
    const bytes = gunzipSync(request.bytes, { maxOutputLength: CONTENT_MAX_BYTES * 20 });
    return { ...request, bytes, text: bytes.toString('utf8') };
  } catch {
    return { ...request, text: '{' };
  }
}

const eventPaths = new Set(['/services/collector', '/services/collector/event', '/services/collector/event/1.0']);
const httpError = (code: number, text: string): Verdict => refuse('event', json(code, { text, code }), text);

function collect(request: SandboxRequest, { token, indexes }: SplunkSettings): Verdict {
  if (request.method !== 'POST') return httpError(405, 'Method Not Allowed');
  const denied = authCode(request, token);
  if (denied !== undefined) return no(denied);
  const body = inflated(request);
  return body.bytes.length > CONTENT_MAX_BYTES ? no('tooLarge') : index(body, indexes);
}

/** Splunk's HTTP Event Collector, without indexer acknowledgement. */
export function splunk(settings: SplunkSettings): Receiver {
  return {
    handle(request) {
      const { path } = request;
      if (eventPaths.has(path)) return collect(request, settings);
      if (path.startsWith('/services/collector/health')) return accept('health', reply('healthy'));
      if (path === '/services/collector/ack') return no('ackDisabled', 'ack');
      return httpError(404, 'The requested URL was not found on this server.');
    },
    expired: () => reply('tokenDisabled'),
  };
}
