import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { at, characters, fieldsAt, parseJson, textAt } from '../_kit/json.ts';
import { type Pager, pager, screenItem } from '../_kit/pager.ts';
import {
  accept,
  alertIdsIn,
  json,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const PAGERDUTY_ROUTING_KEY = 'sandboxroutingkey00000000000keys';

// https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
const SUMMARY_MAX = 1024;
const DEDUP_KEY_MAX = 255;
// https://developer.pagerduty.com/docs/events-api-v2/overview/
const EVENT_MAX_BYTES = 512 * 1024;

const actions = ['trigger', 'acknowledge', 'resolve'];
const severities = ['critical', 'warning', 'error', 'info'];

const no = (operation: string, status: number, ...errors: readonly string[]): Verdict =>
  refuse(
    operation,
    json(status, { status: 'invalid event', message: 'Event object is invalid', errors }),
    errors.join('; '),
  );

const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

function keyErrors({ routing_key: key }: Fields): string[] {
  if (!isFilled(key)) return ["'routing_key' is missing or blank"];
  if (String(key).length !== 32) return ["Length of 'routing_key' is incorrect (should be 32 characters)"];
  return key === PAGERDUTY_ROUTING_KEY ? [] : ['Invalid routing key'];
}

function dedupErrors({ dedup_key: key, event_action: action }: Fields): string[] {
  if (key === undefined) return action === 'trigger' ? [] : ["'dedup_key' is missing or blank"];
  if (!isFilled(key)) return ["'dedup_key' is missing or blank"];
  return characters(String(key)) > DEDUP_KEY_MAX ? [`'dedup_key' is longer than ${DEDUP_KEY_MAX} characters`] : [];
}

const addressErrors = (event: Fields): string[] =>
  [event['links'] ?? []]
    .flat()
    .flatMap((link) => (URL.canParse(textAt(link, 'href') ?? '') ? [] : ["'links' is invalid"]));

function payloadErrors(event: Fields): string[] {
  const payload = fieldsAt(event, 'payload') ?? {};
  const { summary, severity, source, timestamp, custom_details: details } = payload;
  const missing = Object.entries({ summary, severity, source }).filter(([, value]) => !isFilled(value));
  const isLong = typeof summary === 'string' && characters(summary) > SUMMARY_MAX;
  const isTime = timestamp === undefined || !Number.isNaN(Date.parse(String(timestamp)));
  return [
    ...missing.map(([name]) => `'payload.${name}' is missing or blank`),
    ...(isLong ? [`'payload.summary' is longer than ${SUMMARY_MAX} characters`] : []),
    ...(severities.includes(String(severity)) ? [] : [`'payload.severity' is invalid (must be one of: ${severities})`]),
    ...(isTime ? [] : ["'payload.timestamp' is invalid"]),
    ...(details === undefined || isFields(details) ? [] : ["'payload.custom_details' is no object"]),
  ];
}

function errorsIn(event: Fields): string[] {
  const action = String(event['event_action']);
  if (!actions.includes(action)) return ["'event_action' is missing or invalid"];
  return [
    ...keyErrors(event),
    ...dedupErrors(event),
    ...(action === 'trigger' ? [...payloadErrors(event), ...addressErrors(event)] : []),
  ];
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
const taken = (key: string) => json(202, { status: 'success', message: 'Event processed', dedup_key: key });

/** A repeat shows in the open alert, which then says what the latest event said. */
function trigger(event: Fields, key: string, when: number, pages: Pager): Verdict {
  const title = textAt(event, 'payload', 'summary') ?? '';
  const level = textAt(event, 'payload', 'severity') ?? '';
  const details = at(event, 'payload', 'custom_details');
  const { page, isNew } = pages.trigger(key, { title, level, details }, ({ log }) => ({
    level,
    details,
    log: [...log, `${clock(when)} triggered: ${title}`],
  }));
  const what = isNew ? 'incident' : 'joined';
  return accept(
    'trigger',
    taken(key),
    screenItem({ app: 'PagerDuty', what, rings: isNew, page, event }, pages, alertIdsIn(event)),
  );
}

/** Without an open alert it is dropped, and answered just the same. */
function follow(event: Fields, key: string, when: number, pages: Pager): Verdict {
  const action = String(event['event_action']);
  const page = pages.change(key, ({ log }) => ({
    ...(action === 'resolve' ? { status: 'over' as const } : {}),
    log: [...log, `${clock(when)} ${action}`],
  }));
  if (page === undefined) return accept(`${action} dropped`, taken(key));
  return accept(
    action,
    taken(key),
    screenItem({ app: 'PagerDuty', what: action, rings: false, page, event }, pages, alertIdsIn(page.details)),
  );
}

function enqueue({ text, bytes, at: when }: SandboxRequest, pages: Pager): Verdict {
  if (bytes.length > EVENT_MAX_BYTES) return no('enqueue', 413, 'the event is larger than 512 KB');
  const event = parseJson(text)?.value;
  if (!isFields(event)) return no('enqueue', 400, 'JSON parse error');
  const errors = errorsIn(event);
  if (errors.length > 0) return no('enqueue', 400, ...errors);
  const key = textAt(event, 'dedup_key') ?? crypto.randomUUID();
  return event['event_action'] === 'trigger' ? trigger(event, key, when, pages) : follow(event, key, when, pages);
}

/** PagerDuty's Events API v2, and the incidents that its events come to. */
export function pagerduty(): Receiver {
  const pages = pager();
  return {
    handle(request) {
      if (request.path !== '/v2/enqueue')
        return refuse('request', json(404, { error: 'not found' }), 'no such endpoint');
      if (request.method !== 'POST') return refuse('request', json(405, { error: 'method' }), 'POST only');
      return enqueue(request, pages);
    },
    expired: () => no('enqueue', 400, 'Invalid routing key').answer,
  };
}
