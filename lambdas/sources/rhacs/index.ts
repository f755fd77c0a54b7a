import type { AlertAction, Evidence, Remediation, Severity } from '../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../domain/detection.ts';
import { exactly, podFamily } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { severityWord } from '../_kit/severity.ts';

// `storage.Alert` as JSON (https://github.com/stackrox/stackrox/blob/master/proto/storage/alert.proto): defaults are left out.

const policy = 'alert.policy';
const under = (name: string): string => `alert.${name}`;

const meaning = (word: string): Severity | undefined => severityWord(word.replace(/_SEVERITY$/i, ''));

/** The attributes of the violations, each the first time that it comes: pod, container, commands, user. */
function attributesOf(said: Dig): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const attrs = said.list('alert.violations').flatMap((violation) => dig(violation).list('keyValueAttrs.attrs'));
  for (const attr of attrs) {
    const { text } = dig(attr);
    const [key, value] = [text('key')?.toLowerCase(), text('value')];
    if (key !== undefined && value !== undefined && !found.has(key)) found.set(key, value);
  }
  return found;
}

const process = 'alert.processViolation.processes.0';

function imageOf(said: Dig): string | undefined {
  const images = ['alert.image', 'alert.deployment.containers.0.image'];
  return (
    said.take(...images.map((image) => `${image}.name.fullName`)) ?? said.take(...images.map((image) => `${image}.id`))
  );
}

function kindOf(said: Dig): string {
  const resource = said.text('alert.resource.resourceType')?.toLowerCase();
  if (resource !== undefined) return resource;
  if (said.value('alert.image') !== undefined) return 'image';
  if (said.value('alert.deployment') === undefined && said.text('alert.node.name') !== undefined) return 'node';
  return said.text('alert.deployment.type')?.toLowerCase() ?? 'workload';
}

const targetOf = (said: Dig, attributes: ReadonlyMap<string, string>): DraftTarget =>
  defined({
    kind: kindOf(said),
    host: said.text('alert.node.name'),
    cluster: said.take(
      'alert.clusterName',
      'alert.deployment.clusterName',
      'alert.resource.clusterName',
      'alert.node.clusterName',
    ),
    namespace: said.take('alert.namespace', 'alert.deployment.namespace', 'alert.resource.namespace'),
    workload: said.take('alert.deployment.name'),
    pod: said.text(`${process}.podId`) ?? attributes.get('pod'),
    container: said.text(`${process}.containerName`) ?? attributes.get('container'),
    image: imageOf(said),
    resource: said.take('alert.resource.name'),
  });

const actorOf = (said: Dig, attributes: ReadonlyMap<string, string>): DraftActor =>
  defined({
    user: attributes.get('kubernetes api username') ?? attributes.get('username') ?? attributes.get('user'),
    ip: attributes.get('source ip') ?? attributes.get('ip'),
    process: said.text(`${process}.signal.execFilePath`, `${process}.signal.name`),
  });

/** What it did, not what its policy says that it would do. */
function actionOf(said: Dig): AlertAction {
  const done = said.text('alert.enforcement.action');
  if (said.text('alert.state') === 'ATTEMPTED') return 'blocked';
  return done === undefined || done === 'UNSET_ENFORCEMENT' ? 'observed' : 'blocked';
}

const commandOf = (item: unknown): string => {
  const { text } = dig(item);
  return joined([text('signal.execFilePath', 'signal.name'), text('signal.args')]);
};

function evidenceOf(said: Dig): Evidence[] {
  const violations = said.list('alert.violations').flatMap((item): Evidence[] => {
    const each = dig(item);
    const attrs = each
      .list('keyValueAttrs.attrs')
      .map((attr) => joined([dig(attr).text('key'), dig(attr).text('value')], ': '));
    const content = joined([each.text('message'), ...attrs], '\n');
    return content === '' ? [] : [defined({ at: timeIn(each, 'time'), kind: 'violation', content })];
  });
  const commands = said.list('alert.processViolation.processes').flatMap((item): Evidence[] => {
    const content = commandOf(item);
    return content === '' ? [] : [defined({ at: timeIn(dig(item), 'signal.time'), kind: 'command', content })];
  });
  return [...violations, ...commands];
}

function remediationOf(said: Dig): Remediation | undefined {
  const text = said.take(`${policy}.remediation`);
  return text === undefined ? undefined : { steps: [{ text }] };
}

function attackOf(said: Dig): Detection['attack'] {
  const vectors = [...said.list(`${policy}.mitreAttackVectors`), ...said.list('alert.mitreAttackVectors')];
  return attacks([
    ...vectors.flatMap((vector) => textsOf(dig(vector).value('techniques'))),
    ...textsOf(said.value(`${policy}.categories`)),
  ]);
}

const whereOf = ({ cluster, namespace, workload, resource, pod, image, host }: DraftTarget): string =>
  joined([cluster, namespace, workload ?? resource ?? pod ?? image ?? host], '/');

const endings = new Map([
  ['RESOLVED', ', resolved'],
  ['SNOOZED', ', snoozed'],
  ['ATTEMPTED', ', blocked'],
]);

/** The deployment or resource, of a pod without one its family; else the image or the node. */
const unitOf = ({ workload, resource, pod, image, host }: DraftTarget): string =>
  workload ?? resource ?? (pod === undefined ? (image ?? host ?? '') : podFamily(pod));

const labelsOf = (said: Dig, target: DraftTarget, state: string | undefined) => ({
  lifecycle: said.text('alert.lifecycleStage')?.toLowerCase(),
  state,
  enforcement: said.take('alert.enforcement.action'),
  cluster: target.cluster,
  namespace: target.namespace,
  workload: target.workload,
});

/** What the policy is for, and what happened. */
function descriptionOf(said: Dig): string | undefined {
  const message = said.text('alert.violations.0.message', 'alert.processViolation.message');
  return joined([said.take(`${policy}.description`), said.take(`${policy}.rationale`), message], '\n\n') || undefined;
}

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const attributes = attributesOf(said);
  const [target, actor, action] = [targetOf(said, attributes), actorOf(said, attributes), actionOf(said)];
  const type = said.take(`${policy}.name`) ?? said.text(`${policy}.id`) ?? 'policy violation';
  const state = said.take('alert.state') ?? 'ACTIVE';
  const isOver = state === 'RESOLVED' || state === 'SNOOZED';
  const occurredAt = timeIn(said, ...(isOver ? ['alert.resolvedAt'] : []), 'alert.time', 'alert.firstOccurred');
  const where = whereOf(target);
  const ending = endings.get(state) ?? (action === 'blocked' ? ', blocked' : '');
  return detected(
    {
      identity: [
        said.text('alert.id') ?? joined([type, where], '\n'),
        state,
        occurredAt ?? received.receivedAt.slice(0, 10),
      ],
      problem: [exactly(type, joined([target.cluster, target.namespace, unitOf(target)], '\n'))],
      record: payload,
      type,
      title: joined([type, where], ' in ') + ending,
      description: descriptionOf(said),
      ...severityIn(said, [`${policy}.severity`], 'medium', meaning),
      state: isOver ? 'resolved' : 'open',
      action,
      occurredAt,
      actor,
      target,
      attack: attackOf(said),
      remediation: remediationOf(said),
      evidence: evidenceOf(said),
      labels: labelsOf(said, target, state),
      facts: factsBut(payload, said),
    },
    received,
  );
}

function read(payload: unknown, received: Received): Reading {
  const said = dig(payload);
  if (isFields(payload) && isFields(said.value('alert'))) {
    const detections = [toDetection(said, payload, received)];
    // https://github.com/stackrox/stackrox/blob/master/central/notifiers/generic/generic.go
    return said.text('alert.id') === 'testalert'
      ? { kind: 'ignored', reason: 'test', detections }
      : { kind: 'alerts', detections };
  }
  if (said.value('audit') !== undefined) return { kind: 'ignored', reason: 'audit' };
  if (said.value('networkpolicy') !== undefined) return { kind: 'ignored', reason: 'network-policy' };
  if (isFields(payload) && said.text('policy.name') !== undefined) return read({ alert: payload }, received);
  return noAlert(payload, 'no StackRox alert in it');
}

/** Red Hat Advanced Cluster Security, which is StackRox: policy violations, by its generic webhook. */
export const rhacs = defineSource({
  vendor: 'Red Hat',
  product: 'Advanced Cluster Security',
  docs: 'https://docs.openshift.com/acs/integration/integrate-using-generic-webhooks.html',
  about: {
    name: 'Red Hat ACS (StackRox)',
    setup: [
      'In the RHACS portal, open Platform Configuration, Integrations, Notifier Integrations, "Generic Webhook", and press "New integration".',
      'Endpoint: {url}. Leave "Skip TLS verification" and "Enable audit logging" unticked.',
      'Under Headers add `Authorization` with the value `Bearer <token>`. Press "Test", then "Save".',
      'Under Policy Management select the policies (all, with the box in the header), "Bulk actions", "Enable notification", and choose this integration.',
    ],
    auth: `{ bearer: "\${RHACS_HOOK_TOKEN}" }`,
    arrives: 'One violation a request, as it happens; the same alert again when it has happened again.',
    becomes:
      'An alert a violation, with the policy as its type and the deployment, image or resource as its target; the violations and ' +
      'commands are its evidence. The policy’s severity is taken; what enforcement stopped says blocked. One policy on one deployment is one problem.',
    notes: [
      'Only policies with this notifier report here, also those that are made later: check new ones.',
      'RHACS tries three times within a second and gives up, and of a running deployment it keeps the last forty violations.',
      'Custom fields of the integration arrive as facts. Audit log messages are accepted and not forwarded.',
    ],
  },
  fields: [
    ...['id', 'policy', 'lifecycleStage', 'clusterId', 'clusterName', 'namespace', 'namespaceId'].map(under),
    ...['deployment', 'image', 'resource', 'node', 'violations', 'processViolation', 'enforcement'].map(under),
    ...['time', 'firstOccurred', 'resolvedAt', 'state', 'snoozeTill', 'tags'].map(under),
    ...['platformComponent', 'entityType'].map(under),
    // The operator names custom fields.
    '*',
  ],
  read,
});
