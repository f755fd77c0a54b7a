import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, rejected } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { defined, isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import { truncateBytes, withoutSlash } from '../../domain/values/text.ts';
import type { AlertView } from '../_kit/alert-view/alert-view.ts';
import { shown } from '../_kit/alert-view/lines.ts';
import { isAcknowledgement, timesLine } from '../_kit/alert-view/occurrences.ts';
import { isSuppressed } from '../_kit/alert-view/severity-label.ts';
import { answerIn } from '../_kit/answer.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { flatPlaces } from '../_kit/flat-places.ts';
import {
  isSuccess,
  judgeBusy,
  judgeWithoutWord,
  retryAfterSeconds,
  unconfirmedResponse,
} from '../_kit/http/http-status.ts';
import { fence } from '../_kit/issues/inert-markdown.ts';
import {
  operatorLinks,
  ownKeyIn,
  type Page,
  pageAgain,
  pageOf,
  pagerDetails,
  pagerLine,
  problemKey,
  withoutAngles,
} from '../_kit/paging/paging.ts';

const API_URL = 'https://api.incident.io';
const DOCS = 'https://docs.incident.io/api-reference/alert-events-v2/createhttp';
const LIMITS_DOCS = 'https://docs.incident.io/incidents/auto-create';

/** No length is documented but that of the whole; a title is read on a phone. */
const TITLE_READABLE = 250;
const EVENT_MAX_BYTES = 512_000;
const DESCRIPTION_MAX_BYTES = 24_000;
const VALUE_MAX_BYTES = 2000;

const Settings = z
  .strictObject({
    url: z.optional(
      z
        .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
        .check(z.describe('The alert source’s own address, as incident.io shows it; in place of sourceId.')),
    ),
    sourceId: z.optional(
      z
        .string()
        .check(
          z.regex(/^[0-9a-z]{8,64}$/i, { error: 'is not the id of an alert source: expected letters and digits, 01…' }),
          z.describe('The id of the HTTP alert source: the last part of its address.'),
        ),
    ),
    token: z
      .string()
      .check(
        z.regex(/^[\x21-\x7e]{8,512}$/, { error: 'is not a token: expected 8 characters at least, without spaces' }),
        z.describe('The alert source’s token: what follows Bearer in the header that incident.io shows.'),
      ),
    apiUrl: z
      ._default(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }), API_URL)
      .check(z.describe('Another address of the API, for sourceId.')),
  })
  .check(
    z.refine(({ url, sourceId }) => (url === undefined) !== (sourceId === undefined), {
      error: 'needs either url or sourceId, and not both',
    }),
  );
type Settings = z.infer<typeof Settings>;

const urlOf = ({ url, sourceId = '', apiUrl }: Settings): string =>
  url ?? `${withoutSlash(apiUrl)}/v2/alert_events/http/${sourceId}`;

function metadataOf({ alert, view }: Page, extra: Readonly<Record<string, string>>): Record<string, string> {
  const places = flatPlaces(alert);
  const named = {
    alert_id: alert.id,
    severity: alert.severity,
    action: alert.action,
    kind: alert.kind,
    type: alert.type,
    product: view.product,
    source: alert.source,
    host: places.host,
    cluster: places.cluster,
    namespace: places.namespace,
    workload: places.workload,
    resource: places.resource,
    actor_ip: places.ip,
    actor_user: places.user,
  };
  const shownValues = Object.entries(named).map(
    ([name, value]) => [name, withoutAngles(truncateBytes(shown(value ?? ''), VALUE_MAX_BYTES))] as const,
  );
  return { ...operatorLinks(view), ...Object.fromEntries(shownValues.filter(([, value]) => value !== '')), ...extra };
}

/** Markdown is rendered, and passed on to chats: so all of it stands in one fence, in which nothing is. */
const descriptionOf = (view: AlertView): string => {
  const details = pagerDetails(view).map(([name, value]) =>
    value.includes('\n') ? `${name}:\n${value}` : `${name}: ${value}`,
  );
  return fence(truncateBytes(withoutAngles(details.join('\n\n')), DESCRIPTION_MAX_BYTES));
};

function send(event: object, settings: Settings): OutboundRequest {
  return {
    method: 'POST',
    url: urlOf(settings),
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${settings.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(event),
  };
}

const eventOf = (
  page: Page,
  key: string,
  status: 'firing' | 'resolved',
  extra: Readonly<Record<string, string>> = {},
) =>
  defined({
    title: pagerLine(page, TITLE_READABLE),
    status,
    deduplication_key: key,
    description: descriptionOf(page.view),
    source_url: page.view.record?.url ?? page.view.link?.url,
    metadata: metadataOf(page, extra),
  });

/**
 * What is over, or suppressed at the sender, resolves the alert that is firing under the key, and pages nobody: an event
 * is either firing or resolved.
 */
function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const isQuiet = alert.state === 'resolved' || isSuppressed(alert);
  return send(eventOf(pageOf(alert, attempt), problemKey(alert), isQuiet ? 'resolved' : 'firing'), settings);
}

function pageNow(repeats: Repeats, attempt: Attempt, told: Alert): Page {
  if (repeats.isResolved) return pageOf({ ...told, state: 'resolved' }, attempt);
  return isAcknowledgement(repeats) ? pageOf(told, attempt) : pageAgain(told, repeats, attempt);
}

/** Joins the alert that is firing under the key (https://docs.incident.io/alerts/deduplication), or resolves it. */
function reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  const page = pageNow(repeats, attempt, told);
  const seen = { seen: timesLine(repeats, attempt), occurrences: String(repeats.total) };
  return send(eventOf(page, first.id, repeats.isResolved ? 'resolved' : 'firing', seen), settings);
}

/** A 2xx without the API's own word is a proxy's: nobody can tell, and sending again under the same key does no harm. */
function judgeAccepted(response: OutboundResponse): Outcome {
  const { status, deduplication_key: key } = answerIn(response);
  const own = ownKeyIn(key);
  if (own !== undefined) return delivered(own);
  return status === 'success' || status === 'accepted' ? delivered() : unconfirmedResponse;
}

const BUSY_SECONDS = 60;

/** `"rate_limit": {"retry_after": "Thu, 17 Apr 2025 11:17:18 UTC"}` (https://docs.incident.io/api-reference/introduction). */
function busySeconds(response: OutboundResponse): number {
  const { rate_limit: limit } = answerIn(response);
  const until = isFields(limit) && typeof limit['retry_after'] === 'string' ? limit['retry_after'] : '';
  return retryAfterSeconds({ ...response, headers: { 'retry-after': until } }) ?? BUSY_SECONDS;
}

const eventFields = new Set(['title', 'description', 'deduplication_key', 'source_url', 'metadata']);

/** `"errors": [{"source": {"field": "title"}}]`: only a field of the event is about this one. */
const isOfEvent = (response: OutboundResponse): boolean =>
  listOf(answerIn(response)['errors']).some((error) => {
    const source = isFields(error) ? error['source'] : undefined;
    const field = isFields(source) ? (textOf(source['field']) ?? textOf(source['pointer']) ?? '') : '';
    return field.split(/[./[\]]+/).some((name) => eventFields.has(name));
  });

function judge(response: OutboundResponse): Outcome {
  const { status } = response;
  if (isSuccess(response)) return judgeAccepted(response);
  if (status === 429) return judgeBusy(response, busySeconds(response));
  const isInvalid = (status === 400 || status === 422) && isOfEvent(response);
  return isInvalid ? rejected('invalid_event') : judgeWithoutWord(response);
}

/** 120 events a minute and alert source are documented; some are left to whoever shares it. */
const PER_MINUTE = 100;

/** Alerts for the person on call, through an HTTP alert source. One problem is one alert. */
export const incidentIo = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'incident.io',
    group: 'paging',
    shows:
      'One alert a problem, which an alert route turns into an incident or an escalation: severity, whether it was ' +
      'blocked, what happened and where in the title, everything else in the description, and what routes look at in the ' +
      'metadata. What comes again joins the alert that is firing; when the sender says that it is over, it is resolved.',
    setup: [
      'In incident.io choose Alerts, "Sources", "New alert source", and pick "HTTP" with the type "Default".',
      'Give it a name; copy the address that is shown into url (or its last part into sourceId), and what follows Bearer ' +
        'in the header into token.',
      'Send an alert, and map from its metadata what the routes need: severity, action, product, type.',
      'Connect the source to an alert route that escalates to whoever is on call.',
    ],
    cannot: [
      'incident.io answers before it has processed an event, so "delivered" means that it took it.',
      'Whether an alert pages, and with which urgency, is up to the alert route: an event carries no priority of its own, ' +
        'so map the severity in the metadata.',
    ],
    limits: [
      {
        what: 'event',
        max: EVENT_MAX_BYTES,
        unit: 'bytes',
        docs: DOCS,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      { what: 'events of an alert source', max: 120, unit: 'a minute', docs: LIMITS_DOCS },
    ],
  },
  settings: Settings,
  secrets: ['url', 'token'],
  targets: ['url', 'sourceId'],
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: (settings) => `incident-io ${urlOf(settings)}`,
  isIdempotent: true,
  render,
  judge: (response) => judge(response),
  conversation: { reply, judge: (response) => judge(response) },
});
