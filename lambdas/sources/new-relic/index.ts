import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { classByWords, namesAttack } from '../_kit/class-words.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, firstIn, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { sayings } from '../_kit/identity.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { severityWord } from '../_kit/severity.ts';
import { placed } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';

// The default template of a workflow's webhook first, then the names of the incident channels that came before it.
const names = {
  id: ['id', 'issueId', 'incident_id'],
  state: ['state', 'issueState', 'current_state'],
  title: ['title', 'issueTitle', 'details'],
  conditions: ['alertConditionNames', 'conditionName', 'condition_name'],
  policies: ['alertPolicyNames', 'policyName', 'policy_name'],
  entities: ['impactedEntities', 'entitiesData.names', 'targets.0.name'],
  kinds: ['entitiesData.types', 'impactedEntityTypes', 'targets.0.type'],
  created: ['createdAt', 'issueCreatedAt', 'activatedAt'],
  updated: ['updatedAt', 'issueUpdatedAt', 'timestamp'],
  closed: ['closedAt', 'issueClosedAt'],
  link: ['issueUrl', 'issuePageUrl', 'incident_url'],
} as const;

const meaning = (word: string): Severity | undefined => (/^warn$/i.test(word.trim()) ? 'medium' : severityWord(word));

const stateIn = (said: Dig): string =>
  said
    .text(...names.state)
    ?.trim()
    .toUpperCase() ?? '';

const isOver = (said: Dig): boolean => /^(?:CLOSED|RESOLVED)$/.test(stateIn(said));

/** One entity of the kind HOST is a machine; others are applications, browsers, monitors. */
function targetOf(said: Dig): Target {
  const [hosts, kinds] = [textsOf(said.value(...names.entities)), textsOf(said.value(...names.kinds))];
  const isHost = hosts.length === 1 && kinds.length > 0 && kinds.every((kind) => /\bhost\b/i.test(kind));
  return defined({ kind: isHost ? 'host' : 'entity', host: isHost ? hosts[0] : undefined });
}

/** The issue, which keeps its id until it is closed. */
function problemOf(said: Dig, record: Fields): string[] {
  const id = said.text(...names.id);
  if (id !== undefined) return ['issue', exactly(id)];
  const about = [names.policies, names.conditions, names.entities].map((paths) => said.text(...paths) ?? '');
  return about.every((part) => part === '') ? ['issue', ...sayings(record)] : ['condition', exactly(...about)];
}

const endings = new Map([
  ['CLOSED', ', closed'],
  ['RESOLVED', ', resolved'],
  ['ACKNOWLEDGED', ', acknowledged'],
]);

/** What a condition watches is operation, unless the issue, the condition or the policy names an attack or the like. */
function classOf(said: Dig): Detection['class'] {
  const words = joined([said.text(...names.title), said.text(...names.conditions), said.text(...names.policies)]);
  return classByWords(words) ?? (namesAttack(words) ? 'threat' : 'operational');
}

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take(...names.id),
    firstSeenAt: timeIn(said, ...names.created),
    lastSeenAt: timeIn(said, ...names.updated),
    count: countIn(said, 'totalIncidents'),
    status: stateIn(said) === 'ACKNOWLEDGED' ? ('in_progress' as const) : undefined,
  });

/** The account, by itself or in the address of the issue. */
const accountIn = (said: Dig): string | undefined =>
  said.text('accountId', 'account_id', 'nrAccountId') ??
  /\/accounts\/(\d{1,20})\//.exec(said.text(...names.link)?.slice(0, 400) ?? '')?.[1];

const labelsOf = (said: Dig) => ({
  state: said.text(...names.state),
  policy: said.text(...names.policies),
  condition: said.text(...names.conditions),
  entities: said.text(...names.entities),
  workflow: said.text('workflowName'),
  account: accountIn(said),
});

const timesOf = (said: Dig): string | undefined =>
  timeIn(said, ...(isOver(said) ? names.closed : []), ...names.updated, ...names.created);

function toDetection(fields: Fields, received: Received): Detection {
  const said = dig(fields);
  const [isEnd, occurredAt, id] = [isOver(said), timesOf(said), said.text(...names.id)];
  const title = said.text(...names.title) ?? said.text(...names.conditions) ?? 'New Relic issue';
  const labels = labelsOf(said);
  return detected(
    {
      identity: identified({ id, update: [stateIn(said), occurredAt], record: fields, occurredAt }, received),
      problem: problemOf(said, fields),
      record: fields,
      class: classOf(said),
      type: firstIn(said, ...names.conditions) ?? 'New Relic issue',
      rule: defined({ category: textsOf(said.value(...names.policies))[0] }),
      finding: findingOf(said),
      title: `${title}${endings.get(stateIn(said)) ?? ''}`,
      description: said.take('description', 'issueDescription', 'details'),
      ...severityIn(said, ['priority', 'severity'], 'medium', meaning),
      state: isEnd ? 'resolved' : 'open',
      occurredAt,
      target: targetOf(said),
      cloud: placed({ account: accountIn(said) }),
      labels,
      url: linkIn(said, ...names.link),
      facts: factsBut(fields, said),
    },
    received,
  );
}

const marks = [
  'issueUrl',
  'issueId',
  'alertPolicyNames',
  'alertConditionNames',
  'totalIncidents',
  'condition_name',
  'policy_name',
];

const isIssue = (fields: Fields): boolean => {
  const said = dig(fields);
  const isNamed = [names.id, names.state, ['priority', 'severity']].every((paths) => said.text(...paths) !== undefined);
  return isNamed || marks.some((name) => said.value(name) !== undefined);
};

/** "Send test notification" of a workflow fills the template with one and the same issue. */
const isTest = (fields: Fields): boolean =>
  dig(fields).text(...names.id) === 'd1b1f3fd-995a-4066-88ab-8ce4f6960654' ||
  (dig(fields).text(...names.link) ?? '').includes('/accounts/1/issues/0ea2df1c-adab-45d2-aae0-042b609d2322');

function readItem(item: unknown, received: Received): Reading {
  if (!isFields(item) || !isIssue(item)) return noAlert(item, 'no New Relic issue in it');
  const detections = [toDetection(item, received)];
  return isTest(item) ? { kind: 'ignored', reason: 'test', detections } : { kind: 'alerts', detections };
}

/** New Relic: issues, by a workflow's webhook with its default template. */
export const newRelic = defineSource({
  vendor: 'New Relic',
  product: 'Alerts',
  docs: 'https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/#webhook',
  about: {
    name: 'New Relic',
    setup: [
      'In New Relic, open Alerts, Destinations, and choose Webhook. Name: tocsin. Endpoint URL: {url}. Authorization: Bearer token, with the token. Press "Save destination".',
      'Open Alerts, Workflows, "Add a workflow", filter the issues that matter, and choose Webhook as its channel with the destination tocsin.',
      'Keep the default payload template. Under "Notify when" keep Activated, Acknowledged, Priority changed and Closed.',
      'Press "Send test notification": it is accepted and not forwarded. Then "Activate workflow".',
    ],
    auth: `{ bearer: "\${NEW_RELIC_HOOK_TOKEN}" }`,
    arrives: 'One issue a request: when it is activated, acknowledged, changed and closed.',
    becomes:
      'An alert an issue, with the condition as its type and the issue’s priority as its severity. The issue is one problem: CLOSED resolves it, ' +
      'ACKNOWLEDGED is in progress. Operational, unless the title, the condition or the policy names an attack.',
    notes: [
      'A template of your own may add fields; `id`, `state`, `priority` and `title` have to stay.',
      'The bodies of the incident channels that came before workflows are read too.',
    ],
  },
  consoles: ['newrelic.com', '*.newrelic.com', 'onenr.io'],
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
