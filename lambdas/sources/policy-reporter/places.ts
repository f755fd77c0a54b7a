import { podFamily } from '../../domain/fingerprint.ts';
import type { Cloud, Kubernetes, Target, Vulnerability } from '../../domain/places.ts';
import { defined, isFields } from '../../domain/values/json-fields.ts';
import { type Lookup, lookup } from '../../domain/values/lookup.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { type Placed, placed } from '../_kit/typed-places.ts';
import { cvssIn } from '../_kit/typed-values.ts';

const workloads = /^(?:Pod|ReplicaSet|ReplicationController|Deployment|StatefulSet|DaemonSet|Job|CronJob)$/i;

/** The properties of a result by name: names such as `artifact.repository` hold dots. */
export const propertiesOf = (said: Dig): Lookup => {
  const properties = said.value('properties');
  return lookup(['properties.', isFields(properties) ? properties : {}]);
};

const kindOf = (said: Dig): string => said.text('resource.kind') ?? '';

/** The name of what is checked, without what a controller appends to that of a pod. */
function unitOf(said: Dig): string | undefined {
  const name = said.text('resource.name');
  return name !== undefined && /^pod$/i.test(kindOf(said)) ? podFamily(name) : name;
}

/** `Deployment shop/web`, as a person writes it. */
export function resourceCalled(said: Dig): string | undefined {
  const [kind, name, namespace] = [kindOf(said), said.text('resource.name'), said.text('resource.namespace')];
  if (name === undefined) return kind === '' ? undefined : kind;
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`.trim();
}

/** What tells one checked resource from another; its uid changes when it is made anew. */
export const resourceKey = (said: Dig): string[] => [
  kindOf(said),
  said.text('resource.namespace') ?? '',
  unitOf(said) ?? said.text('resource.uid') ?? '',
];

function kubernetesOf(said: Dig, properties: Lookup): Kubernetes | undefined {
  const kind = kindOf(said);
  return placed({
    cluster: properties.take('cluster', 'clusterName', 'cluster_name'),
    namespace: said.take('resource.namespace') ?? (/^namespace$/i.test(kind) ? said.text('resource.name') : undefined),
    workload: workloads.test(kind) ? unitOf(said) : undefined,
    pod: /^pod$/i.test(kind) ? said.take('resource.name') : undefined,
    node: /^node$/i.test(kind) ? said.take('resource.name') : undefined,
  });
}

/** Roles, services, namespaces and custom resources are no workloads. */
function resourceOf(said: Dig): Cloud | undefined {
  const kind = kindOf(said);
  if (kind === '' || workloads.test(kind) || /^node$/i.test(kind)) return undefined;
  const [uid, name, type] = ['uid', 'name', 'kind'].map((each) => said.take(`resource.${each}`));
  return { resource: defined({ uid, type, name }) };
}

const targetOf = (said: Dig): Target => {
  if (/^node$/i.test(kindOf(said))) return defined({ kind: 'host', host: said.text('resource.name') });
  return { kind: workloads.test(kindOf(said)) ? 'workload' : 'kubernetes' };
};

/** The image of a report that the adapter of Trivy Operator made. */
function imageOf(properties: Lookup): string | undefined {
  const repository = properties.take('artifact.repository');
  if (repository === undefined) return undefined;
  const [server, tag] = [properties.take('registry.server'), properties.take('artifact.tag')];
  return `${server === undefined ? '' : `${server}/`}${repository}${tag === undefined ? '' : `:${tag}`}`;
}

/** A policy that is named like a vulnerability is one. */
function vulnerabilitiesOf(said: Dig, properties: Lookup): Vulnerability[] | undefined {
  const id = said.text('policy') ?? '';
  if (!/^CVE-\d/i.test(id)) return undefined;
  return [
    defined({
      cve: id,
      cvss: cvssIn(properties, 'score'),
      package: properties.take('resource', 'pkgName', 'package'),
      version: properties.take('installedVersion', 'version'),
      fixedIn: properties.take('fixedVersion'),
    }),
  ];
}

/** The places of a result. */
export const placesOf = (said: Dig, properties: Lookup): Placed =>
  defined({
    target: targetOf(said),
    kubernetes: kubernetesOf(said, properties),
    cloud: resourceOf(said),
    container: placed({ image: imageOf(properties) }),
    vulnerabilities: vulnerabilitiesOf(said, properties),
  });
