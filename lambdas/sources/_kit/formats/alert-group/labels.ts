import type { Severity } from '../../../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { defined, isFields, type Lookup, lookup, textOf } from '../../../../domain/values/json-fields.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import { severityWord } from '../../severity.ts';

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

const targetKind = (target: Omit<DraftTarget, 'kind'>): string => {
  if ((target.pod ?? target.container) !== undefined) return 'container';
  if ((target.workload ?? target.namespace) !== undefined) return 'workload';
  if (target.host !== undefined) return 'host';
  return target.url === undefined ? 'unknown' : 'url';
};

/** Labels as exporters and kube-state-metrics name them. `instance` is an address, of a probe also a URL. */
export function targetOf(said: Lookup): DraftTarget {
  const instance = said.text('instance');
  const url = httpUrl(instance ?? said.text('url')) === undefined ? undefined : (instance ?? said.text('url'));
  const target = defined({
    url,
    host: said.text('node', 'nodename', 'host', 'hostname') ?? (url === undefined ? instance : undefined),
    cluster: said.text('cluster', 'cluster_name', 'k8s_cluster'),
    namespace: said.text('namespace', 'exported_namespace', 'kubernetes_namespace', 'k8s_ns_name'),
    workload: said.text('deployment', 'statefulset', 'daemonset', 'workload', 'job_name', 'cronjob', 'app', 'service'),
    pod: said.text('pod', 'pod_name', 'exported_pod', 'kubernetes_pod_name', 'k8s_pod_name'),
    container: said.text('container', 'container_name', 'exported_container'),
    image: said.text('image', 'container_image'),
    resource: said.text('resource', 'persistentvolumeclaim', 'mountpoint', 'file', 'fd_name'),
  });
  return { kind: targetKind(target), ...target };
}

export const actorOf = (said: Lookup): DraftActor =>
  defined({
    ip: said.text('src_ip', 'source_ip', 'client_ip', 'remote_ip', 'remote_addr'),
    country: said.text('country', 'country_code'),
    user: said.text('user', 'username', 'user_name'),
    process: said.text('process', 'process_name', 'proc_name'),
  });

export const placeOf = ({ namespace, workload, pod, container, host, url, cluster }: DraftTarget): string => {
  const unit = pod ?? workload ?? container;
  if (unit !== undefined) return namespace === undefined ? unit : `${namespace}/${unit}`;
  return namespace ?? host ?? url ?? cluster ?? '';
};
