import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { at, parseJson, textAt } from '../_kit/json.ts';
import { type Pager, pager, screenItem } from '../_kit/pager.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  json,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const INCIDENT_IO_SOURCE = '01SANDBOXSOURCE00000000000';
export const INCIDENT_IO_TOKEN = 'sandbox-alert-source-token';

// https://docs.incident.io/api-reference/alert-events-v2/createhttp
const EVENT_MAX_BYTES = 512 * 1024;

const answered = (status: number, type: string, errors: readonly object[] = []): Answer =>
  json(status, { type, status, request_id: crypto.randomUUID(), errors });

const no = (status: number, type: string, ...fields: readonly string[]): Verdict =>
  refuse(
    'event',
    answered(
      status,
      type,
      fields.map((field) => ({ code: 'is_invalid', message: `${field} is invalid`, source: { field } })),
    ),
    [type, ...fields].join(' '),
  );

const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';

/** A newly made source asks for a key too. */
function wrongFields({
  title,
  status,
  deduplication_key: key,
  description,
  metadata = {},
  source_url,
}: Fields): string[] {
  const fits = {
    title: isFilled(title),
    status: status === 'firing' || status === 'resolved',
    deduplication_key: isFilled(key),
    description: isText(description),
    metadata: isFields(metadata),
    source_url: isText(source_url) && (source_url === undefined || URL.canParse(String(source_url))),
  };
  return Object.entries(fits).flatMap(([field, isGood]) => (isGood ? [] : [field]));
}

/** One alert a key while it fires (https://docs.incident.io/alerts/deduplication); what is over and unknown pages nobody. */
function take(event: Fields, pages: Pager): Verdict {
  const key = textAt(event, 'deduplication_key') ?? '';
  const answer = json(202, { deduplication_key: key, message: 'Event accepted for processing', status: 'success' });
  const common = { app: 'incident.io', event };
  const alertIds = alertIdsIn(event);
  if (event['status'] === 'resolved') {
    const page = pages.change(key, ({ log }) => ({ status: 'over', log: [...log, 'resolved'] }));
    if (page === undefined) return accept('resolved: nothing was firing', answer);
    return accept('resolved', answer, screenItem({ ...common, what: 'resolved', rings: false, page }, pages, alertIds));
  }
  const details = { ...(isFields(event['metadata']) ? event['metadata'] : {}), description: event['description'] };
  const shown = {
    title: textAt(event, 'title') ?? '',
    level: String(at(event, 'metadata', 'severity') ?? ''),
    details,
  };
  const { page, isNew } = pages.trigger(key, shown, ({ log }) => ({ log: [...log, `fired again: ${shown.title}`] }));
  const what = isNew ? 'alert' : 'joined';
  return accept('firing', answer, screenItem({ ...common, what, rings: isNew, page }, pages, alertIds));
}

function event(request: SandboxRequest, pages: Pager): Verdict {
  const { text, bytes, headers, query } = request;
  const given = query.get('token') ?? headers['authorization']?.replace(/^Bearer /, '');
  if (given !== INCIDENT_IO_TOKEN) return no(401, 'authentication_error');
  if (bytes.length > EVENT_MAX_BYTES) return no(413, 'payload_too_large');
  const body = parseJson(text)?.value;
  if (!isFields(body)) return no(400, 'bad_request');
  const wrong = wrongFields(body);
  return wrong.length > 0 ? no(422, 'validation_error', ...wrong) : take(body, pages);
}

/** An HTTP alert source of incident.io, and the alerts that its events come to. */
export function incidentIo(): Receiver {
  const pages = pager();
  return {
    handle(request) {
      if (request.path !== `/v2/alert_events/http/${INCIDENT_IO_SOURCE}`) return no(404, 'not_found');
      return request.method === 'POST' ? event(request, pages) : no(405, 'method_not_allowed');
    },
    expired: () => answered(401, 'authentication_error'),
  };
}
