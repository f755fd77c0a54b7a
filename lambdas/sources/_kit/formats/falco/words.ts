import { exactly, podFamily } from '../../../../domain/fingerprint.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';
import { accountOf } from './cloud.ts';
import type { Scene } from './places.ts';

/** What a person calls the container: its name, else its id. */
const containerIn = ({ places: { container } }: Scene): string | undefined => container?.name ?? container?.id;

/** Pods that a call of the API was about are its object, and no place. */
function podIn({ places: { kubernetes, target } }: Scene): string | undefined {
  return target.kind === 'kubernetes' ? undefined : kubernetes?.pod;
}

/** ` in shop/web-0`, ` on node-a`: where it happened in as few words as tell it. */
export function whereOf(scene: Scene): string {
  const { namespace, workload, cluster } = scene.places.kubernetes ?? {};
  const unit = workload ?? podIn(scene) ?? containerIn(scene);
  const place = unit === undefined || namespace === undefined ? (unit ?? namespace) : `${namespace}/${unit}`;
  if (place !== undefined) return ` in ${place}`;
  if (scene.machine !== undefined) return ` on ${scene.machine}`;
  return cluster === undefined ? '' : ` in ${cluster}`;
}

/** What differs from one run of the same program to the next: pids, and the client's port of a connection. */
const settled = (text: string): string => text.replace(/\/proc\/\d+/g, '/proc/<pid>').replace(/^.*->/, '->');

/** Who did it to what and where, without pod suffixes, pids and ports: parts of a problem. */
export function problemIn(scene: Scene): string[] {
  const { actor, kubernetes: { cluster, namespace, workload } = {} } = scene.places;
  const [pod, container] = [podIn(scene), containerIn(scene)];
  return [
    cluster,
    namespace,
    workload ?? (pod === undefined ? undefined : podFamily(pod)),
    container,
    pod === undefined && container === undefined ? scene.machine : undefined,
    actor?.user,
    actor?.process?.path ?? actor?.process?.name,
    scene.object === undefined ? undefined : settled(scene.object),
  ].map((part) => part ?? '');
}

/** As a part of a problem; nothing where there is no cloud. */
export function inAccount(said: Lookup): string[] {
  const account = accountOf(said);
  return account === undefined ? [] : [exactly(account)];
}

/** What happened in a few words: `sh on /etc/shadow`. */
export function happeningOf(said: Lookup, { object }: Scene): string {
  const process = said.text('proc.name', 'ka.verb', 'ct.name', 'github.action', 'okta.evt.type');
  if (process === undefined) return object ?? '';
  return object === undefined ? process : `${process} on ${object}`;
}
