import type { AlertAction, Severity } from '../../../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { podFamily } from '../../../../domain/fingerprint.ts';
import {
  defined,
  factsBut,
  isFields,
  type Layer,
  type Lookup,
  listOf,
  lookup,
  spelling,
  textOf,
} from '../../../../domain/values/json-fields.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { attacks } from '../../attack.ts';
import type { Received } from '../../define-source.ts';
import { occurrence } from '../../identity.ts';
import { severityWord } from '../../severity.ts';
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

function actorOf(said: Lookup): DraftActor {
  const connection = /\bSourceIP=(\S+)/.exec(said.text('data') ?? '')?.[1];
  const process = said.take('processName');
  return defined({ ip: connection, user: said.take('userName'), process });
}

function targetOf(said: Lookup, owner: Lookup): DraftTarget {
  const [pod, container, host] = [said.take('podName'), said.take('containerName'), said.take('hostName')];
  return defined({
    kind: (container ?? pod) !== undefined ? 'container' : host === undefined ? 'workload' : 'host',
    host,
    cluster: said.take('clusterName'),
    namespace: said.take('namespaceName') ?? owner.text('namespace', 'ownerNamespace'),
    workload: owner.take('name', 'ownerName'),
    pod,
    container,
    image: said.take('containerImage'),
    resource: said.take('resource'),
  });
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

function labelsOf(said: Lookup, target: DraftTarget, received: Received): Record<string, string> {
  return defined({
    ...podLabels(said.text('labels')),
    ...Object.fromEntries(labelled.map((name) => [name, said.take(name)])),
    host: target.host,
    cluster: target.cluster,
    namespace: target.namespace,
    workload: target.workload,
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

const problemOf = (
  type: string,
  said: Lookup,
  actor: DraftActor,
  target: DraftTarget,
  action: AlertAction,
): string[] => {
  const unit = target.workload ?? (target.pod === undefined ? target.host : podFamily(target.pod));
  const place = [target.cluster, target.namespace, unit, target.container];
  return [
    type,
    said.text('operation'),
    action,
    ...place,
    actor.user,
    actor.ip,
    settled(actor.process),
    settled(target.resource),
  ].map((it) => it ?? '');
};

function commandOf(said: Lookup, occurredAt: string | undefined): Detection['evidence'] {
  // `Source` of an object that is none of KubeArmor's may be anything.
  const isCommand = said.text('operation', 'processName', 'parentProcessName') !== undefined;
  const command = isCommand ? said.take('source') : undefined;
  return command === undefined ? [] : [defined({ at: occurredAt, kind: 'command', content: command })];
}

/** One object of KubeArmor, or of an unknown alert type of its SaaS, as a detection. */
export function toDetection({ layers, root }: KubeArmorRecord, received: Received): Detection {
  const said = lookup(...layers);
  const owner = ownerOf(layers);
  const occurredAt = timeOf(said);
  const gap = gapOf(said);
  const [actor, target, type] = [actorOf(said), targetOf(said, owner), typeOf(said)];
  const action = gap === undefined ? actionOf(said.text('action'), said.text('result')) : 'unknown';
  const message = gap === undefined ? said.take(...messages) : undefined;
  const severity = severityOf(said.text('severity'));
  const title = gap?.title ?? titleOf(type, said, { actor, target, action, message });
  const labels = labelsOf(said, target, received);
  return defined({
    kind: gap === undefined ? ('detection' as const) : ('gap' as const),
    identity: occurrence(root, { occurredAt, receivedAt: received.receivedAt }),
    problem: problemOf(type ?? 'unnamed', said, actor, target, action),
    record: root,
    type: type ?? 'unnamed',
    title,
    description: gap?.description ?? descriptionOf(message, title, action),
    severity: severity ?? byAction[action],
    vendorSeverity: severity === undefined ? undefined : said.take('severity'),
    state: 'open' as const,
    action,
    occurredAt,
    actor,
    target,
    attack: attacks(tagsOf(said)),
    evidence: commandOf(said, occurredAt),
    labels,
    facts: factsBut(root, said, owner),
  });
}

/** `Owner` is an object, or three fields of sidekick's own. */
function ownerOf(layers: readonly Layer[]): Lookup {
  const nested = layers.flatMap(([path, fields]): Layer[] =>
    Object.entries(fields).flatMap(([key, value]): Layer[] =>
      spelling(key) === 'owner' && isFields(value) ? [[`${path}${key}.`, value]] : [],
    ),
  );
  const own = layers.map(
    ([path, fields]): Layer => [
      path,
      Object.fromEntries(Object.entries(fields).filter(([key]) => /^owner/i.test(key))),
    ],
  );
  return lookup(...nested, ...own);
}
