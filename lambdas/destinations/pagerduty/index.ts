import * as z from 'zod/mini';
import type { Alert, Severity } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, refused, rejected } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { defined, textOf } from '../../domain/values/json-fields.ts';
import { truncateBytes, withoutSlash } from '../../domain/values/text.ts';
import { toTime } from '../../domain/values/time.ts';
import type { AlertView } from '../_kit/alert-view/alert-view.ts';
import { shown } from '../_kit/alert-view/lines.ts';
import { isAcknowledgement } from '../_kit/alert-view/occurrences.ts';
import { isSuppressed } from '../_kit/alert-view/severity-label.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { answerIn } from '../_kit/answer.ts';
import { signedCallback } from '../_kit/callback-settings.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { flatPlaces } from '../_kit/flat-places.ts';
import { isSuccess, judgeBusy, judgeWithoutWord, unconfirmedResponse } from '../_kit/http/http-status.ts';
import {
  ownKeyIn,
  type Page,
  pageAgain,
  pageOf,
  pagerDetails,
  pagerLine,
  problemKey,
  withoutAngles,
} from '../_kit/paging/paging.ts';

import { pagerdutyCallback } from './callback.ts';

const API_URL = 'https://events.pagerduty.com';
const EVENTS_DOCS = 'https://developer.pagerduty.com/docs/events-api-v2/trigger-events/';
const OVERVIEW_DOCS = 'https://developer.pagerduty.com/docs/events-api-v2/overview/';
const LIMITS_DOCS = 'https://github.com/PagerDuty/developer-docs/blob/main/docs/events-API-v2/05-Rate-Limits.md';

// EVENTS_DOCS: summary 1024 characters, dedup_key 255; OVERVIEW_DOCS: 512 KB, which may mean 1000 bytes each.
const SUMMARY_MAX = 1024;
const DEDUP_KEY_MAX = 255;
const EVENT_MAX_BYTES = 512_000;
/** The summary becomes the title of the incident and is read out on the phone: nobody listens to 1024 characters. */
const SUMMARY_READABLE = 300;
/** The other fields have no documented length. */
const FIELD_MAX = 255;
/** Of each of the details, JSON may make twice as much. */
const DETAIL_MAX_BYTES = 16_000;

const Settings = z.strictObject({
  routingKey: z.string().check(
    z.regex(/^[0-9a-z]{32}$/i, {
      error:
        'is not an integration key: expected 32 letters and digits, from an integration of the type "Events API V2"',
    }),
    z.describe('The integration key of an Events API V2 integration, on a service or an event orchestration.'),
  ),
  apiUrl: z
    ._default(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }), API_URL)
    .check(
      z.describe(
        'The address of the Events API. Accounts in the European service region use https://events.eu.pagerduty.com.',
      ),
    ),
  callback: signedCallback,
});
type Settings = z.infer<typeof Settings>;

const severities: Readonly<Record<Severity, 'critical' | 'error' | 'warning' | 'info'>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  info: 'info',
};

type Event = { readonly event_action: 'trigger' | 'acknowledge' | 'resolve'; readonly [field: string]: unknown };
const resolve: Event = { event_action: 'resolve' };
const acknowledge: Event = { event_action: 'acknowledge' };

function enqueue(key: string, event: Event, { routingKey, apiUrl }: Settings): OutboundRequest {
  const { event_action, ...rest } = event;
  return {
    method: 'POST',
    url: `${withoutSlash(apiUrl).replace(/\/v2\/enqueue$/, '')}/v2/enqueue`,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ routing_key: routingKey, event_action, dedup_key: key, ...rest }),
  };
}

const field = (...texts: readonly (string | undefined)[]): string | undefined => {
  const found = texts.map((text) => withoutAngles(cutUnits(shown(text ?? ''), FIELD_MAX))).find((text) => text !== '');
  return found;
};

const linksOf = ({ links, record }: AlertView) =>
  [...links.filter((each) => each === record), ...links.filter((each) => each !== record)].map(({ url, label }) => ({
    href: url,
    text: withoutAngles(label),
  }));

/** PagerDuty's common event format (https://support.pagerduty.com/main/docs/pd-cef). */
function payloadOf(page: Page) {
  const { alert, view } = page;
  const places = flatPlaces(alert);
  return defined({
    summary: pagerLine(page, SUMMARY_READABLE),
    severity: severities[alert.severity],
    source: field(places.host, places.workload, places.pod, places.cluster, places.resource, alert.source) ?? 'Tocsin',
    timestamp: toTime(alert.occurredAt) ?? toTime(alert.receivedAt),
    component: field(places.container, places.workload, places.resource),
    group: field(places.namespace, places.cluster),
    class: field(alert.type),
    custom_details: Object.fromEntries(
      pagerDetails(view).map(([name, text]) => [name, truncateBytes(text, DETAIL_MAX_BYTES)]),
    ),
  });
}

const triggerOf = (page: Page): Event =>
  defined({
    event_action: 'trigger' as const,
    payload: payloadOf(page),
    links: linksOf(page.view),
    client: 'Tocsin',
    client_url: page.view.record?.url,
  });

/**
 * What is over or suppressed pages nobody: a resolve closes what is open under the key, an acknowledge ends its
 * escalation, and PagerDuty drops both where nothing is open.
 */
function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  if (alert.state === 'resolved') return enqueue(problemKey(alert), resolve, settings);
  const event = isSuppressed(alert) ? acknowledge : triggerOf(pageOf(alert, attempt));
  return enqueue(problemKey(alert), event, settings);
}

/** An acknowledge stops PagerDuty's own escalation, whoever acknowledged it. */
const again = (repeats: Repeats, attempt: Attempt, told: Alert): Event =>
  isAcknowledgement(repeats) ? acknowledge : triggerOf(pageAgain(told, repeats, attempt));

/**
 * Joins the open alert without another notification; where somebody has resolved it, PagerDuty opens a new one. The
 * alert then shows the latest event alone, so everything is in it again, with how often it came.
 */
function reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  return enqueue(first.id, repeats.isResolved ? resolve : again(repeats, attempt, told), settings);
}

const keyNamed = /routing[_ ]key|service[_ ]key|integration[_ ]key/i;
/** What an event is made of (https://developer.pagerduty.com/docs/send-alert-event); the rest is ours. */
const fieldNamed =
  /\b(?:payload|summary|source|timestamp|component|group|class|custom_details|dedup_key|links?|client_url)\b/i;

/**
 * Nothing of an alert is in the key, so a key that is not taken is not taken for any of them. Only an error that names a
 * field of the event is about this one.
 */
function judgeInvalid(response: OutboundResponse): Outcome {
  const { errors, message } = answerIn(response);
  const named = (Array.isArray(errors) ? errors : []).map((text) => textOf(text) ?? '').join('\n');
  if (keyNamed.test(`${named}\n${textOf(message) ?? ''}`)) return refused('invalid_routing_key');
  return fieldNamed.test(named) ? rejected('invalid_event') : judgeWithoutWord(response);
}

/** A 2xx without the API's own word is a proxy's: nobody can tell, and sending again under the same key does no harm. */
function judgeAccepted(response: OutboundResponse): Outcome {
  const { status, dedup_key: key } = answerIn(response);
  const own = ownKeyIn(key);
  if (own !== undefined) return delivered(own);
  return status === 'success' ? delivered() : unconfirmedResponse;
}

/** The limit looks back over 60 seconds, and the API asks for "a few minutes" (LIMITS_DOCS, OVERVIEW_DOCS). */
const BUSY_SECONDS = 120;

function judge(response: OutboundResponse): Outcome {
  const { status } = response;
  if (isSuccess(response)) return judgeAccepted(response);
  if (status === 429) return judgeBusy(response, BUSY_SECONDS);
  return status === 400 ? judgeInvalid(response) : judgeWithoutWord(response);
}

const eventIn = ({ body = '{}' }: OutboundRequest): { dedup_key?: string; payload?: { summary: string } } =>
  JSON.parse(body);

/** About 120 a minute and key are documented; some are left to whoever shares the key. */
const PER_MINUTE = 100;

/** Incidents for the person on call, through the Events API v2. One problem is one incident. */
export const pagerduty = defineDestination<Settings>({
  docs: EVENTS_DOCS,
  about: {
    name: 'PagerDuty Events API v2',
    group: 'paging',
    shows:
      'One incident a problem, which pages whoever is on call: severity, whether it was blocked, what happened and where, ' +
      'with everything else in the alert’s details. What comes again joins the open incident without another page and ' +
      'counts; acknowledge an incident while it goes on, for once it is resolved the next repeat opens a new one. When ' +
      'the sender says that it is over, the incident is resolved.',
    setup: [
      'In PagerDuty choose Services, "Service Directory", and open the service that is to page (or make one).',
      'On its tab "Integrations" choose "Add an integration", pick "Events API V2", and "Add".',
      'Open the new integration’s menu, copy the "Integration Key", and set it as routingKey.',
      'If the account’s address ends in .eu.pagerduty.com, set apiUrl to https://events.eu.pagerduty.com.',
    ],
    cannot: [
      'PagerDuty answers before it has processed an event, so "delivered" means that it took it.',
      'Something that is over before it was sent leaves no trace there: a resolve without an open incident is dropped, ' +
        'and pages nobody. Tocsin keeps the record.',
    ],
    limits: [
      {
        what: 'summary',
        max: SUMMARY_MAX,
        unit: 'characters',
        docs: EVENTS_DOCS,
        measure: (request) => eventIn(request).payload?.summary.length ?? 0,
      },
      {
        what: 'dedup_key',
        max: DEDUP_KEY_MAX,
        unit: 'characters',
        docs: EVENTS_DOCS,
        measure: (request) => eventIn(request).dedup_key?.length ?? 0,
      },
      {
        what: 'event',
        max: EVENT_MAX_BYTES,
        unit: 'bytes',
        docs: OVERVIEW_DOCS,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      { what: 'events of an integration key', max: 120, unit: 'a minute', docs: LIMITS_DOCS },
    ],
  },
  settings: Settings,
  secrets: ['routingKey', 'callback'],
  targets: ['routingKey'],
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: ({ routingKey }) => `pagerduty ${routingKey}`,
  isIdempotent: true,
  render,
  judge: (response) => judge(response),
  conversation: { reply, judge: (response) => judge(response) },
  callback: pagerdutyCallback,
});
