import { podFamily } from '../../domain/fingerprint.ts';
import type { Cloud, Kubernetes, Target, Vulnerability } from '../../domain/places.ts';
import { defined, isFields } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { withDigest } from '../_kit/image-digest.ts';
import { fileOf, isPath, type Placed, placed } from '../_kit/typed-places.ts';
import { cvssIn } from '../_kit/typed-values.ts';
import type { Finding } from './findings.ts';

/** Kubernetes appends a hash of the template to a ReplicaSet's name, and more to a pod's. */
function familyOf(kind: string | undefined, name: string | undefined): string | undefined {
  if (kind === 'Pod' && name !== undefined) return podFamily(name);
  return kind === 'ReplicaSet' ? name?.replace(/-[bcdfghjklmnpqrstvwxz2456789a-f0-9]{6,10}$/, '') : name;
}

const label = (said: Dig, name: string): string | undefined => {
  const labels = said.value('metadata.labels');
  const text = isFields(labels) ? labels[`trivy-operator.${name}`] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
};

/** What a report is about. */
export interface Subject {
  readonly kind: string | undefined;
  /** Its name, without what a rollout appends. */
  readonly unit: string | undefined;
  readonly places: Placed;
}

function imageOf(said: Dig): string | undefined {
  const repository = said.take('report.artifact.repository');
  if (repository === undefined) return undefined;
  const server = said.take('report.registry.server');
  const tag = said.take('report.artifact.tag');
  const digest = tag === undefined ? said.take('report.artifact.digest') : undefined;
  const version = tag === undefined ? (digest === undefined ? '' : `@${digest}`) : `:${tag}`;
  return withDigest(
    `${server === undefined ? '' : `${server}/`}${repository}${version}`,
    said,
    'report.artifact.digest',
  );
}

const workloads = /^(?:Pod|ReplicaSet|ReplicationController|Deployment|StatefulSet|DaemonSet|Job|CronJob)$/;

/** Roles, services, config maps and the like are no workloads. */
function resourceOf(kind: string | undefined, name: string | undefined): Cloud | undefined {
  if (kind === undefined || kind === 'Node' || workloads.test(kind)) return undefined;
  return { resource: defined({ type: kind, name }) };
}

function targetOf(kind: string | undefined, name: string | undefined): Target {
  if (kind === 'Node') return defined({ kind: 'host', host: name });
  return { kind: kind === undefined || workloads.test(kind) ? 'workload' : 'kubernetes' };
}

function kubernetesOf(said: Dig, kind: string | undefined, name: string | undefined): Kubernetes | undefined {
  return placed({
    namespace: said.take('metadata.namespace') ?? label(said, 'resource.namespace'),
    workload: kind !== undefined && workloads.test(kind) ? familyOf(kind, name) : undefined,
    pod: kind === 'Pod' ? name : undefined,
    node: kind === 'Node' ? name : undefined,
  });
}

/** As many as an alert holds; the evidence has the others. */
const LISTED_MAX = 64;

function vulnerabilityOf({ fields }: Finding): Vulnerability {
  const said = dig(fields);
  const id = said.text('vulnerabilityID') ?? '';
  return defined({
    cve: /^CVE-/i.test(id) ? id : undefined,
    cvss: cvssIn(said, 'score'),
    package: said.text('resource'),
    version: said.text('installedVersion'),
    fixedIn: said.text('fixedVersion'),
  });
}

const isVulnerability = ({ fields }: Finding): boolean => dig(fields).text('vulnerabilityID') !== undefined;

/** The file of the worst secret. */
const touchedFile = ([worst]: readonly Finding[]): Placed['file'] => {
  const path = worst === undefined ? undefined : dig(worst.fields).text('target');
  return isPath(path) ? fileOf(path) : undefined;
};

export function subjectOf(said: Dig, findings: readonly Finding[]): Subject {
  const kind = label(said, 'resource.kind');
  const name = label(said, 'resource.name') ?? said.text('metadata.name');
  const vulnerabilities = findings.filter(isVulnerability).slice(0, LISTED_MAX).map(vulnerabilityOf);
  const places = defined({
    target: targetOf(kind, name),
    kubernetes: kubernetesOf(said, kind, name),
    container: placed({ name: label(said, 'container.name'), image: imageOf(said) }),
    cloud: resourceOf(kind, name),
    file: touchedFile(findings),
    vulnerabilities: vulnerabilities.length === 0 ? undefined : vulnerabilities,
    sensor: placed({ version: said.take('report.scanner.version') }),
  });
  return { kind, unit: familyOf(kind, name), places };
}
