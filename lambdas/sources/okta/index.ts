import type { AlertAction, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Actor } from '../../domain/places.ts';
import type { Later } from '../../domain/values/deferred.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { severityWord } from '../_kit/severity.ts';
import { actorOf, cloudOf, type Party, partiesOf, targetOf } from './parties.ts';

const deeds = new Map<string, AlertAction>([
  ['DENY', 'blocked'],
  ['ALLOW', 'allowed'],
]);

const meaning = (word: string): Severity | undefined => (/^warn$/i.test(word) ? 'medium' : severityWord(word));

function titleOf(said: Dig, type: string, actor: Actor, parties: readonly Party[]): string {
  const result = said.text('outcome.result');
  const reason = said.text('outcome.reason');
  const outcome = result === undefined ? '' : ` (${joined([result, reason], ': ')})`;
  const by = actor.user === undefined ? '' : `, by ${actor.user}`;
  const [other] = parties.filter(({ name }) => name !== actor.user);
  const on = other === undefined ? '' : `, on ${other.name}`;
  const from =
    actor.ip === undefined ? '' : ` from ${actor.ip}${actor.country === undefined ? '' : ` (${actor.country})`}`;
  return `${said.text('displayMessage') ?? type}${outcome}${on}${by}${from}`;
}

interface Hook {
  /** When the hook was sent: for an event without a time of its own. */
  readonly sentAt: string | undefined;
  readonly facts: Readonly<Record<string, string>>;
  readonly org: string | undefined;
  wrap(event: Fields): unknown;
}

/** Of who is no known user the address is all that tells one from another. */
function whoIn(said: Dig, actor: Actor): string {
  const isUser = actor.user !== undefined && said.text('actor.type') === 'User';
  return (isUser ? said.text('actor.id') : actor.ip) ?? actor.user ?? '';
}

const logins = /^user\.(?:session\.(?:start|end)|authentication\.)/;

/** Who signs in and out as usual is no finding. */
const classOf = (said: Dig, type: string, result: string | undefined): Detection['class'] => {
  const isUsual =
    /^(?:INFO|DEBUG)$/i.test(said.text('severity') ?? 'INFO') && /^(?:SUCCESS|ALLOW)?$/.test(result ?? '');
  return isUsual && logins.test(type) ? 'operational' : 'threat';
};

const tags = ['debugContext.debugData.tactics', 'debugContext.debugData.techniques'] as const;

function toDetection(event: Fields, hook: Hook, received: Received): Detection {
  const said = dig(event);
  const type = said.take('eventType') ?? said.text('legacyEventType') ?? 'event';
  const actor = actorOf(said);
  const parties = partiesOf(said);
  const occurredAt = timeIn(said, 'published', 'eventTime');
  const uuid = said.text('uuid');
  const result = said.take('outcome.result');
  const named = defined({ name: said.text('displayMessage') });
  return detected(
    {
      identity: uuid === undefined ? occurrence(event, { occurredAt, receivedAt: received.receivedAt }) : [uuid],
      problem: [type, result ?? '', exactly(hook.org ?? '', whoIn(said, actor), ...parties.map(({ id }) => id).sort())],
      record: hook.wrap(event),
      class: classOf(said, type, result),
      type,
      rule: named,
      title: titleOf(said, type, actor, parties),
      description: joined([said.take('displayMessage'), said.take('outcome.reason')], ': ') || undefined,
      ...severityIn(said, ['severity'], 'info', meaning),
      action: deeds.get(result?.toUpperCase() ?? '') ?? 'unknown',
      occurredAt: occurredAt ?? hook.sentAt,
      actor,
      target: targetOf(said, parties),
      cloud: cloudOf(parties, hook.org),
      attack: attacks(tags.flatMap((path) => said.text(path) ?? [])),
      labels: {
        outcome: result,
        organization: hook.org,
        actorType: said.take('actor.type'),
        zone: said.take('client.zone'),
      },
      facts: mergeFacts(factsBut(event, said), hook.facts),
    },
    received,
  );
}

const isEvent = (value: unknown): value is Fields =>
  isFields(value) && dig(value).text('eventType', 'uuid', 'displayMessage', 'legacyEventType') !== undefined;

const hostOf = (url: string | undefined): string | undefined => /^https?:\/\/([^/?#]+)/i.exec(url ?? '')?.[1];

function readHook(payload: Fields, events: unknown, received: Received): Later<Reading> {
  const { data: _, ...rest } = payload;
  const inner = isFields(payload['data']) ? payload['data'] : {};
  const { events: __, ...around } = inner;
  const facts = factsOf(Object.keys(around).length === 0 ? rest : { ...rest, data: around });
  const hook: Hook = {
    facts,
    org: hostOf(dig(payload).text('source')),
    sentAt: timeIn(dig(payload), 'eventTime'),
    wrap: (event) => ({ ...rest, data: { ...around, events: [event] } }),
  };
  const readEvent = (item: unknown): Reading =>
    isEvent(item)
      ? { kind: 'alerts', detections: [toDetection(item, hook, received)] }
      : { kind: 'unreadable', reason: 'no Okta event in it' };
  return readItems(Array.isArray(events) ? events : [events], readEvent, received.pause);
}

/** The question whether this address wants events: answered before anything is read. */
const isHandshake = (payload: unknown, { headers }: Received): boolean =>
  headers['x-okta-verification-challenge'] !== undefined ||
  Object.keys(factsOf(payload)).some((path) => /okta-verification-challenge$|^verification$/i.test(path));

function read(payload: unknown, received: Received): Later<Reading> {
  const events = dig(payload).value('data.events');
  if (isFields(payload) && events !== undefined) return readHook(payload, events, received);
  if (isHandshake(payload, received)) return { kind: 'ignored', reason: 'handshake' };
  if (!isFields(payload)) return noAlert(payload, 'no Okta event in it');
  if (dig(payload).text('eventType') === 'com.okta.event_hook') return { kind: 'empty' };
  const bare: Hook = { facts: {}, org: undefined, sentAt: undefined, wrap: (event) => event };
  return isEvent(payload)
    ? { kind: 'alerts', detections: [toDetection(payload, bare, received)] }
    : noAlert(payload, 'no Okta event in it');
}

/** Okta: events of the System Log, by an event hook. */
export const okta = defineSource({
  vendor: 'Okta',
  product: 'Identity Cloud',
  docs: 'https://developer.okta.com/docs/concepts/event-hooks/',
  about: {
    name: 'Okta event hooks',
    setup: [
      'In the Okta Admin Console, open Workflow, Event Hooks, and press "Create Event Hook".',
      'URL: {url}. Authentication field: Authorization. Authentication secret: `Bearer <token>`, with the same token as in OKTA_HOOK_TOKEN.',
      'Subscribe to the events that matter: "Request from suspicious actor" (security.threat.detected), reported suspicious activity, ' +
        'MFA factors that are reset, admin privileges that are granted, user risk.',
      'Press "Save & Continue", then "Verify": Okta asks the address once whether it wants events, which is answered.',
    ],
    auth: `{ bearer: "\${OKTA_HOOK_TOKEN}" }`,
    arrives: 'Lists of events within seconds, each at least once and in no order.',
    becomes:
      'An alert an event, with the event type as its type, who did it as actor, and what it was done to as target. ERROR is high, ' +
      'WARN medium, INFO and DEBUG info. The same event of the same actor on the same target with the same outcome is one problem. ' +
      'Who signs in or out as usual is operational.',
    notes: [
      'Okta waits three seconds and tries once more; after an answer of 4xx it does not. What was lost then is in the System Log alone.',
      'Only events that can be hooked arrive, at most 400,000 a day for an organization: choose few types, all that is chosen is forwarded.',
    ],
  },
  consoles: ['*.okta.com', '*.oktapreview.com', '*.okta-emea.com'],
  fields: [
    ...['eventType', 'eventTypeVersion', 'cloudEventsVersion', 'contentType', 'eventId', 'eventTime', 'source'],
    ...[
      ...['uuid', 'published', 'eventType', 'version', 'severity', 'displayMessage', 'legacyEventType', 'outcome'],
      ...['actor', 'client', 'device', 'authenticationContext', 'securityContext', 'debugContext', 'transaction'],
      ...['request', 'target'],
    ].flatMap((name) => [`data.events[].${name}`, name]),
  ],
  read,
});
