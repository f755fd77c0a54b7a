import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Actor } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, pathFamily, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { ordered } from '../_kit/stable-order.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { actionOf, classOf, derived, findingOf, over, severities, statuses } from './kinds.ts';
import { type Api, actorOf, apiIn, targetOf, vulnerabilitiesOf } from './places.ts';

/** The rule or the sort of attack or weakness that it is about. */
const ruleOf = (said: Dig): string | undefined =>
  said.text(
    'threatTypeName',
    'threatType',
    'threatCategory',
    'anomalyRuleName',
    'ruleName',
    'policyName',
    'vulnerabilityName',
    'vulnerabilityType',
    'issueName',
    'attackType',
  );

/** What it is, as the sender classes it, and where. */
interface Seen {
  readonly category: string | undefined;
  readonly event: string | undefined;
  readonly rule: string | undefined;
  readonly message: string | undefined;
  /** What became of it since, when the event tells of that. */
  readonly status: string | undefined;
  readonly environment: string | undefined;
  readonly actor: Actor;
  readonly api: Api;
}

const seenIn = (said: Dig): Seen => ({
  category: said.take('eventCategory'),
  event: said.take('eventType'),
  rule: ruleOf(said),
  message: said.take('alertMessage', 'message', 'description'),
  status: said.text(...statuses),
  environment: said.take('environment'),
  actor: actorOf(said),
  api: apiIn(said),
});

const isOver = ({ status }: Seen): boolean => over.test(status ?? '');

const addressOf = ({ api }: Seen): string => {
  const path = joined([api.host, api.url], '') || api.name;
  return joined([api.method, path]) || (api.service ?? '');
};

function titleOf(seen: Seen): string {
  const { event, category, rule, message, actor, environment, status } = seen;
  const what = joined([event ?? category, rule ?? message], ': ') || 'event';
  const whole = joined([joined([what, addressOf(seen)], ' on '), actor.ip], ' from ');
  const place = environment === undefined ? '' : ` (${environment})`;
  return `${whole}${place}${isOver(seen) ? `, ${status}` : ''}`;
}

/** What opens and what closes it are called by different events: the event counts only where nothing else tells. */
function problemOf(seen: Seen): string[] {
  const { category = '', event = '', rule, message = '', environment, actor, api } = seen;
  const where = joined([api.host, pathFamily(api.url), api.name, api.service], '\n');
  const isNamed = rule !== undefined || where !== '';
  return [
    category,
    isNamed ? '' : event,
    exactly(environment ?? '', rule ?? '', where),
    exactly(actor.user ?? actor.ip ?? ''),
    isNamed ? '' : message,
  ];
}

const tags = ['mitre', 'mitreTechniques', 'mitreTactics', 'tags'] as const;

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const action = actionOf(said);
  const seen = seenIn(said);
  const { category, event, rule, environment, actor, api } = seen;
  const occurredAt = timeIn(said, 'eventTimestamp', 'timestamp', 'detectedAt', 'startTime');
  const attack = attacks(tags.flatMap((name) => textsOf(said.value(name))));
  takeTags(said, attack, ...tags);
  return detected(
    {
      // There is no id: all that it says is one occurrence, and saying it again is a repeat.
      identity: occurrence(ordered(payload), { occurredAt, receivedAt: received.receivedAt }),
      problem: problemOf(seen),
      record: payload,
      class: classOf(joined([category, event])),
      rule: defined({ category: said.text('threatCategory') ?? category }),
      finding: findingOf(said, seen.status),
      type: rule ?? event ?? category ?? 'event',
      title: titleOf(seen),
      description: seen.message,
      ...severityIn(said, severities, derived(joined([category, event]))),
      state: isOver(seen) ? 'resolved' : 'open',
      action,
      occurredAt,
      actor,
      target: targetOf(api),
      vulnerabilities: vulnerabilitiesOf(said),
      attack: attacks(
        ['mitre', 'mitreTechniques', 'mitreTactics', 'tags'].flatMap((name) => textsOf(said.value(name))),
      ),
      labels: {
        category,
        event,
        environment,
        rule: said.take('notificationRuleName'),
        tenant: said.take('tenantId'),
        host: api.host,
        service: api.service,
      },
      url: linkIn(said, 'linkToEvent', 'link'),
      facts: factsBut(payload, said),
    },
    received,
  );
}

const marks = [
  'eventType',
  'eventCategory',
  'alertMessage',
  'notificationRuleName',
  'linkToEvent',
  'linkToNotificationConfig',
];

function read(payload: unknown, received: Received): Reading {
  const said = dig(payload);
  if (!isFields(payload) || marks.every((name) => said.text(name) === undefined))
    return noAlert(payload, 'no Traceable event in it');
  const detections = [toDetection(said, payload, received)];
  const isTest = /^test\b/i.test(said.text('eventType', 'notificationRuleName', 'alertMessage') ?? '');
  return isTest ? { kind: 'ignored', reason: 'test', detections } : { kind: 'alerts', detections };
}

/** Traceable (Harness): threats, actors, vulnerabilities and changes of APIs, by its notifications. */
export const traceable = defineSource({
  vendor: 'Traceable',
  product: 'API Security',
  docs: 'https://docs.traceable.ai/v1/docs/notification-event-types-and-field-definitions',
  about: {
    name: 'Traceable API security',
    setup: [
      'In Traceable, open Settings, Configuration, Notifications, and press "Add Channel".',
      'Channel: Custom webhook. URL: {url}. Header `Authorization` with the value `Bearer <token>`. Press "Test", then save.',
      'On the tab of notification rules press "Add Rule": category Threat, the events and severities that matter, and this channel.',
    ],
    auth: `{ bearer: "\${TRACEABLE_HOOK_TOKEN}" }`,
    arrives:
      'One event a request, or as often as the rule says; what it holds beside the common fields depends on its kind.',
    becomes:
      'An alert an event, with the threat, rule or event type as its type and the API as its target. The event’s severity is taken ' +
      'where it has one; else threats and vulnerabilities are medium. The same rule on the same API from the same actor is one problem. ' +
      'A status that accepts the risk suppresses it, one that says fixed or closed resolves it.',
    notes: [
      'Only what a notification rule covers is sent: look at the rules when an environment or a category is added.',
    ],
  },
  consoles: ['*.traceable.ai', 'app.harness.io'],
  fields: [
    'tenantId',
    'environment',
    'notificationRuleName',
    'linkToEvent',
    'linkToNotificationConfig',
    'eventType',
    'eventCategory',
    'alertMessage',
    'timestamp',
    'actorName',
    'actorIpAddresses',
    'previousStatus',
    'currentStatus',
    'modifiedBy',
    'severity',
    'threatCategory',
    'threatTypeName',
    'ipAddress',
    'country',
    'userId',
    'serviceName',
    'apiName',
    'httpMethod',
    'url',
    'host',
    'statusCode',
    'ipReputationLevel',
    'ipCategories',
    'mitreTechniques',
    'attributes',
    'vulnerabilityName',
    'vulnerabilitySeverity',
    'status',
  ],
  read,
});
