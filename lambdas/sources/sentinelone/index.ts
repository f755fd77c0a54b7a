import type { Severity } from '../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../domain/detection.ts';
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

const actorOf = (said: Dig): DraftActor =>
  defined({
    ip: said.take('alertInfo.srcIp', 'detectionTime.attacker.ip'),
    user: said.take(
      'threatInfo.processUser',
      'sourceProcessInfo.user',
      'process.username',
      'agentDetectionInfo.agentLastLoggedInUserName',
      'username',
      'detectionTime.targetUser.name',
    ),
    process: said.take(
      'threatInfo.originatorProcess',
      'sourceProcessInfo.filePath',
      'sourceProcessInfo.name',
      'process.file.path',
      'process.name',
    ),
  });

const hosts = [
  'agentRealtimeInfo.agentComputerName',
  'agentDetectionInfo.name',
  'agentRealtimeInfo.name',
  'asset.name',
  'assets.0.name',
  'agentComputerName',
] as const;

/** A unified alert tells where its asset ran when it was detected. */
const ran = (name: string): string => `detectionTime.assets.0.kubernetes.${name}`;
const pods = ['kubernetesInfo.pod', ran('podName')];
const containers = ['containerInfo.name', ran('containerName')];

const targetOf = (said: Dig): DraftTarget =>
  defined({
    kind: said.text(...pods, ...containers) === undefined ? 'host' : 'container',
    host: said.take(...hosts),
    cluster: said.take('kubernetesInfo.cluster', ran('clusterName')),
    namespace: said.take('kubernetesInfo.namespace', ran('namespaceName')),
    workload: said.take('kubernetesInfo.controllerName', ran('controllerName')),
    pod: said.take(...pods),
    container: said.take(...containers),
    image: said.take('containerInfo.image', ran('containerImageName')),
    resource: said.take('threatInfo.filePath', 'targetProcessInfo.tgtFilePath', 'filePath', 'file.path'),
  });

const labelsOf = (said: Dig) => ({
  classification: said.take('threatInfo.classification', 'classification'),
  confidence: said.take('threatInfo.confidenceLevel', 'confidenceLevel'),
  verdict: said.take('threatInfo.analystVerdict', 'alertInfo.analystVerdict', 'analystVerdict'),
  status: said.take(...statuses),
  site: said.take('agentDetectionInfo.siteName', 'agentRealtimeInfo.siteName', 'siteName'),
  group: said.take('agentDetectionInfo.groupName', 'agentRealtimeInfo.groupName', 'groupName'),
  account: said.take('agentDetectionInfo.accountName', 'agentRealtimeInfo.accountName', 'accountName'),
});

const commands = [
  'sourceProcessInfo.commandline',
  'threatInfo.maliciousProcessArguments',
  'process.cmdLine',
  'targetProcessInfo.tgtProcCmdLine',
] as const;

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

/** What was found, and the kind of it: of a threat its class, of an alert its rule. */
function namesIn(said: Dig): { readonly name: string; readonly type: string } {
  const name = said.text('threatInfo.threatName', 'ruleInfo.name', 'name', 'threatName') ?? 'SentinelOne alert';
  return { name, type: said.text('ruleInfo.name', 'threatInfo.classification', 'name', 'classification') ?? name };
}

/** Techniques stand as `name` beside a link whose address names their parent only. */
function attackOf(record: Fields): Detection['attack'] {
  const lists = [record['indicators'], record['attackTechniques'], record['mitre']];
  const texts = Object.entries(factsOf({ lists })).flatMap(([path, text]) => (/link|url/i.test(path) ? [] : [text]));
  return attacks(texts);
}

function problemOf(said: Dig, actor: DraftActor, target: DraftTarget): string[] {
  const { name, type } = namesIn(said);
  const place = exactly(target.host ?? '', said.text(...hashes) ?? '');
  return [type, name, place, target.resource ?? actor.process ?? ''];
}

function titleOf(said: Dig, actor: DraftActor, target: DraftTarget, action: Detection['action']): string {
  const { name, type } = namesIn(said);
  const what = target.resource ?? actor.process;
  const title = headline(type === name ? name : `${type} ${name}`, { what, on: target.host, by: actor.user });
  return action === 'blocked' ? `${title}, mitigated` : title;
}

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const [actor, target, action, state] = [actorOf(said), targetOf(said), actionOf(said), stateOf(said)];
  const occurredAt = timeIn(said, ...times);
  const update = [said.text(...updates), state];
  return detected(
    {
      identity: identified({ id: said.text(...ids), update, record, occurredAt }, received),
      problem: problemOf(said, actor, target),
      record,
      type: namesIn(said).type,
      title: titleOf(said, actor, target, action),
      description: said.take('ruleInfo.description', 'description'),
      ...severityOf(said),
      state,
      action,
      occurredAt,
      actor,
      target,
      attack: attackOf(record),
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
      'An alert with the classification or the rule as its type, and the host, file, process and user. Threats have no ' +
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
