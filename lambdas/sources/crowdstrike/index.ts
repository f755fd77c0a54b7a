import type { Severity } from '../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import {
  defined,
  type Fields,
  factsBut,
  factsOf,
  isFields,
  mergeFacts,
  textOf,
} from '../../domain/values/json-fields.ts';
import { defineSource, type Received } from '../_kit/define-source.ts';
import { detected, linkIn, timeIn, wordsOf } from '../_kit/detected.ts';
import { undotted } from '../_kit/dotted-keys.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified, shown } from '../_kit/identified.ts';
import { pasted } from '../_kit/markdown-snippet.ts';
import { readRecords } from '../_kit/records.ts';
import { severityWord } from '../_kit/severity.ts';
import { namedAttacks } from '../_kit/technique-names.ts';

// An alert of the Alerts API, an event of the event stream (`event`), or what a Fusion workflow sends (`data`, `meta`).
const places = ['', 'event.', 'data.', 'data.detections.', 'data.devices.', 'data.device.', 'behaviors.0.'] as const;

/** The paths under which some fields may stand, the first name first. */
const at = (...names: readonly string[]): string[] => names.flatMap((name) => places.map((place) => place + name));

const ids = at('composite_id', 'detection_id', 'detect_id', 'incident_id', 'case_id', 'indicator_id', 'alert_id');
const names = at(
  'display_name',
  'detect_name',
  'pattern_name',
  'ioa_rule_name',
  'name',
  'title',
  'scenario',
  'rule_name',
  'policy_statement',
);
const severityNames = at(
  'severity_name',
  'severity_display_name',
  'max_severity_displayname',
  'urgency',
  'rule_priority',
);
const severities = at('severity', 'max_severity', 'fine_score');
const hosts = [
  'device.hostname',
  'hosts.0.hostname',
  ...at('hostname', 'computer_name', 'host', 'target_endpoint_host_name', 'source_endpoint_host_name', 'host_names'),
  ...at('threatgraph_indicators.0.hostname'),
];

const eventTypeOf = (fields: Fields): string => dig(fields).text('metadata.eventType', 'metadata.event_type') ?? '';

/** What happens in the console, and reports: https://falcon.crowdstrike.com/documentation/page/d88d8ed6/streaming-api-event-dictionary */
const isActivity = (fields: Fields): boolean =>
  /AuditEvent$|^RemoteResponseSession|^ScheduledReport|^HashSpreading/.test(eventTypeOf(fields));

function isRecord(fields: Fields): boolean {
  const said = dig(undotted(fields));
  if (said.text(...ids) !== undefined || eventTypeOf(fields) !== '') return true;
  return said.text(...names) !== undefined && said.text(...severityNames, ...severities) !== undefined;
}

/** 0 to 100; the bands of severity names in the Alerts API. */
function bandOf(level: number): Severity {
  if (level >= 80) return 'critical';
  if (level >= 60) return 'high';
  if (level >= 40) return 'medium';
  return level >= 20 ? 'low' : 'info';
}

/** 1 to 5 in events of the stream before 2023, and in variables of workflows. */
const byStep: Readonly<Record<string, Severity>> = {
  '1': 'info',
  '2': 'low',
  '3': 'medium',
  '4': 'high',
  '5': 'critical',
};

const bandIn = (text: string): Severity | undefined =>
  /^\d+(?:\.\d+)?$/.test(text) ? bandOf(Number(text)) : undefined;

function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  for (const path of [...severityNames, ...severities]) {
    const text = said.text(path)?.trim() ?? '';
    const step = /^(?:event|data)\./.test(path) ? byStep[text] : undefined;
    const severity = severityWord(text) ?? step ?? bandIn(text);
    if (severity !== undefined) return { severity, vendorSeverity: said.take(path) ?? text };
  }
  return { severity: 'medium' };
}

// 40 is the status of an incident that was closed.
const isOver = /^(?:closed?|resolved?|false_positive|ignored|auto_closed|auto_resolved|40)$/i;

const stateOf = (said: Dig): Detection['state'] =>
  isOver.test(said.text(...at('status', 'state', 'event_type'))?.trim() ?? '') ? 'resolved' : 'open';

const prevented = /^(?:process_blocked|operation_blocked|kill_\w+|quarantine_\w+|\w+_operation_blocked|suspend_\w+)$/;

/** The disposition of the pattern: `Prevention, process killed.`, `Detection, standard detection.`, and its flags. */
function actionOf(said: Dig): Detection['action'] {
  const told = said.text(...at('pattern_disposition_description')) ?? '';
  if (/^detection/i.test(told) || /would have/i.test(told)) return 'observed';
  if (/^prevention|quarantine|\bblocked|\bkilled/i.test(told)) return 'blocked';
  const flags = said.value(...at('pattern_disposition_details', 'pattern_disposition_flags'));
  if (!isFields(flags)) return 'unknown';
  const snake = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const isPrevented = Object.entries(flags).some(
    ([name, set]) => prevented.test(snake(name)) && textOf(set)?.toLowerCase() === 'true',
  );
  return isPrevented ? 'blocked' : 'observed';
}

const actorOf = (said: Dig): DraftActor =>
  defined({
    ip: said.take(
      ...at('source_endpoint_address_ip4', 'source_endpoint_ip_address', 'source_ip', 'source_ips', 'user_source_ip'),
      ...at('remote_address'),
    ),
    user: said.take(...at('user_name', 'source_account_name', 'user_principal', 'user')),
    process: said.take(...at('filename', 'file_name', 'image_file_name')),
  });

const targetOf = (said: Dig): DraftTarget =>
  defined({
    kind: 'host',
    host: said.take(...hosts),
    cluster: said.take(...at('cluster_name')),
    namespace: said.take(...at('namespace')),
    pod: said.take('pod_name', ...at('pod_name'), 'device.pod_name'),
    container: said.take(...at('container_name')),
    image: said.take(...at('container_image', 'image_name')),
    resource: said.take(...at('filepath', 'file_path', 'cloud_resource_id', 'resource_id')),
  });

const labelsOf = (said: Dig) => ({
  status: said.take(...at('status')),
  product: said.take(...at('product')),
  tactic: said.take(...at('tactic', 'tactics')),
  cid: said.take(...at('cid'), 'metadata.customerIDString'),
  platform: said.take('device.platform_name', ...at('platform_name')),
  eventType: said.take('metadata.eventType', 'metadata.event_type'),
});

const idOf = (said: Dig): string | undefined => said.text(...ids, 'data.id', 'id');

const updates = at('updated_timestamp', 'modified_timestamp', 'last_updated_timestamp', 'last_behavior');

const times = [
  ...at('timestamp', 'context_timestamp', 'start_time', 'start', 'created_timestamp', 'created', 'process_start_time'),
  ...at('incident_start_time', 'start_time_epoch', 'event_created_timestamp'),
  'metadata.eventCreationTime',
  'meta.timestamp',
];

/** The techniques of the pattern, and those of all its parts. */
function attackOf(said: Dig): Detection['attack'] {
  const own = [...at('technique_id'), ...at('technique_ids'), ...at('techniques')].map((path) => said.text(path));
  const parts = Object.values(factsOf(said.value('mitre_attack', 'event.mitre_attack') ?? {}));
  return namedAttacks([...own, ...parts], said.text(...at('technique')));
}

/** What it is called. An incident has none but the number of its kind, and a lead is called by its time as well. */
function nameOf(said: Dig, eventType: string): string {
  const own = names.map((path) => said.text(path)?.replace(/ at \d{4}-\d{2}-\d{2}T\S+$/, ''));
  const kind = wordsOf(eventType.replace(/(?:Summary|Streaming|Notification){0,3}Event$/, ''));
  return (
    own.find((name) => name !== undefined && !/^[\d.]+$/.test(name)) ?? `CrowdStrike ${kind === '' ? 'alert' : kind}`
  );
}

/** Where no host is named: the incident, or the rule and the resource in the cloud. */
const placeOf = (said: Dig, target: DraftTarget): string =>
  target.host ??
  said.text(...at('incident_id')) ??
  [...at('policy_id'), ...at('account_id'), ...at('host_id')]
    .map((path) => said.text(path) ?? '')
    .concat(target.resource ?? '')
    .join('\n')
    .trim();

function problemOf(type: string, said: Dig, actor: DraftActor, target: DraftTarget): string[] {
  const technique = said.text(...at('technique_id')) ?? '';
  return [type, exactly(placeOf(said, target)), actor.user ?? '', actor.process ?? '', technique];
}

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const fields = undotted(record);
  const said = dig(fields);
  const type = nameOf(said, eventTypeOf(record));
  const [actor, target, action, state] = [actorOf(said), targetOf(said), actionOf(said), stateOf(said)];
  const occurredAt = timeIn(said, ...times);
  const { user: by, process: what, ip: from } = actor;
  const update = [said.text(...updates) ?? said.text(...at('status')), state];
  return detected(
    {
      identity: identified({ id: idOf(said), update, record, occurredAt }, received),
      problem: problemOf(type, said, actor, target),
      record,
      type,
      title: headline(type, { what, on: target.host, by, from, action }),
      description: said.take(...at('description', 'detect_description')),
      ...severityOf(said),
      state,
      action,
      occurredAt,
      actor,
      target,
      attack: attackOf(said),
      evidence: shown('command', said.take(...at('cmdline', 'command_line')), occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, ...at('falcon_host_link', 'detections.url', 'url', 'link'), 'meta.event_reference_url'),
      facts: mergeFacts(factsBut(fields, said), factsOf(around)),
    },
    received,
  );
}

const body = `{
  "composite_id": "\${data['Trigger.Detection.DetectionID']}",
  "display_name": "\${data['Trigger.Detection.Name']}",
  "severity_name": "\${data['Trigger.Detection.SeverityDisplayName']}",
  "timestamp": "\${data['Trigger.ObservedTime']}",
  "falcon_host_link": "\${data['Trigger.SourceEventURL']}",
  "tactic": "\${data['Trigger.Detection.EPP.Behavior.TacticName']}",
  "technique": "\${data['Trigger.Detection.EPP.Behavior.TechniqueName']}",
  "user_name": "\${data['Trigger.Detection.EPP.Process.UserName']}",
  "filename": "\${data['Trigger.Detection.EPP.Process.ImageFileName']}",
  "sha256": "\${data['Trigger.Detection.EPP.Process.SHA256']}",
  "ioc_type": "\${data['Trigger.Detection.EPP.Behavior.IOCType']}",
  "ioc_value": "\${data['Trigger.Detection.EPP.Behavior.IOCValue']}",
  "device": {
    "hostname": "\${data['Trigger.Detection.EPP.Sensor.Hostname']}",
    "device_id": "\${data['Trigger.Detection.EPP.Sensor.SensorID']}",
    "local_ip": "\${data['Trigger.Detection.EPP.Sensor.LocalIP']}",
    "external_ip": "\${data['Trigger.Detection.EPP.Sensor.ExternalIP']}"
  }
}`;

/** CrowdStrike Falcon: what a Fusion workflow posts, an alert of the Alerts API, or an event of the event stream. */
export const crowdstrike = defineSource({
  vendor: 'CrowdStrike',
  product: 'Falcon',
  docs: 'https://marketplace.crowdstrike.com/listings/webhook',
  about: {
    name: 'CrowdStrike Falcon, by Fusion workflows',
    setup: [
      'In the Falcon console, open the CrowdStrike Store, Webhook, Configure, "Add configuration". Enter a name, the URL {url}, ' +
        'and an HMAC secret key of 32 characters or more; leave the signature header at `X-CS-Primary-Signature`; save.',
      'Open Next-Gen SIEM (or Fusion SOAR), Workflows, "Create workflow", and choose the trigger Detection, EPP Detection.',
      pasted(
        'Add the action "Call webhook", choose the configuration, the data format "Custom JSON", and paste:',
        body,
      ),
      'Leave out lines whose variable the editor does not know (NG-SIEM and identity detections have no `EPP` variables). Save and turn the workflow on.',
      'For detections that are closed, add a second workflow with the trigger for status changes, the same body, and the line `"status": "closed",`.',
    ],
    auth: `{ hmac: { scheme: crowdstrike, secret: "\${CROWDSTRIKE_HOOK_SECRET}" } }`,
    arrives:
      'A request for each detection, when the workflow runs. An alert as the Alerts API gives it, alone, in a list or under ' +
      '`resources`, and an event of the event stream are read as well.',
    becomes:
      'An alert with the name of the detection as its type, and its host, user, process and technique. The severity name ' +
      'decides, else the number (80 critical, 60 high, 40 medium, 20 low). The same detection of the same process on the same ' +
      'host by the same user is one problem; the status closed resolves it. The disposition says whether it was blocked.',
    notes: [
      'A workflow that fails, or is paused after too many runs, sends nothing and says so in its execution log alone.',
      'Events of the console’s own audit are recognised and ignored.',
    ],
  },
  consoles: ['*.crowdstrike.com'],
  read: (payload, received) =>
    readRecords(payload, received, {
      name: 'CrowdStrike',
      lists: ['resources', 'detections', 'alerts', 'incidents', 'events'],
      isRecord,
      ignored: (fields) => (isActivity(fields) ? 'audit' : undefined),
      read: (fields, around) => [toDetection(fields, around, received)],
    }),
});
