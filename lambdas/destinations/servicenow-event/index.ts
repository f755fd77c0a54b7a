import * as z from 'zod/mini';
import type { Alert, Severity } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, retry, unconfirmed, unknown } from '../../domain/outcome.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { isFields, textOf } from '../../domain/values/json-fields.ts';
import { defang, oneLine, visible } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { plainOf } from '../_kit/alert-view/plain.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { type Attempt, defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { occurredMillis, present } from '../_kit/formats/format.ts';
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

// https://www.servicenow.com/docs/r/it-operations-management/event-management/c_EMIntegrateRequirementEvent.html
const NAME_MAX = 100;
const KEY_MAX = 1024;
const DESCRIPTION_MAX = 4000;
const HEADLINE_MAX = 300;
/** Not documented; as long as a description is on the safe side. */
const INFO_MAX = 4000;
const INFO_VALUE_MAX = 250;
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
const nodeOf = ({ target: { host, pod, workload, cluster } }: Alert): string =>
  host ?? pod ?? workload ?? cluster ?? '';

const resourceOf = ({ target: { resource, container, workload, url } }: Alert): string =>
  resource ?? container ?? workload ?? url ?? '';

/** `yyyy-MM-dd HH:mm:ss` in GMT. */
const clock = (millis: number): string => new Date(millis).toISOString().slice(0, 19).replace('T', ' ');

/** A fixed list of names: an attacker's would become columns of the alert. All values are texts, as the vendor wants. */
function factsOf(alert: Alert, attempt: Attempt): Record<string, string> {
  const { actor, target, attack } = alert;
  const { record } = alertView(alert, attempt);
  const facts = {
    alert_id: alert.id,
    delivery_id: attempt.deliveryId,
    possible_duplicate: attempt.possibleDuplicate ? 'true' : undefined,
    told_elsewhere: attempt.toldElsewhere,
    tocsin_severity: alert.severity,
    tocsin_kind: alert.kind,
    state: alert.state,
    action: alert.action,
    vendor: alert.vendor,
    product: alert.product,
    tocsin_source: alert.source,
    rule: alert.type,
    fingerprint: alert.fingerprint,
    occurred_at: alert.occurredAt,
    received_at: alert.receivedAt,
    techniques: attack.map(({ technique }) => technique).join(', '),
    actor_ip: actor.ip,
    actor_user: actor.user,
    actor_country: actor.country,
    actor_process: actor.process,
    target_kind: target.kind,
    target_url: target.url,
    target_method: target.method,
    target_host: target.host,
    target_cluster: target.cluster,
    target_namespace: target.namespace,
    target_workload: target.workload,
    target_pod: target.pod,
    target_container: target.container,
    target_image: target.image,
    target_resource: target.resource,
    console_url: record?.url,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => {
      const text = cutUnits(withoutCode(visible(value ?? '')), INFO_VALUE_MAX);
      return text === '' ? [] : [[name, text]];
    }),
  );
}

/** JSON in a text, whole: names that would make it too long are left out, the last first. */
function infoOf(alert: Alert, attempt: Attempt): string {
  const kept: [string, string][] = [];
  let size = 2;
  for (const [name, value] of Object.entries(factsOf(alert, attempt))) {
    size += JSON.stringify({ [name]: value }).length - 1;
    if (size > INFO_MAX) break;
    kept.push([name, value]);
  }
  return JSON.stringify(Object.fromEntries(kept));
}

/** https://www.servicenow.com/docs/r/it-operations-management/event-management/send-events-via-web-service.html */
function eventOf({ alert, attempt }: Rendered, settings: Settings) {
  const isOver = alert.state === 'resolved';
  const view = alertView(alert, attempt);
  const headline = cutUnits(withoutCode(view.headline), HEADLINE_MAX);
  return present({
    source: settings.source,
    event_class: cut(alert.source),
    node: cut(nodeOf(alert)),
    resource: cut(resourceOf(alert)),
    metric_name: cut(alert.type),
    type: alert.kind,
    message_key: `tocsin-${hashOf([alert.fingerprint])}`,
    severity: String(isOver ? 0 : (settings.severities[alert.severity] ?? severities[alert.severity])),
    resolution_state: isOver ? 'Closing' : 'New',
    time_of_event: clock(occurredMillis(alert)),
    description: `${headline}\n${plainOf(view, DESCRIPTION_MAX - HEADLINE_MAX - 1, withoutCode)}`,
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
