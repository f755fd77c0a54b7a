import type { AlertAction, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { podFamily } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf, textsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import type { Placed } from '../_kit/typed-places.ts';
import { resourceOf } from './args.ts';
import { bodyOf, placesOf } from './places.ts';

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

/** Who did what to what. */
interface Scene {
  readonly places: Placed;
  /** The program as Tetragon names it. */
  readonly process: string | undefined;
  /** What the hooked function was called on, in one text. */
  readonly object: string | undefined;
  readonly hook: string | undefined;
}

const placeOf = ({ target: { host }, kubernetes: { namespace, workload, pod } = {} }: Placed): string => {
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

function problemOf(type: string, { places, process, object, hook }: Scene): string[] {
  const { target, container, kubernetes: { cluster, namespace, workload, pod } = {} } = places;
  const unit = workload ?? (pod === undefined ? target.host : podFamily(pod));
  const place = [cluster, namespace, unit, container?.name];
  return [type, hook, ...place, process, settled(object ?? '')].map((part) => part ?? '');
}

function titleOf(type: string, { process, object: touched, hook }: Scene): string {
  const object = touched ?? (hook === type ? undefined : hook);
  const isPeer = /^(?:[\d.]+|\[[\da-f:]+\]):\d+$/i.test(object ?? '');
  const what = [process, object].filter((part) => part !== undefined).join(isPeer ? ' to ' : ' on ');
  return what === '' ? type : `${type}: ${what}`;
}

const commandOf = (body: Dig, at: string | undefined): Detection['evidence'] => {
  const [binary, args] = [body.text('process.binary'), body.text('process.arguments')];
  const content = [binary, args].filter((part) => part !== undefined).join(' ');
  return content === '' ? [] : [defined({ at, kind: 'command', content })];
};

/** The labels of the pod by the names that routes use. */
const podLabels = (body: Dig): readonly (readonly [string, string])[] => pairsOf(body.value('process.pod.pod_labels'));

const labelsOf = (kind: string, body: Dig, { target, kubernetes }: Placed): Record<string, string | undefined> => ({
  ...Object.fromEntries(podLabels(body).map(([name, text]) => [`pod.${name}`, text])),
  event: kind,
  policy: body.take('policy_name'),
  host: target.host,
  cluster: kubernetes?.cluster,
  namespace: kubernetes?.namespace,
  workload: kubernetes?.workload,
});

function attackOf(body: Dig): Detection['attack'] {
  const found = attacks(textsOf(body.value('tags')));
  takeTags(body, found, 'tags');
  return found;
}

/** An event of a tracing policy as a detection. */
export function toDetection({ kind, event, around }: TetragonEvent, received: Received): Detection {
  const top = dig(event);
  const body = bodyOf(top, kind);
  const occurredAt = timeOf(event);
  const actions = [body.text('action'), body.text('return_action')];
  const action = actionOf(...actions);
  const object = resourceOf(body.value('args')) ?? body.text('path');
  const scene = { places: placesOf(top, body), process: body.text('process.binary'), object, hook: hookOf(body) };
  const type = body.text('policy_name') ?? scene.hook ?? kind;
  const shown = podLabels(body).map(([name, text]) => [`${kind}.process.pod.pod_labels.${name}`, text] as const);
  return detected(
    {
      identity: occurrence(event, { occurredAt, receivedAt: received.receivedAt }),
      problem: [...problemOf(type, scene), action],
      record: event,
      type,
      title: `${titleOf(type, scene)}${doneOf(...actions)}${placeOf(scene.places)}`,
      description: body.take('message'),
      severity: byAction[action],
      action,
      occurredAt,
      ...scene.places,
      attack: attackOf(body),
      evidence: commandOf(body, occurredAt),
      labels: labelsOf(kind, body, scene.places),
      facts: mergeFacts(factsBut(event, top, { taken: new Map(shown) }), around),
    },
    received,
  );
}
