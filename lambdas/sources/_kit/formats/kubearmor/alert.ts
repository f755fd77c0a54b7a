import type { AlertAction, AlertClass, Severity } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import { podFamily } from '../../../../domain/fingerprint.ts';
import { defined, factsBut, isFields, listOf, spelling, textOf } from '../../../../domain/values/json-fields.ts';
import { type Layer, type Lookup, lookup } from '../../../../domain/values/lookup.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { attacks } from '../../attack.ts';
import type { Received } from '../../define-source.ts';
import { occurrence } from '../../identity.ts';
import { severityWord } from '../../severity.ts';
import type { Placed } from '../../typed-places.ts';
import { type Scene, sceneOf } from './places.ts';
import { descriptionOf, gapOf, titleOf } from './words.ts';

// The wire object is `Alert` of https://github.com/kubearmor/KubeArmor/blob/main/protobuf/kubearmor.proto.

/** One object of KubeArmor in the envelopes it came in: `layers` from the inside out, `root` the outermost of them. */
export interface KubeArmorRecord {
  readonly layers: readonly Layer[];
  readonly root: unknown;
}

const denied = /permission denied|operation not permitted|access denied|denied/i;

const actionOfResult = (result: string | undefined): AlertAction =>
  denied.test(result ?? '') ? 'blocked' : result?.trim().toLowerCase() === 'passed' ? 'observed' : 'unknown';

/**
 * What the tool did, from `Action` and `Result` alone. `Audit (Block)`: a block policy that was only audited. Blocked but
 * `Passed` contradicts itself, and the result is what happened.
 */
export function actionOf(action: string | undefined, result: string | undefined): AlertAction {
  const did = action?.trim().toLowerCase();
  if (did === undefined) return actionOfResult(result);
  if (/^audit/.test(did)) return 'observed';
  if (/^(?:block|den(?:y|ied)|drop)/.test(did)) return actionOfResult(result) === 'observed' ? 'observed' : 'blocked';
  return /^allow/.test(did) ? 'allowed' : 'unknown';
}

const byAction: Readonly<Record<AlertAction, Severity>> = {
  blocked: 'medium',
  observed: 'low',
  allowed: 'low',
  unknown: 'medium',
};

/** `"1"` to `"10"`, ten the worst (https://github.com/kubearmor/KubeArmor/blob/main/getting-started/security_policy_specification.md). */
function severityOf(text: string | undefined): Severity | undefined {
  const level = text === undefined ? Number.NaN : Number(text);
  if (Number.isNaN(level)) return severityWord(text);
  if (level <= 0) return undefined;
  if (level >= 9) return 'critical';
  if (level >= 7) return 'high';
  return level >= 4 ? 'medium' : 'low';
}

/** `UpdatedTime` is the finer form of `Timestamp`; where they disagree the timestamp, set by the kernel's side, stands. */
function timeOf(said: Lookup): string | undefined {
  const coarse = toTime(said.value('timestamp'));
  const fine =
    toTime(said.value('updatedTime')) ?? toTime(said.value('updatedTimeISO', 'time', 'eventTime', 'createdAt'));
  if (coarse === undefined || fine === undefined) return coarse ?? fine;
  return coarse.slice(0, 19) === fine.slice(0, 19) ? fine : coarse;
}

const labelled = ['operation', 'enforcer', 'type', 'cluster_id', 'tenant_id', 'component_name'] as const;

/** Labels of the pod, `k=v` with commas or blanks between, for routes such as `labels.pod.team`. */
const podLabels = (text: string | undefined): Record<string, string> =>
  Object.fromEntries(
    (text ?? '')
      .split(/[,\s]+/)
      .slice(0, 64)
      .flatMap((pair) => {
        const [, name, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
        return name === undefined || value === undefined ? [] : [[`pod.${name}`, value]];
      }),
  );

function labelsOf(said: Lookup, { target, kubernetes }: Placed, received: Received): Record<string, string> {
  return defined({
    ...podLabels(said.text('labels')),
    ...Object.fromEntries(labelled.map((name) => [name, said.take(name)])),
    host: target.host,
    cluster: kubernetes?.cluster,
    namespace: kubernetes?.namespace,
    workload: kubernetes?.workload,
    parse: received.repaired ? 'repaired' : undefined,
  });
}

const tagsOf = (said: Lookup): string[] =>
  [said.value('tags'), said.value('atags')].flatMap((tags) =>
    typeof tags === 'string' ? tags.split(',') : listOf(tags).flatMap((tag) => textOf(tag) ?? []),
  );

const messages = ['message', 'description', 'summary', 'reason'] as const;

const typeOf = (said: Lookup): string | undefined =>
  said.take('policyName', 'policy', 'ruleName', 'rule', 'alertName', 'eventName', 'alertType') ??
  said.text('operation', 'enforcer', 'type', 'title', 'name', 'component_name');

/** Pids and the like change with each run of the same program. */
const settled = (text: string | undefined): string =>
  (text ?? '').replace(/\/proc\/\d+/g, '/proc/<pid>').replace(/\b(pid|fd)=\d+/g, '$1=<n>');

function problemOf(type: string, said: Lookup, scene: Scene, action: AlertAction): string[] {
  const { actor, target, container, kubernetes: { cluster, namespace, workload, pod } = {} } = scene.places;
  const unit = workload ?? (pod === undefined ? target.host : podFamily(pod));
  const place = [cluster, namespace, unit, container?.name];
  return [
    type,
    said.text('operation'),
    action,
    ...place,
    actor?.user,
    scene.from,
    settled(scene.process),
    settled(scene.resource),
  ].map((it) => it ?? '');
}

/** KubeArmor about itself; a violation that a policy engine of Kubernetes reports, among the alert types of the SaaS. */
function classOf(said: Lookup): AlertClass | undefined {
  if (said.text('type') === 'SystemEvent') return 'operational';
  const isViolation = said.text('policy') !== undefined && said.text('rule') !== undefined;
  return isViolation && said.text('policyName') === undefined ? 'compliance' : undefined;
}

function commandOf(said: Lookup, occurredAt: string | undefined): Detection['evidence'] {
  // `Source` of an object that is none of KubeArmor's may be anything.
  const isCommand = said.text('operation', 'processName', 'parentProcessName') !== undefined;
  const command = isCommand ? said.text('source') : undefined;
  return command === undefined ? [] : [defined({ at: occurredAt, kind: 'command', content: command })];
}

/** One object of KubeArmor, or of an unknown alert type of its SaaS, as a detection. */
export function toDetection({ layers, root }: KubeArmorRecord, received: Received): Detection {
  const said = lookup(...layers);
  const owner = ownerOf(layers);
  const event = lookup(...nestedIn(layers, 'eventdata'));
  const occurredAt = timeOf(said);
  const gap = gapOf(said);
  const [scene, type] = [sceneOf(said, owner, event), typeOf(said)];
  const action = gap === undefined ? actionOf(said.text('action'), said.text('result')) : 'unknown';
  const message = gap === undefined ? said.take(...messages) : undefined;
  const severity = severityOf(said.text('severity'));
  const title = gap?.title ?? titleOf(type, said, { scene, action, message });
  const labels = labelsOf(said, scene.places, received);
  return defined({
    kind: gap === undefined ? ('detection' as const) : ('gap' as const),
    identity: occurrence(root, { occurredAt, receivedAt: received.receivedAt }),
    problem: problemOf(type ?? 'unnamed', said, scene, action),
    record: root,
    class: gap === undefined ? classOf(said) : undefined,
    type: type ?? 'unnamed',
    title,
    description: gap?.description ?? descriptionOf(message, title, action),
    severity: severity ?? byAction[action],
    vendorSeverity: severity === undefined ? undefined : said.take('severity'),
    state: 'open' as const,
    action,
    occurredAt,
    ...scene.places,
    attack: attacks(tagsOf(said)),
    evidence: commandOf(said, occurredAt),
    labels,
    facts: factsBut(root, said, owner, event),
  });
}

/** The objects of one name within the layers. */
const nestedIn = (layers: readonly Layer[], name: string): readonly Layer[] =>
  layers.flatMap(([path, fields]): Layer[] =>
    Object.entries(fields).flatMap(([key, value]): Layer[] =>
      spelling(key) === name && isFields(value) ? [[`${path}${key}.`, value]] : [],
    ),
  );

/** `Owner` is an object, or three fields of sidekick's own. */
function ownerOf(layers: readonly Layer[]): Lookup {
  const own = layers.map(
    ([path, fields]): Layer => [
      path,
      Object.fromEntries(Object.entries(fields).filter(([key]) => /^owner/i.test(key))),
    ],
  );
  return lookup(...nestedIn(layers, 'owner'), ...own);
}
