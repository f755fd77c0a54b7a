import type { Evidence } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, pathFamily, timeIn } from '../_kit/detected.ts';
import { dig, textsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { ordered } from '../_kit/stable-order.ts';
import {
  actionOf,
  actorOf,
  classOf,
  in_,
  type Notice,
  noticeOf,
  partIn,
  sensorOf,
  severityOf,
  siteIn,
  targetOf,
} from './notice.ts';
import { nameOf, titleOf } from './title.ts';

function evidenceOf({ said, at }: Notice, occurredAt: string | undefined): Evidence[] {
  const payloads = textsOf(said.value(`${at}payloads`));
  return payloads.map((content) => defined({ at: occurredAt, kind: 'payload', content }));
}

function problemOf(notice: Notice, type: string, target: Target): string[] {
  const { said, at, sort } = notice;
  const where = [siteIn(notice) ?? '', pathFamily(target.url), partIn(notice) ?? ''];
  if (sort === 'hit') return ['hit', type, exactly(...where)];
  const id = said.text(...in_(at, 'id', 'wid')) ?? said.text('details.vuln_link', `${at}link`);
  if (sort === 'vulnerability')
    return ['vulnerability', exactly(id ?? joined([said.text(`${at}title`), type, ...where], '\n'))];
  return ['change', type, exactly(said.text('details.name', 'details.user.email', 'details.id') ?? '')];
}

/** A vulnerability has an id that its closing has too; a hit is one request. */
function findingOf({ said, at, sort }: Notice, isClosed: boolean): Detection['finding'] {
  if (sort !== 'vulnerability') return {};
  const id = said.take(...in_(at, 'id', 'wid')) ?? said.text('details.vuln_link', `${at}link`);
  const isIgnored = /^(?:false|ignored|hidden)/i.test(said.text(...in_(at, 'status', 'state')) ?? '');
  return defined({ vendorUid: id, status: isIgnored && !isClosed ? ('suppressed' as const) : undefined });
}

/** An integration that is turned off brings nothing any more. */
const isGap = ({ type, sort }: Notice): boolean =>
  sort === 'change' && /^(?:disable|delete)_integration/i.test(type ?? '');

/** A hit’s id has two parts, the index and the document. */
function identityOf(notice: Notice, fields: Fields, occurredAt: string | undefined, received: Received): string[] {
  const { said, at, sort } = notice;
  const id = textsOf(said.value(`${at}id`)).sort();
  if (sort === 'hit' && id.length > 0) return ['hit', ...id];
  return occurrence(ordered(fields), { occurredAt, receivedAt: received.receivedAt });
}

function toDetection(notice: Notice, fields: Fields, received: Received): Detection {
  const { said, at, sort } = notice;
  const [actor, target, action] = [actorOf(notice), targetOf(notice), actionOf(notice)];
  const type = (sort === 'change' ? undefined : said.take(`${at}type`)) ?? notice.type ?? sort;
  const occurredAt = timeIn(said, ...in_(at, 'request_time', 'create_time', 'time', 'timestamp', 'date'));
  const isClosed = /^(?:closed|fixed|resolved|false)$/i.test(said.text(...in_(at, 'status', 'state')) ?? '');
  return detected(
    {
      kind: isGap(notice) ? 'gap' : 'detection',
      identity: identityOf(notice, fields, occurredAt, received),
      problem: problemOf(notice, type, target),
      record: fields,
      ...(isGap(notice) ? {} : { class: classOf(notice, type) }),
      type,
      rule: defined({ name: nameOf(type) }),
      finding: findingOf(notice, isClosed),
      title: titleOf(notice, type, { actor, target, action }),
      description:
        joined([said.take('summary'), said.take(...in_(at, 'description'), 'description')], '\n\n') || undefined,
      ...severityOf(notice, action),
      state: isClosed ? 'resolved' : 'open',
      action,
      occurredAt,
      actor,
      target,
      sensor: sensorOf(notice),
      evidence: evidenceOf(notice, occurredAt),
      labels: {
        notification: said.take('details.notification_type', 'notification_type'),
        client: said.take('details.client_name'),
        cloud: said.take('details.cloud'),
        host: siteIn(notice),
      },
      url: linkIn(said, 'details.vuln_link', ...in_(at, 'link'), 'details.link', 'link'),
      facts: factsBut(fields, said),
    },
    received,
  );
}

/** How many requests there were in the last hour. */
const isTelemetry = ({ type, sort }: Notice): boolean =>
  sort === 'change' && /^(?:rps|rpm|requests?_|hourly|usage|stat)/i.test(type ?? '');

function readOne(item: unknown, received: Received): Reading {
  const notice = isFields(item) ? noticeOf(item) : undefined;
  if (notice === undefined || !isFields(item))
    return isTest(item) ? { kind: 'ignored', reason: 'test' } : noAlert(item, 'no Wallarm notification in it');
  if (isTelemetry(notice)) return { kind: 'ignored', reason: 'telemetry' };
  const detections = [toDetection(notice, item, received)];
  return isTest(item) ? { kind: 'ignored', reason: 'test', detections } : { kind: 'alerts', detections };
}

/** What "Test integration" posts says so in its summary. */
const isTest = (item: unknown): boolean =>
  /^\[test(?: message)?\]|\btest (?:message|partner)\b/i.test(dig(item).text('summary') ?? '');

/** Wallarm: hits, vulnerabilities and changes, by its webhook. */
export const wallarm = defineSource({
  vendor: 'Wallarm',
  product: 'API Security',
  docs: 'https://docs.wallarm.com/user-guides/settings/integrations/webhook/',
  about: {
    name: 'Wallarm',
    setup: [
      'In Wallarm Console, open Configuration, Integrations, and press the Webhook block, or "Add integration" and Webhook.',
      'Name: tocsin. Webhook URL: {url}. Format: JSON Array, or New Line Delimited JSON.',
      'Advanced settings: request method POST, and the header `Authorization` with the value `Bearer <token>`.',
      'Choose the event types (hits, vulnerabilities, rules and triggers, users and integrations), press "Test integration", then "Add integration".',
    ],
    auth: `{ bearer: "\${WALLARM_HOOK_TOKEN}" }`,
    arrives:
      'Lists of notifications, or one a line, as they happen; with hits chosen that is every attack of every scanner.',
    becomes:
      'An alert a notification, with the attack’s type and the endpoint. A vulnerability’s risk is its severity; hits have none: ' +
      'blocked ones are low, others medium. The same attack on the same parameter of the same endpoint is one problem, whoever sends it. ' +
      'Changes in the account are operational, save those that say that somebody attacks.',
    notes: [
      'Hits that are not kept in the sample, and those of experimental rules, are not sent.',
      'Wallarm turns an integration off that keeps failing: where another one reports that, an alert of kind gap comes.',
    ],
  },
  consoles: ['my.wallarm.com', '*.my.wallarm.com'],
  fields: [
    ...[
      'summary',
      'description',
      'details',
      'notification_type',
      'title',
      'source',
      'type',
      'domain',
      'threat',
      'link',
    ],
    // A hit alone, as until 2020.
    ...[
      'anomality',
      'heur_distance',
      'method',
      'parameter',
      'path',
      'payloads',
      'point',
      'probability',
      'remote_country',
    ],
    ...[
      'remote_port',
      'remote_addr4',
      'remote_addr6',
      'datacenter',
      'tor',
      'request_time',
      'create_time',
      'response_len',
    ],
    ...[
      'response_status',
      'response_time',
      'stamps',
      'regex',
      'stamps_hash',
      'regex_hash',
      'block_status',
      'id',
      'object_type',
    ],
  ],
  read: (payload, received) => readItems(payload, (item) => readOne(item, received), received.pause),
});
