import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Actor } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { classByWords, namesAttack } from '../_kit/class-words.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn, wordsOf } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { severityWord } from '../_kit/severity.ts';
import { momentIn } from '../_kit/typed-places.ts';

const data = 'event.data';

const byLevel: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Priorities are named by the account: `P1` to `P5` and `SEV-1` to `SEV-5` are what PagerDuty proposes. */
function meaning(word: string): Severity | undefined {
  const level = /^(?:p|s|sev|severity|priority)[\s-]*([1-5])\b/i.exec(word.trim())?.[1];
  return level === undefined ? severityWord(word) : byLevel[Number(level) - 1];
}

/** Notes, replies and status updates are about an incident, whose place they name alone. */
const incident = (...names: readonly string[]): string[] => [
  ...names.map((name) => `${data}.incident.${name}`),
  ...names.map((name) => `${data}.${name}`),
];

const isResolved = (said: Dig, type: string): boolean =>
  said.text(`${data}.status`) === undefined
    ? /^incident\.resolved$/.test(type)
    : said.text(`${data}.status`)?.toLowerCase() === 'resolved';

const actorOf = (said: Dig): Actor =>
  defined({
    user: /user/.test(said.text('event.agent.type') ?? '')
      ? said.take('event.agent.summary', 'event.agent.id')
      : undefined,
  });

const nameOf = (said: Dig): string =>
  said.text(`${data}.incident.summary`, `${data}.title`, `${data}.summary`, `${data}.description`, `${data}.id`) ??
  'an unnamed incident';

/** What happened to it, when more than that it is there. */
function happening(said: Dig, type: string): string {
  const what = wordsOf(type.replace(/^incident\./, '').replaceAll('.', ' '));
  if (what === 'triggered' || what === '') return '';
  const by = said.text('event.agent.summary');
  return `, ${what}${by === undefined ? '' : ` by ${by}`}`;
}

/** The incident, which keeps its id; a note to it says nothing of how it stands. */
const findingOf = (said: Dig): Detection['finding'] =>
  said.value(`${data}.incident`) === undefined
    ? defined({
        vendorUid: said.take(`${data}.id`),
        firstSeenAt: momentIn(said, `${data}.created_at`),
        lastSeenAt: momentIn(said, `${data}.resolved_at`),
        status: /^acknowledged$/i.test(said.text(`${data}.status`) ?? '') ? ('in_progress' as const) : undefined,
      })
    : {};

/** Incidents are about operations unless their title names an attack or the like. */
const classOf = (name: string): Detection['class'] =>
  classByWords(name) ?? (namesAttack(name) ? 'threat' : 'operational');

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const type = said.take('event.event_type') ?? 'incident';
  const occurredAt = timeIn(said, 'event.occurred_at', `${data}.created_at`);
  const id = said.text(...incident('id')) ?? nameOf(said);
  const service = said.take(`${data}.service.summary`);
  const isAbout = said.value(`${data}.incident`) !== undefined;
  return detected(
    {
      identity: [said.text('event.id') ?? joined([id, type, occurredAt ?? received.receivedAt.slice(0, 10)], '\n')],
      // Whoever writes a note to an incident that is over does not open it again.
      problem: [isAbout ? 'incident note' : 'incident', exactly(id)],
      record: payload,
      class: classOf(nameOf(said)),
      finding: findingOf(said),
      type,
      title: `${nameOf(said)}${service === undefined ? '' : ` (${service})`}${happening(said, type)}`,
      description: said.take(`${data}.content`, `${data}.message`, `${data}.body.details`, `${data}.title`),
      ...severityIn(
        said,
        [`${data}.priority.summary`, `${data}.priority.name`, `${data}.urgency`],
        isAbout ? 'info' : 'medium',
        meaning,
      ),
      state: isResolved(said, type) ? 'resolved' : 'open',
      occurredAt,
      actor: actorOf(said),
      target: { kind: 'service' },
      labels: { status: said.take(`${data}.status`), urgency: said.text(`${data}.urgency`), service, event: type },
      facts: factsBut(payload, said),
      url: linkIn(said, ...incident('html_url')),
    },
    received,
  );
}

const isPing = (said: Dig): boolean =>
  [said.text('event.event_type'), said.text('event.resource_type'), said.text(`${data}.type`)].some((it) =>
    /^(?:pagey(?:\.ping)?|ping)$/.test(it ?? ''),
  );

/** An incident that Tocsin opened: its key is one of Tocsin's, or the events that made it name Tocsin as their client. */
const isOwn = (said: Dig): boolean =>
  /^tocsin-[0-9a-f]{32}$/.test(said.text(`${data}.incident_key`) ?? '') || said.text('event.client.name') === 'Tocsin';

function read(payload: unknown, received: Received): Reading {
  const said = dig(payload);
  const type = said.text('event.event_type');
  const isEvent = isFields(said.value('event')) && (type ?? said.value(data)) !== undefined;
  if (!isFields(payload) || !isEvent) return noAlert(payload, 'no PagerDuty event in it');
  if (isPing(said)) return { kind: 'ignored', reason: 'ping' };
  if (/^service\./.test(type ?? '')) return { kind: 'ignored', reason: 'inventory' };
  if (isOwn(said)) return { kind: 'ignored', reason: 'own_incident' };
  return { kind: 'alerts', detections: [toDetection(said, payload, received)] };
}

/** PagerDuty: incidents, by webhook subscriptions of version 3. */
export const pagerduty = defineSource({
  vendor: 'PagerDuty',
  product: 'Incident Response',
  docs: 'https://developer.pagerduty.com/docs/webhooks-overview',
  about: {
    name: 'PagerDuty webhooks v3',
    setup: [
      'In PagerDuty, open Integrations, Developer Tools, "Generic Webhooks (v3)", and press "New Webhook".',
      'Webhook URL: {url}. Scope type: Account, Team or Service. Choose at least incident.triggered, incident.reopened and incident.resolved.',
      'Press "Add Webhook". PagerDuty shows the signing secret once: put it into PAGERDUTY_HOOK_SECRET.',
      'On the webhook’s page press "Send Test Event": it is accepted and not forwarded.',
    ],
    auth: `{ hmac: { scheme: pagerduty, secret: "\${PAGERDUTY_HOOK_SECRET}" } }`,
    arrives: 'One event a request, signed in X-PagerDuty-Signature, for each event type that was chosen.',
    becomes:
      'An alert an event, with the event type as its type and the service as a label. The priority is the severity (P1 critical ' +
      'to P5 info), without one the urgency. One incident is one problem, which incident.resolved closes; its notes and status updates are another, of severity info.',
    notes: [
      'PagerDuty tries again for some time, then turns a webhook off that keeps failing; its page says so, and it has to be enabled again there.',
      'Incidents that Tocsin opened are no new alerts: their events are accepted and ignored. What is done with them in PagerDuty is taken over by the callback of the destination (docs/answers.md).',
    ],
  },
  consoles: ['*.pagerduty.com'],
  fields: ['id', 'event_type', 'resource_type', 'occurred_at', 'agent', 'client', 'data'].map(
    (name) => `event.${name}`,
  ),
  read,
});
