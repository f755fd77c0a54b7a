import * as z from 'zod/mini';
import type { Alert, Severity } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, retry, unconfirmed, unknown } from '../../domain/outcome.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { isFields, textOf } from '../../domain/values/json-fields.ts';
import { defang, oneLine } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { plainOf } from '../_kit/alert-view/plain.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { flatPlaces } from '../_kit/flat-places.ts';
import { occurredMillis, present } from '../_kit/formats/_kit/format.ts';
import {
  baseOf,
  hasOneCredential,
  instanceSecrets,
  instanceSettings,
  judgeRefusal,
  objectIn,
  oneCredential,
  quotaOf,
  signIn,
  wasCutOff,
  withoutCode,
} from '../_kit/issues/servicenow.ts';
import { infoOf } from './info.ts';

// https://www.servicenow.com/docs/r/it-operations-management/event-management/c_EMIntegrateRequirementEvent.html
const NAME_MAX = 100;
const KEY_MAX = 1024;
const DESCRIPTION_MAX = 4000;
const HEADLINE_MAX = 300;
/** A MID server sends as many at once; no limit is documented. */
const BATCH_ITEMS = 50;
const BATCH_BYTES = 500_000;

const level = z.optional(z.int().check(z.minimum(1), z.maximum(5)));
const severities: Readonly<Record<Severity, number>> = { critical: 1, high: 2, medium: 3, low: 4, info: 5 };

const Settings = z
  .strictObject({
    ...instanceSettings,
    source: z
      ._default(z.string().check(z.minLength(1), z.maxLength(NAME_MAX)), 'Tocsin')
      .check(z.describe('What the event names as its source, for event rules; at most 100 characters.')),
    severities: z
      ._default(z.strictObject({ info: level, low: level, medium: level, high: level, critical: level }), {})
      .check(
        z.describe(
          'ServiceNow’s severity by Tocsin’s: 1 critical, 2 major, 3 minor, 4 warning, 5 OK. By default critical is 1, high 2, medium 3, low 4, info 5.',
        ),
      ),
  })
  .check(z.refine(hasOneCredential, oneCredential));
type Settings = z.infer<typeof Settings>;

const cut = (text: string): string => cutUnits(withoutCode(defang(oneLine(text))), NAME_MAX);

/** What the event is of, as far as a CMDB may know it: the host, else what runs on it. */
function nodeOf(alert: Alert): string {
  const { host, pod, workload, cluster } = flatPlaces(alert);
  return host ?? pod ?? workload ?? cluster ?? '';
}

function resourceOf(alert: Alert): string {
  const { resource, container, workload, url } = flatPlaces(alert);
  return resource ?? container ?? workload ?? url ?? '';
}

/** `yyyy-MM-dd HH:mm:ss` in GMT. */
const clock = (millis: number): string => new Date(millis).toISOString().slice(0, 19).replace('T', ' ');

/** ServiceNow's number: 0 clears; a finding that the sender silenced counts as OK. */
function severityOf({ finding, severity }: Alert, settings: Settings): number {
  if (finding.status === 'resolved') return 0;
  return finding.status === 'suppressed' ? severities.info : (settings.severities[severity] ?? severities[severity]);
}

/** https://www.servicenow.com/docs/r/it-operations-management/event-management/send-events-via-web-service.html */
function eventOf({ alert, attempt }: Rendered, settings: Settings) {
  const digest = alertView(alert, attempt);
  const headline = cutUnits(withoutCode(digest.headline), HEADLINE_MAX);
  return present({
    source: settings.source,
    event_class: cut(alert.source),
    node: cut(nodeOf(alert)),
    resource: cut(resourceOf(alert)),
    metric_name: cut(alert.rule.uid),
    type: alert.kind,
    message_key: `tocsin-${hashOf([alert.fingerprint])}`,
    severity: String(severityOf(alert, settings)),
    resolution_state: alert.finding.status === 'resolved' ? 'Closing' : 'New',
    time_of_event: clock(occurredMillis(alert)),
    description: `${headline}\n${plainOf(digest, DESCRIPTION_MAX - HEADLINE_MAX - 1, withoutCode)}`,
    additional_info: infoOf(alert, attempt),
  });
}

const requestOf = (items: readonly Rendered[], settings: Settings): OutboundRequest => ({
  method: 'POST',
  url: `${baseOf(settings)}/api/global/em/jsonv2`,
  ...signIn(settings),
  body: JSON.stringify({ records: items.map((item) => eventOf(item, settings)) }),
});

/** How many events ServiceNow says it has inserted: `{"result":{"Default Bulk Endpoint":"2 events were inserted"}}`. */
function insertedIn(response: OutboundResponse): number | undefined {
  const result = objectIn(response)?.['result'];
  const said = isFields(result) ? Object.values(result).map(textOf).join(' ') : '';
  const [, count] = /\b(\d{1,6}) events? (?:was|were) inserted/i.exec(said) ?? [];
  return count === undefined ? undefined : Number(count);
}

/** The answer comes before the events are processed, and tells of their number only: never which ones are missing. */
function judge(response: OutboundResponse, count: number): Outcome {
  const { status } = response;
  if (status !== 200 && status !== 201) return judgeRefusal(response);
  if (wasCutOff(response)) return unknown('transaction_cancelled');
  if (objectIn(response)?.['result'] === undefined) return unconfirmed('unexpected_body');
  return (insertedIn(response) ?? count) < count ? unknown('inserted_fewer') : delivered();
}

/** What is wrong with one of many is found out one by one. */
function judgeBatch(response: OutboundResponse, items: readonly Rendered[]): Outcome[] {
  const outcome = judge(response, items.length);
  const isDivisible = outcome.kind === 'rejected' && items.length > 1;
  return items.map(() => (isDivisible ? retry(outcome.reason) : outcome));
}

const textsOf = (name: string, { body = '{}' }: OutboundRequest): string[] => {
  const { records = [] }: { records?: Record<string, string>[] } = JSON.parse(body);
  return records.map((record) => record[name] ?? '');
};
const longest =
  (...names: readonly string[]) =>
  (request: OutboundRequest): number =>
    Math.max(0, ...names.flatMap((name) => textsOf(name, request)).map((text) => text.length));

const FIELDS =
  'https://www.servicenow.com/docs/r/it-operations-management/event-management/c_EMIntegrateRequirementEvent.html';
const PER_MINUTE = 240;

/** https://www.servicenow.com/docs/r/it-operations-management/event-management/send-events-via-web-service.html */
export const servicenowEvent = defineDestination<Settings>({
  docs: 'https://www.servicenow.com/docs/r/it-operations-management/event-management/send-events-via-web-service.html',
  about: {
    name: 'ServiceNow Event Management',
    group: 'tickets',
    shows:
      'One event an alert. ServiceNow makes one alert of all events of a problem (they share the message key), counts ' +
      'them, applies its event and alert rules, and closes it when the sender says that it is over.',
    setup: [
      'Have the plugin Event Management (com.glideapp.itom.snac) activated.',
      'In ServiceNow choose "User Administration", "Users", "New": a user for Tocsin with "Web service access only" and ' +
        'the role evt_mgmt_integration.',
      'For a password: set one, and put user and password into the configuration.',
      'For OAuth: set the system property glide.oauth.inbound.client.credential.grant_type.enabled to true, choose ' +
        '"System OAuth", "Application Registry", "New", "Create an OAuth API endpoint for external clients", add the ' +
        'field "OAuth Application User" to the form and choose the user; then copy client id and client secret.',
    ],
    cannot: [
      'ServiceNow answers before it has processed an event, so "delivered" means that the event is in its table.',
      'An event that is sent twice after a lost answer is counted twice on its alert, which stays one.',
    ],
    limits: [
      {
        what: 'source, node, type, resource',
        max: NAME_MAX,
        unit: 'characters',
        docs: FIELDS,
        measure: longest('source', 'node', 'type', 'resource', 'metric_name', 'event_class'),
      },
      { what: 'message_key', max: KEY_MAX, unit: 'characters', docs: FIELDS, measure: longest('message_key') },
      { what: 'description', max: DESCRIPTION_MAX, unit: 'characters', docs: FIELDS, measure: longest('description') },
      {
        what: 'requests',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://www.servicenow.com/docs/r/api-reference/rest-api-explorer/inbound-REST-API-rate-limiting.html',
      },
    ],
  },
  settings: Settings,
  secrets: instanceSecrets,
  audience: 'machines',
  perMinute: PER_MINUTE,
  quotaScope: (settings) => quotaOf('events', settings),
  // Events of one message key are one alert.
  isIdempotent: true,
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge: (response) => judge(response, 1),
  batch: { maxItems: BATCH_ITEMS, maxBytes: BATCH_BYTES, render: requestOf, judge: judgeBatch },
});
