import type { AlertAction, AlertClass, Evidence, Remediation, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly, podFamily } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { severityWord } from '../_kit/severity.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { momentIn, type Placed } from '../_kit/typed-places.ts';
import { digested, placesOf } from './places.ts';

const policy = 'alert.policy';
const under = (name: string): string => `alert.${name}`;

const meaning = (word: string): Severity | undefined => severityWord(word.replace(/_SEVERITY$/i, ''));

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

const vectors = [`${policy}.mitreAttackVectors`, 'alert.mitreAttackVectors'];

function attackOf(said: Dig): Detection['attack'] {
  const named = vectors
    .flatMap((path) => said.list(path))
    .flatMap((vector) => {
      const { value } = dig(vector);
      return [...textsOf(value('techniques')), ...textsOf(value('tactic'))];
    });
  const found = attacks([...named, ...textsOf(said.value(`${policy}.categories`))]);
  takeTags(said, found, ...vectors);
  return found;
}

const whereOf = ({
  target,
  kubernetes: { cluster, namespace, workload, pod } = {},
  cloud,
  container,
}: Placed): string =>
  joined([cluster, namespace, workload ?? cloud?.resource?.name ?? pod ?? container?.image ?? target.host], '/');

const endings = new Map([
  ['RESOLVED', ', resolved'],
  ['SNOOZED', ', snoozed'],
  ['ATTEMPTED', ', blocked'],
]);

/** The deployment or resource, of a pod without one its family; else the image or the node. */
const unitOf = ({ target, kubernetes: { workload, pod } = {}, cloud, container }: Placed): string =>
  workload ?? cloud?.resource?.name ?? (pod === undefined ? (container?.image ?? target.host ?? '') : podFamily(pod));

const labelsOf = (said: Dig, { kubernetes }: Placed, state: string | undefined) => ({
  lifecycle: said.text('alert.lifecycleStage')?.toLowerCase(),
  state,
  enforcement: said.take('alert.enforcement.action'),
  cluster: kubernetes?.cluster,
  namespace: kubernetes?.namespace,
  workload: kubernetes?.workload,
});

/** What a policy of build and deploy time finds is a vulnerability or a configuration; at run time something happens. */
function classOf(said: Dig, { vulnerabilities }: Placed): AlertClass {
  const categories = textsOf(said.value(`${policy}.categories`));
  if (vulnerabilities !== undefined || categories.includes('Vulnerability Management')) return 'vulnerability';
  const stage = said.text('alert.lifecycleStage') ?? (said.value('alert.image') === undefined ? 'RUNTIME' : 'BUILD');
  return stage === 'RUNTIME' ? 'threat' : 'compliance';
}

/** RHACS keeps one alert for what happens again; one that is snoozed is still there. */
const findingOf = (said: Dig, state: string): Detection['finding'] =>
  defined({
    vendorUid: said.take('alert.id'),
    firstSeenAt: momentIn(said, 'alert.firstOccurred'),
    lastSeenAt: momentIn(said, 'alert.time'),
    status: state === 'SNOOZED' ? ('suppressed' as const) : undefined,
  });

/** What the policy is for, and what happened. */
function descriptionOf(said: Dig): string | undefined {
  const message = said.text('alert.violations.0.message', 'alert.processViolation.message');
  return joined([said.take(`${policy}.description`), said.take(`${policy}.rationale`), message], '\n\n') || undefined;
}

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const [places, action] = [placesOf(said), actionOf(said)];
  const type = said.take(`${policy}.name`) ?? said.text(`${policy}.id`) ?? 'policy violation';
  const state = said.take('alert.state') ?? 'ACTIVE';
  const isOver = state === 'RESOLVED';
  const occurredAt = timeIn(said, ...(isOver ? ['alert.resolvedAt'] : []), 'alert.time', 'alert.firstOccurred');
  const where = whereOf(places);
  const ending = endings.get(state) ?? (action === 'blocked' ? ', blocked' : '');
  return detected(
    {
      identity: [
        said.text('alert.id') ?? joined([type, where], '\n'),
        state,
        occurredAt ?? received.receivedAt.slice(0, 10),
      ],
      problem: [
        exactly(type, joined([places.kubernetes?.cluster, places.kubernetes?.namespace, unitOf(places)], '\n')),
      ],
      record: payload,
      class: classOf(said, places),
      finding: findingOf(said, state),
      type,
      rule: defined({ category: textsOf(said.value(`${policy}.categories`))[0] }),
      title: joined([type, where], ' in ') + ending,
      description: descriptionOf(said),
      ...severityIn(said, [`${policy}.severity`], 'medium', meaning),
      state: isOver ? 'resolved' : 'open',
      action,
      occurredAt,
      ...places,
      container: digested(said, places.container),
      attack: attackOf(said),
      remediation: remediationOf(said),
      evidence: evidenceOf(said),
      labels: labelsOf(said, places, state),
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
      'commands are its evidence. The policy’s severity is taken; what enforcement stopped says blocked. One policy on one deployment is one problem; a snoozed alert is suppressed.',
    notes: [
      'Only policies with this notifier report here, also those that are made later: check new ones.',
      'RHACS tries three times within a second and gives up, and of a running deployment it keeps the last forty violations.',
      'Custom fields of the integration arrive as facts. Audit log messages are accepted and not forwarded.',
    ],
  },
  consoles: ['*.acs.rhcloud.com'],
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
