import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import { defineSource, type Received } from '../_kit/define-source.ts';
import { detected, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified, shown } from '../_kit/identified.ts';
import { pasted } from '../_kit/markdown-snippet.ts';
import { readRecords } from '../_kit/records.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { momentIn } from '../_kit/typed-places.ts';
import { takeRepeats } from '../_kit/typed-values.ts';
import {
  actorOf,
  cloudOf,
  commands,
  connectionOf,
  containerOf,
  fileIn,
  kubernetesOf,
  sensorOf,
  targetOf,
} from './places.ts';

// Three shapes: a threat (`threatInfo`), an alert of a STAR rule (`alertInfo`, `ruleInfo`), and a unified alert.

const isUnified = (said: Dig): boolean =>
  said.text('id', 'externalId') !== undefined &&
  said.text('name') !== undefined &&
  said.value('severity', 'detectionSource', 'analystVerdict', 'asset', 'assets') !== undefined;

/** Before version 2.1 of the API a threat had no `threatInfo`: `https://…/web/api/v2.0/threats`. */
const isOldThreat = (said: Dig): boolean =>
  said.text('threatName') !== undefined &&
  said.text('agentComputerName', 'classification', 'fileDisplayName') !== undefined;

function isRecord(fields: Fields): boolean {
  if (['threatInfo', 'alertInfo', 'ruleInfo'].some((name) => isFields(fields[name]))) return true;
  const said = dig(fields);
  return isUnified(said) || isOldThreat(said);
}

const confidence = new Map<string, Severity>([
  ['malicious', 'high'],
  ['suspicious', 'medium'],
]);

/** Threats have no severity: what the engines think of it stands in. */
function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const level = said.text('threatInfo.confidenceLevel', 'confidenceLevel')?.trim().toLowerCase() ?? '';
  return severityIn(said, ['ruleInfo.severity', 'severity', 'alertInfo.severity'], confidence.get(level) ?? 'medium');
}

const statuses = ['threatInfo.incidentStatus', 'alertInfo.incidentStatus', 'incidentStatus', 'status'] as const;

const stateOf = (said: Dig): Detection['state'] =>
  /^(?:resolved|closed)$/i.test(said.text(...statuses)?.trim() ?? '') ? 'resolved' : 'open';

const verdicts = ['threatInfo.analystVerdict', 'alertInfo.analystVerdict', 'analystVerdict'] as const;

/** How a threat that is not resolved stands; an analyst may judge it before resolving it. */
function standingOf(said: Dig): 'suppressed' | 'in_progress' | undefined {
  if (/^false_?positive$/i.test(said.text(...verdicts)?.trim() ?? '')) return 'suppressed';
  return /^in_?progress$/i.test(said.text(...statuses)?.trim() ?? '') ? 'in_progress' : undefined;
}

function actionOf(said: Dig): Detection['action'] {
  const status =
    said
      .text('threatInfo.mitigationStatus', 'mitigationStatus', 'result')
      ?.toLowerCase()
      .replace(/[\s-]+/g, '_') ?? '';
  if (/^(?:mitigated|blocked|prevented)$/.test(status)) return 'blocked';
  if (/^(?:not_mitigated|unmitigated|active|suspicious)$/.test(status)) return 'observed';
  return status === 'marked_as_benign' ? 'allowed' : 'unknown';
}

const labelsOf = (said: Dig) => ({
  classification: said.take('threatInfo.classification', 'classification'),
  confidence: said.take('threatInfo.confidenceLevel', 'confidenceLevel'),
  verdict: said.take(...verdicts),
  status: said.take(...statuses),
  site: said.take('agentDetectionInfo.siteName', 'agentRealtimeInfo.siteName', 'siteName'),
  group: said.take('agentDetectionInfo.groupName', 'agentRealtimeInfo.groupName', 'groupName'),
  account: said.take('agentDetectionInfo.accountName', 'agentRealtimeInfo.accountName', 'accountName'),
});

const ids = ['threatInfo.threatId', 'alertInfo.alertId', 'id', 'externalId'] as const;
const updates = ['threatInfo.updatedAt', 'alertInfo.updatedAt', 'updatedAt'] as const;
const hashes = [
  'threatInfo.sha256',
  'threatInfo.sha1',
  'sourceProcessInfo.fileHashSha256',
  'fileContentHash',
  'process.file.sha256',
] as const;

const times = [
  'threatInfo.identifiedAt',
  'threatInfo.createdAt',
  'alertInfo.reportedAt',
  'alertInfo.createdAt',
  'detectedAt',
  'createdAt',
  'createdDate',
] as const;

/** Everything that has a place of its own. */
const placesOf = (said: Dig) => ({
  actor: actorOf(said),
  target: targetOf(said),
  connection: connectionOf(said),
  file: fileIn(said),
  container: containerOf(said),
  kubernetes: kubernetesOf(said),
  cloud: cloudOf(said),
  sensor: sensorOf(said),
});
type Found = ReturnType<typeof placesOf>;

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take(...ids),
    firstSeenAt: momentIn(
      said,
      'threatInfo.identifiedAt',
      'alertInfo.createdAt',
      'firstSeenAt',
      'detectedAt',
      'createdAt',
    ),
    lastSeenAt: momentIn(said, 'lastSeenAt'),
    status: standingOf(said),
  });

interface Names {
  readonly name: string;
  readonly type: string;
  readonly category: string | undefined;
}

/** A unified alert of a file: `eicar.com.txt detected as Malware`. */
const kindIn = (name: string | undefined): string | undefined => name?.replace(/^.* detected as /, '');

/** What was found, and the kind of it: of a threat its class, of an alert its rule. */
function namesIn(said: Dig): Names {
  const name = said.text('threatInfo.threatName', 'ruleInfo.name', 'name', 'threatName') ?? 'SentinelOne alert';
  const rule = said.text('ruleInfo.name', 'threatInfo.classification') ?? kindIn(said.text('name'));
  const category = said.text('threatInfo.classification', 'classification');
  return { name, type: rule ?? category ?? name, category };
}

/** Techniques stand as `name` beside a link whose address names their parent only. */
function attackOf(record: Fields, said: Dig): Detection['attack'] {
  const lists = [record['indicators'], record['attackTechniques'], record['mitre']];
  const texts = Object.entries(factsOf({ lists })).flatMap(([path, text]) => (/link|url/i.test(path) ? [] : [text]));
  const attack = attacks(texts);
  takeTags(said, attack, 'indicators', 'attackTechniques', 'mitre');
  return attack;
}

const whatOf = ({ actor, file }: Found): string | undefined => file?.path ?? actor.process?.path ?? actor.process?.name;

function problemOf(said: Dig, { name, type }: Names, found: Found): string[] {
  const place = exactly(found.target.host ?? '', said.text(...hashes) ?? '');
  return [type, name, place, whatOf(found) ?? ''];
}

function titleOf({ name, type }: Names, found: Found, action: Detection['action']): string {
  const { actor, target } = found;
  const named = name.includes(type) ? name : `${type} ${name}`;
  const title = headline(named, { what: whatOf(found), on: target.host, by: actor.user });
  return action === 'blocked' ? `${title}, mitigated` : title;
}

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const [names, found, action, state] = [namesIn(said), placesOf(said), actionOf(said), stateOf(said)];
  const occurredAt = timeIn(said, ...times);
  const finding = findingOf(said);
  takeRepeats(said, finding?.vendorUid, ...ids);
  takeRepeats(said, names.type, 'ruleInfo.name', 'name');
  takeRepeats(said, found.file?.name, 'threatInfo.threatName');
  const update = [said.text(...updates), state];
  return detected(
    {
      identity: identified({ id: finding?.vendorUid, update, record, occurredAt }, received),
      problem: problemOf(said, names, found),
      record,
      type: names.type,
      rule: defined({ category: names.category === names.type ? undefined : names.category }),
      finding,
      title: titleOf(names, found, action),
      description: said.take('ruleInfo.description', 'description'),
      ...severityOf(said),
      state,
      action,
      occurredAt,
      ...found,
      attack: attackOf(record, said),
      evidence: shown('command', said.take(...commands), occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, 'url', 'link', 'threatUrl', 'consoleUrl'),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}

const body = '{{singularity-response-trigger.data}}';

/** SentinelOne Singularity: threats, alerts of STAR rules and unified alerts, by Hyperautomation or a poller. */
export const sentinelone = defineSource({
  vendor: 'SentinelOne',
  product: 'Singularity',
  docs: 'https://usea1-partners.sentinelone.net/api-doc/overview',
  about: {
    name: 'SentinelOne Singularity',
    setup: [
      'In the SentinelOne console, open Hyperautomation, Workflows, "New workflow", and choose the trigger "Singularity Response Trigger" for alerts (created and updated).',
      'Add the action "Send HTTP Request": method POST, URL {url}, header `Authorization: Bearer <token>`, content type JSON.',
      pasted('As its body, choose the data of the trigger (the variable picker writes it), alone:', body, 'text'),
      'Activate the workflow. Without Hyperautomation, have a poller post what `GET /web/api/v2.1/threats` or `/web/api/v2.1/cloud-detection/alerts` returns: the whole answer or one object of `data`.',
    ],
    auth: `{ bearer: "\${SENTINELONE_HOOK_TOKEN}" }`,
    arrives: 'A threat, an alert of a STAR rule or a unified alert a request, or a list of them under `data`.',
    becomes:
      'An alert with the classification or the rule as its type (of a unified alert what a file was detected as), and the host, ' +
      'file, process and user. Threats have no ' +
      'severity: malicious is high, suspicious medium; rules and unified alerts have their own. The mitigation status says ' +
      'whether it was stopped. The same file on the same host is one problem; the incident status resolved resolves it.',
    notes: [
      'SentinelOne documents no webhook of its own publicly: what arrives is what your workflow or poller sends.',
      'An update (`updatedAt`) is a new occurrence of the same problem.',
    ],
  },
  consoles: ['*.sentinelone.net'],
  read: (payload, received) =>
    readRecords(payload, received, {
      name: 'SentinelOne',
      lists: ['data', 'threats', 'alerts', 'threat', 'alert', 'node', 'edges'],
      isRecord,
      read: (fields, around) => [toDetection(fields, around, received)],
    }),
});
