import type { Severity } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import type { Target } from '../../../../domain/places.ts';
import { defined, isFields, textOf } from '../../../../domain/values/json-fields.ts';
import { type Lookup, lookup } from '../../../../domain/values/lookup.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import { type PlacedFacts, placeFacts } from '../../place-facts.ts';
import { severityWord } from '../../severity.ts';
import { isPath, placed } from '../../typed-places.ts';
import { addressOf, fileName, hostAndPort, processOf } from '../../typed-values.ts';

/** What labels of Prometheus say, by the names that exporters, kube-state-metrics and rule authors give them. */
export type Texts = Readonly<Record<string, string>>;

/** The scalars of an object by name; a name that says nothing is left to the facts. */
export const textsIn = (value: unknown): Texts =>
  isFields(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, inner]) => {
          const text = textOf(inner);
          return name === '' || text === undefined ? [] : [[name, text]];
        }),
      )
    : {};

// Conventions of rule authors beside the common words (https://prometheus.io/docs/practices/alerting/ names none).
const moreWords = new Map<string, Severity>([
  ['page', 'high'],
  ['alert', 'high'],
  ['warn', 'medium'],
  ['ticket', 'low'],
  ['none', 'info'],
  ['ok', 'info'],
  ...['p', 'sev', 'sev-', 's'].flatMap((prefix) => [
    [`${prefix}1`, 'critical'] as const,
    [`${prefix}2`, 'high'] as const,
    [`${prefix}3`, 'medium'] as const,
    [`${prefix}4`, 'low'] as const,
    [`${prefix}5`, 'info'] as const,
  ]),
]);

/** The first of the labels that rule authors put a severity into whose word is known; medium when there is none. */
export function severityOf(labels: Texts): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const said = lookup(['', labels]);
  for (const name of ['severity', 'priority', 'level', 'criticality', 'urgency']) {
    const word = said.text(name);
    const severity = severityWord(word) ?? moreWords.get(word?.trim().toLowerCase() ?? '');
    if (word !== undefined && severity !== undefined) return { severity, vendorSeverity: word };
  }
  return { severity: 'medium' };
}

/** Names of what an alert is about, by which people know it. */
export interface Names {
  readonly url?: string;
  readonly host?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly workload?: string;
  readonly pod?: string;
  readonly container?: string;
}

/** Labels as exporters and kube-state-metrics name them. `instance` is an address, of a probe also a URL. */
export function namesIn(said: Lookup): Names {
  const instance = said.text('instance');
  const url = httpUrl(instance ?? said.text('url')) === undefined ? undefined : (instance ?? said.text('url'));
  return defined({
    url,
    host: said.text('node', 'nodename', 'host', 'hostname') ?? (url === undefined ? instance : undefined),
    cluster: said.text('cluster', 'cluster_name', 'k8s_cluster'),
    namespace: said.text('namespace', 'exported_namespace', 'kubernetes_namespace', 'k8s_ns_name'),
    workload: said.text('deployment', 'statefulset', 'daemonset', 'workload', 'job_name', 'cronjob', 'app', 'service'),
    pod: said.text('pod', 'pod_name', 'exported_pod', 'kubernetes_pod_name', 'k8s_pod_name'),
    container: said.text('container', 'container_name', 'exported_container'),
  });
}

const kindOf = ({ pod, container, workload, namespace, host, url }: Names): string => {
  if ((pod ?? container) !== undefined) return 'container';
  if ((workload ?? namespace) !== undefined) return 'workload';
  if (host !== undefined) return 'host';
  return url === undefined ? 'unknown' : 'url';
};

/** An exporter's `db-1:9100` is a machine and the port that it answers at. */
function endOf(host: string | undefined): Partial<Target> {
  const { host: name, port } = hostAndPort(host ?? '');
  if (name === '') return {};
  return defined(addressOf(name) === undefined ? { host: name, port } : { ip: name, port });
}

/** A node's exporter answers at the node; that of a pod's state answers anywhere. */
const exporterOf = (said: Lookup, { workload, pod, container }: Names): Partial<Target> => {
  const end = endOf(said.text('instance'));
  return end.ip === undefined || (workload ?? pod ?? container) !== undefined ? {} : end;
};

/** An exporter that is not what the alert is about is what saw it. */
function watcherOf(said: Lookup, target: Partial<Target>): Pick<PlacedFacts, 'sensor'> {
  const { ip } = endOf(said.text('instance'));
  return ip === undefined || ip === target.ip ? {} : { sensor: { host: ip } };
}

/** Of labels that name a thing, a path is a file and the rest is called like a resource. */
function thingOf(said: Lookup): Pick<PlacedFacts, 'file' | 'cloud'> {
  const thing = said.text('resource', 'persistentvolumeclaim', 'mountpoint', 'file', 'fd_name');
  if (thing === undefined) return {};
  return isPath(thing) ? { file: { path: thing, name: fileName(thing) } } : { cloud: { resource: { name: thing } } };
}

/** The typed places that labels fill, with what this format calls in its own way. */
export function placesOf(said: Lookup, labels: Texts, names: Names) {
  const { cluster, namespace, workload, pod, container, host, url } = names;
  const process = said.text('process', 'process_name', 'proc_name');
  const image = said.text('image', 'container_image');
  const before = {
    ...thingOf(said),
    ...defined({
      actor: placed({
        ip: addressOf(said.text('src_ip', 'source_ip', 'client_ip', 'remote_ip', 'remote_addr')),
        user: said.text('user', 'username', 'user_name'),
        process: process === undefined ? undefined : processOf(process),
      }),
      kubernetes: placed({ cluster, namespace, workload, pod, node: said.text('node', 'nodename') }),
      container: placed({ name: container, image }),
    }),
    target: defined({ kind: kindOf(names), url, ...exporterOf(said, names), ...endOf(host) }),
  };
  const { places } = placeFacts(labels, { ...before, ...watcherOf(said, before.target) });
  return { ...places, actor: places.actor ?? {}, target: { ...before.target, ...places.target } };
}

export const placeOf = ({ namespace, workload, pod, container, host, url, cluster }: Names): string => {
  const unit = pod ?? workload ?? container;
  if (unit !== undefined) return namespace === undefined ? unit : `${namespace}/${unit}`;
  return namespace ?? host ?? url ?? cluster ?? '';
};
