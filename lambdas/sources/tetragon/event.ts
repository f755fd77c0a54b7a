import type { AlertAction, Severity } from '../../domain/alert.ts';
import type { Detection, DraftTarget } from '../../domain/detection.ts';
import { podFamily } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf, textsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { resourceOf } from './args.ts';

/** One event: the name and the body of its kind, all of it, and what a log shipper put around it. */
export interface TetragonEvent {
  readonly kind: string;
  readonly event: Fields;
  readonly around: Readonly<Record<string, string>>;
}

const enforced = /_(?:sigkill|override|notifyenforcer)$/i;
const watched = /_(?:post|nopost|followfd|unfollowfd|copyfd|geturl|dnslookup|tracksock|untracksock)$/i;

/** What the policy did, by its action on the call or on the return (`KprobeAction` of tetragon.proto). */
function actionOf(...actions: readonly (string | undefined)[]): AlertAction {
  if (actions.some((action) => enforced.test(action ?? ''))) return 'blocked';
  return actions.some((action) => watched.test(action ?? '')) ? 'observed' : 'unknown';
}

/** Tetragon has no severities: what a policy stopped was meant to be stopped, what it only saw may be everyday. */
const byAction: Readonly<Record<AlertAction, Severity>> = {
  blocked: 'medium',
  observed: 'low',
  allowed: 'low',
  unknown: 'low',
};

const doneOf = (...actions: readonly (string | undefined)[]): string => {
  if (actions.some((action) => /_sigkill$/i.test(action ?? ''))) return ', killed';
  return actionOf(...actions) === 'blocked' ? ', denied' : '';
};

/** A time before 1970 is Go's zero: there is none. */
export const timeOf = (event: Fields): string | undefined => {
  const time = toTime(event['time']);
  return time === undefined || time < '1970' ? undefined : time;
};

function targetOf(top: Dig, body: Dig): DraftTarget {
  const place = defined({
    host: top.text('node_name'),
    cluster: top.text('cluster_name'),
    namespace: body.text('process.pod.namespace'),
    workload: body.text('process.pod.workload'),
    pod: body.text('process.pod.name'),
    container: body.text('process.pod.container.name'),
    image: body.text('process.pod.container.image.name'),
    resource: resourceOf(body.value('args')) ?? body.text('path'),
  });
  if ((place.container ?? place.pod) !== undefined) return { kind: 'container', ...place };
  return { kind: place.host === undefined ? 'unknown' : 'host', ...place };
}

const placeOf = ({ namespace, workload, pod, host }: DraftTarget): string => {
  const unit = workload ?? pod;
  if (unit !== undefined) return ` in ${namespace === undefined ? unit : `${namespace}/${unit}`}`;
  return host === undefined ? '' : ` on ${host}`;
};

/** What was hooked: a kernel function, a tracepoint, a symbol of a program. */
function hookOf(body: Dig): string | undefined {
  const [system, name] = [body.text('subsys'), body.text('event')];
  if (system !== undefined && name !== undefined) return `${system}/${name}`;
  return body.text('function_name', 'symbol', 'provider', 'name');
}

const settled = (resource: string): string => resource.replace(/\/proc\/\d+/g, '/proc/<pid>');

function problemOf(type: string, hook: string | undefined, process: string | undefined, target: DraftTarget): string[] {
  const unit = target.workload ?? (target.pod === undefined ? target.host : podFamily(target.pod));
  const place = [target.cluster, target.namespace, unit, target.container];
  return [type, hook, ...place, process, settled(target.resource ?? '')].map((part) => part ?? '');
}

function titleOf(type: string, hook: string | undefined, process: string | undefined, target: DraftTarget): string {
  const object = target.resource ?? (hook === type ? undefined : hook);
  const isPeer = /^(?:[\d.]+|\[[\da-f:]+\]):\d+$/i.test(object ?? '');
  const what = [process, object].filter((part) => part !== undefined).join(isPeer ? ' to ' : ' on ');
  return what === '' ? type : `${type}: ${what}`;
}

const commandOf = (body: Dig, at: string | undefined): Detection['evidence'] => {
  const [binary, args] = [body.text('process.binary'), body.text('process.arguments')];
  const content = [binary, args].filter((part) => part !== undefined).join(' ');
  return content === '' ? [] : [defined({ at, kind: 'command', content })];
};

const labelsOf = (kind: string, body: Dig, target: DraftTarget): Record<string, string | undefined> => ({
  ...Object.fromEntries(pairsOf(body.value('process.pod.pod_labels')).map(([name, text]) => [`pod.${name}`, text])),
  event: kind,
  policy: body.text('policy_name'),
  host: target.host,
  cluster: target.cluster,
  namespace: target.namespace,
  workload: target.workload,
});

/** An event of a tracing policy as a detection. */
export function toDetection({ kind, event, around }: TetragonEvent, received: Received): Detection {
  const [top, body] = [dig(event), dig(event[kind])];
  const occurredAt = timeOf(event);
  const actions = [body.text('action'), body.text('return_action')];
  const action = actionOf(...actions);
  const target = targetOf(top, body);
  const [hook, process] = [hookOf(body), body.text('process.binary')];
  const type = body.text('policy_name') ?? hook ?? kind;
  const title = `${titleOf(type, hook, process, target)}${doneOf(...actions)}${placeOf(target)}`;
  return detected(
    {
      identity: occurrence(event, { occurredAt, receivedAt: received.receivedAt }),
      problem: [...problemOf(type, hook, process, target), action],
      record: event,
      type,
      title,
      description: body.text('message'),
      severity: byAction[action],
      action,
      occurredAt,
      actor: defined({ user: body.text('process.user.name'), process }),
      target,
      attack: attacks(textsOf(body.value('tags'))),
      evidence: commandOf(body, occurredAt),
      labels: labelsOf(kind, body, target),
      facts: mergeFacts(factsBut(event), around),
    },
    received,
  );
}
