import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { parseJson, textAt } from '../_kit/json.ts';
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

export const DATADOG_API_KEY = 'sandboxdatadogapikey000000000000';

const HOUR_MS = 3_600_000;
const PAST_MS = 18 * HOUR_MS;
const FUTURE_MS = 2 * HOUR_MS;

// https://docs.datadoghq.com/api/latest/logs/send-logs/
const LOGS_MAX = 1000;
const REQUEST_MAX_BYTES = 5 * 1024 * 1024;
const LOG_MAX_BYTES = 1024 * 1024;

const forbidden: Answer = json(403, { errors: ['Forbidden'] });

function keyProblem({ headers }: SandboxRequest): readonly [Answer, string] | undefined {
  const key = headers['dd-api-key'];
  if (key === undefined)
    return [json(401, { errors: [{ status: '401', title: 'Unauthorized', detail: 'Missing API key' }] }), 'no API key'];
  return key === DATADOG_API_KEY ? undefined : [forbidden, 'an API key that is not known'];
}

const titled = (status: number, title: string): Answer => json(status, { errors: [{ status: String(status), title }] });

function logItem(log: Fields, when: number): Item {
  const time = Date.parse(textAt(log, 'timestamp') ?? new Date(when).toISOString());
  return {
    summary: line(textAt(log, 'message')),
    body: log,
    alertIds: alertIdsIn(log),
    arrived:
      time >= when - PAST_MS && time <= when + FUTURE_MS && Buffer.byteLength(JSON.stringify(log)) <= LOG_MAX_BYTES,
  };
}

/** What is too old or too long is answered with 202 too, and dropped or cut. */
function takeLogs({ text, bytes, at: when }: SandboxRequest): Verdict {
  const value = parseJson(text)?.value;
  const logs = [value].flat();
  if (bytes.length > REQUEST_MAX_BYTES || logs.length > LOGS_MAX)
    return refuse('logs', titled(413, 'Payload Too Large'), 'more than 5 MB or 1000 logs');
  if (logs.length === 0 || !logs.every(isFields)) return refuse('logs', titled(400, 'Bad Request'), 'not readable');
  const items = logs.map((log) => logItem(log, when));
  const lost = items.filter(({ arrived }) => !arrived).length;
  const verdict = { operation: 'logs', answer: json(202, {}), items };
  return lost === 0 ? { ...verdict, ok: true } : { ...verdict, ok: false, problem: `${lost} logs too old or too long` };
}

const endpoint = (path: string, operation: string, take: (request: SandboxRequest) => Verdict): Receiver => ({
  handle(request) {
    if (request.path !== path) return refuse(operation, json(404, { errors: ['Not found'] }), 'no such endpoint');
    if (request.method !== 'POST') return refuse(operation, json(405, { errors: ['Method Not Allowed'] }), 'POST only');
    const [answer, problem] = keyProblem(request) ?? [];
    return answer === undefined ? take(request) : refuse(operation, answer, problem ?? '');
  },
  expired: () => forbidden,
});

/** The intake of logs, version 2. */
export const datadogLogs = (): Receiver => endpoint('/api/v2/logs', 'logs', takeLogs);

const alertTypes = ['error', 'warning', 'info', 'success', 'user_update', 'recommendation', 'snapshot'];

const isText = (value: unknown, max: number): boolean =>
  typeof value === 'string' && value !== '' && value.length <= max;
const isOneOf = (value: unknown, list: readonly string[]): boolean => list.includes(String(value));

/** https://docs.datadoghq.com/api/latest/events/post-an-event/ */
const fieldChecks: Readonly<Record<string, (value: unknown, when: number) => boolean>> = {
  title: (value) => isText(value, 100),
  text: (value) => isText(value, 4000),
  alert_type: (value) => value === undefined || isOneOf(value, alertTypes),
  priority: (value) => value === undefined || isOneOf(value, ['normal', 'low']),
  aggregation_key: (value) => value === undefined || isText(value, 100),
  date_happened: (value, when) =>
    value === undefined || (Number.isInteger(value) && Number(value) * 1000 >= when - PAST_MS),
  related_event_id: (value) => value === undefined || Number.isInteger(value),
};

function eventProblem(event: Fields, when: number): string | undefined {
  const [wrong] = Object.entries(fieldChecks).find(([name, check]) => !check(event[name], when)) ?? [];
  return wrong === undefined ? undefined : `${wrong} is missing, too long or invalid`;
}

/** Whom Datadog would call, and what it would make Markdown of. */
const notified = (event: Fields): readonly string[] =>
  `${event['title']}\n${event['text']}`.match(/(?<![\w.])@[\w.@-]+|%%%/g) ?? [];

function take(event: Fields, id: bigint): Verdict {
  const isReply = event['related_event_id'] !== undefined;
  const item: Item = {
    summary: line(textAt(event, 'title')),
    body: { event, notifies: notified(event) },
    alertIds: alertIdsIn(event),
    arrived: !isReply,
  };
  const echo = JSON.stringify({ status: 'ok', event: { ...event, id_str: String(id) } });
  const answer = { ...json(202, {}), body: `${echo.slice(0, -2)},"id":${id}}}` };
  return accept(isReply ? 'event.related' : 'event', answer, item);
}

/** The event stream, version 1. */
export function datadogEvents(): Receiver {
  let id = 5_424_585_656_263_158_784n;
  return endpoint('/api/v1/events', 'event', ({ text, at: when }) => {
    const event = parseJson(text)?.value;
    if (!isFields(event))
      return refuse('event', json(400, { errors: ['Payload is not in the expected format'] }), 'not JSON');
    const problem = eventProblem(event, when);
    if (problem !== undefined) return refuse('event', json(400, { errors: [problem] }), problem);
    id += 1n;
    return take(event, id);
  });
}
