import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../domain/values/json-fields.ts';
import { httpUrl } from '../../domain/values/text.ts';
import { attacks } from '../_kit/attack.ts';
import { defineSource, type Received } from '../_kit/define-source.ts';
import { detected, linkIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';
import { readRecords } from '../_kit/records.ts';
import { momentIn } from '../_kit/typed-places.ts';
import { fileName } from '../_kit/typed-values.ts';
import { hostOf, placesOf } from './places.ts';
import { actionOf, isClosed, severityOf, standingOf, updateOf } from './standing.ts';

const ruleNames = ['report_name', 'rule_config_name', 'threat_name', 'k8s_rule', 'rule_name'];

/** The rule's name and the program; without a rule the reason, which is a sentence about both. */
function titleOf(said: Dig): string {
  const [on, action] = [hostOf(said) ?? said.text('k8s_workload_name'), actionOf(said)];
  const name = said.text(...ruleNames);
  const process = said.text('process_name');
  const what = process === undefined ? undefined : fileName(process);
  if (name !== undefined) return headline(name, { what, on, action });
  const reason = said.text('reason') ?? said.text('type') ?? 'Carbon Black alert';
  const [sentence = reason] = reason.trim().split(/\.(?:\s+(?=[A-Z])|$)/);
  return headline(sentence, { on });
}

const ruleOf = (said: Dig): Pick<Detection, 'type' | 'rule'> => ({
  type:
    said.take('report_id', 'rule_config_id', 'rule_id', 'tms_rule_id', 'k8s_rule_id', 'reason_code') ??
    said.text('type') ??
    'Carbon Black alert',
  rule: defined({ name: said.take(...ruleNames), category: said.take('type') }),
});

/** The vendor's threat on a device; without one its rule or reason, and the program. */
function problemOf(said: Dig): string[] {
  const device = exactly(said.text('device_id', 'device_name') ?? '', said.text('k8s_workload_name') ?? '');
  const threat = said.text('threat_id');
  if (threat !== undefined) return ['carbon-black', device, exactly(threat)];
  const rule = said.text('report_id', 'reason_code', 'rule_id');
  const what = rule === undefined ? (said.text('reason', 'report_name', 'type') ?? '') : exactly(rule);
  return ['carbon-black', device, what, said.text('process_sha256', 'process_name') ?? ''];
}

const attackTags = (said: Dig): string[] => {
  const legacy = said.list('threat_indicators').map((each) => dig(each).value('ttps'));
  const places = ['attack_tactic', 'attack_technique', 'ttps', 'ttp', 'report_tags', 'report_link'];
  return [...places.map((path) => said.value(path)), ...legacy].flatMap(textsOf);
};

const findingOf = (said: Dig) =>
  defined({
    vendorUid: said.take('id', 'legacy_alert_id'),
    firstSeenAt: momentIn(said, 'first_event_timestamp', 'first_event_time', 'detection_timestamp'),
    lastSeenAt: momentIn(said, 'last_event_timestamp', 'last_event_time'),
    status: standingOf(said),
  });

/** The end happened when the workflow changed. */
const timeOf = (said: Dig): string | undefined =>
  (isClosed(said) ? timeIn(said, 'workflow.change_timestamp', 'workflow.last_update_time') : undefined) ??
  timeIn(said, 'detection_timestamp', 'backend_timestamp', 'create_time', 'alert_timestamp');

/** The data forwarder writes the address of the console without `https://`. */
function linkOf(said: Dig): string | undefined {
  const text = said.text('alert_url');
  if (text === undefined) return undefined;
  return /^https?:/i.test(text) ? linkIn(said, 'alert_url') : httpUrl(`https://${text}`);
}

const labelsOf = (said: Dig) => ({
  organization: said.take('org_key'),
  policy: said.take('device_policy', 'policy_name'),
  targetValue: said.take('device_target_value', 'target_value'),
  os: said.take('device_os'),
  watchlist: said.take('watchlists.0.name'),
  tags: said.take('tags'),
});

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const [occurredAt, action, title] = [timeOf(said), actionOf(said), titleOf(said)];
  return detected(
    {
      identity: identified(
        { id: said.text('id', 'legacy_alert_id'), update: updateOf(said), record, occurredAt },
        received,
      ),
      problem: problemOf(said),
      record,
      class: 'threat',
      title,
      description: said.take('reason') ?? said.text('report_description'),
      ...severityOf(said),
      state: isClosed(said) ? 'resolved' : 'open',
      action,
      occurredAt,
      attack: attacks(attackTags(said)),
      ...ruleOf(said),
      finding: findingOf(said),
      ...placesOf(said),
      labels: labelsOf(said),
      url: linkOf(said),
      facts: mergeFacts(factsBut(record, said), factsBut(around)),
    },
    received,
  );
}

const own = [
  'device_name',
  'device_id',
  'threat_id',
  'reason_code',
  'sensor_action',
  'alert_url',
  'detection_timestamp',
];

/** An alert says what it is and has two of the vendor's own fields. */
function isAlert(fields: Fields): boolean {
  const said = dig(fields);
  const isSaying = said.text('reason', 'report_name', 'threat_id') !== undefined;
  return isSaying && own.filter((name) => said.value(name) !== undefined).length >= 2;
}

/** Events of endpoints are what alerts are made of; the forwarder sends them when it is told to. */
function ignored(fields: Fields): string | undefined {
  if (dig(fields).text('type')?.startsWith('endpoint.event') === true) return 'telemetry';
  const { num_found, results } = fields;
  return num_found !== undefined && Array.isArray(results) && results.length === 0 ? 'no-alerts' : undefined;
}

/** Carbon Black Cloud: alerts of its data forwarder and of version 7 of its Alerts API. */
export const carbonBlack = defineSource({
  vendor: 'Broadcom',
  product: 'Carbon Black Cloud',
  docs: 'https://developer.carbonblack.com/reference/carbon-black-cloud/data-forwarder/schema/latest/alert-2.1.0',
  about: {
    name: 'Carbon Black Cloud',
    setup: [
      'Carbon Black posts to no webhook: its data forwarder writes to a bucket, and a relay posts what it finds there. In the console, open Settings, Data Forwarders, click Add Forwarder, and choose the type Alert, the newest schema, and your bucket of S3 or Azure.',
      'Let the relay (Cribl, Vector, Logstash, a function that the bucket calls) post each file, its lines as they are, to {url} with the header `Authorization: Bearer <token>`.',
      'A job may instead ask the Alerts API, `POST /api/alerts/v7/orgs/<org key>/alerts/_search`, and post the answer.',
    ],
    auth: `{ bearer: "\${CARBON_BLACK_HOOK_TOKEN}" }`,
    arrives:
      'Alerts, one a line, when they are raised and again when they change; or the answer of the Alerts API with its list `results`.',
    becomes:
      'An alert each, with the rule, the watchlist’s report or the reason code as its type. Severity 9 and 10 is critical, 7 and 8 ' +
      'high, 4 to 6 medium, 1 to 3 low. The same threat on the same device is one problem. CLOSED resolves it. What the sensor did ' +
      'is the action.',
    notes: ['Events of endpoints (`endpoint.event.…`) are ignored: give alerts a forwarder of their own.'],
  },
  consoles: ['*.conferdeploy.net', '*.carbonblackcloud.vmware.com', '*.carbonblack-us-gov.vmware.com'],
  read: (payload, received) =>
    readRecords(payload, received, {
      name: 'Carbon Black',
      lists: ['results', 'alerts', 'records'],
      isRecord: isAlert,
      ignored,
      read: (fields, around) => [toDetection(fields, around, received)],
    }),
});
