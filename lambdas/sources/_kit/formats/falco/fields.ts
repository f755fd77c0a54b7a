import type { DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { exactly, podFamily } from '../../../../domain/fingerprint.ts';
import {
  defined,
  type Fields,
  type Layer,
  type Lookup,
  lookup,
  textOf,
} from '../../../../domain/values/json-fields.ts';

// Names of https://falco.org/docs/reference/rules/supported-fields/ and of the plugins k8saudit, k8smeta, cloudtrail, okta,
// github and gcpaudit (https://github.com/falcosecurity/plugins), as their own rules write them; Sysdig adds labels of its own under `kubernetes.`, `host.` and `container.image.`.

/** Falco writes `<NA>` for a field that this event has not. */
const isAbsent = (value: unknown): boolean => /^<?NA>?$/i.test(textOf(value)?.trim() ?? 'NA') || value === 'null';

/** Fields by their dotted names, without those that say nothing. */
export const falcoLookup = (...layers: readonly Layer[]): Lookup =>
  lookup(
    ...layers.map(
      ([path, fields]): Layer => [
        path,
        Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'object' || !isAbsent(value))),
      ],
    ),
  );

const addresses = /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[\da-f:]*:[\da-f]*:)[\da-f:]+)(?![\w:])/i;

/** The first address of a text: the cloud's own services stand as names there, and k8saudit writes a list. */
const addressIn = (text: string | undefined): string | undefined => addresses.exec(text ?? '')?.[0];

/** The client of a connection acts from outside only when it is its far end. */
const peerOf = (said: Lookup): string | undefined =>
  said.text('fd.cip') === said.text('fd.rip') ? said.text('fd.cip') : undefined;

export const actorOf = (said: Lookup): DraftActor =>
  defined({
    ip: addressIn(said.text('ct.srcip', 'okta.client.ip', 'ka.sourceips', 'gcp.callerip') ?? peerOf(said)),
    country: said.text('okta.client.geo.country'),
    user: said.text(
      'ka.user.name',
      'ct.user',
      'okta.actor.name',
      'github.user',
      'gcp.user',
      'ct.user.arn',
      'ct.user.principalid',
      'user.name',
      'user.loginname',
    ),
    process: said.text('proc.exepath', 'proc.name'),
  });

/** `host` is Falco's word for no container. */
function containerOf(said: Lookup): string | undefined {
  const name = said.text('container.name', 'k8s.container.name') ?? said.text('container.id');
  return name === 'host' ? undefined : name;
}

function imageOf(said: Lookup): string | undefined {
  const repository = said.text(
    'container.image.repository',
    'container.image.repo',
    'container.image',
    'ka.req.pod.containers.image',
    'image',
  );
  const tag = said.text('container.image.tag');
  if (repository === undefined || tag === undefined || repository.includes(`:${tag}`)) return repository;
  return `${repository}:${tag}`;
}

function auditedOf(said: Lookup): string | undefined {
  const kind = said.text('ka.target.resource');
  const name = said.text('ka.target.name', 'ka.resp.name', 'ka.req.configmap.name', 'ka.target.pod.name');
  return kind === undefined || name === undefined ? (name ?? kind) : `${kind}/${name}`;
}

/** What a call of the AWS API was about. */
const requested = ['functionname', 'username', 'groupname', 'rolename', 'bucket', 'servicename', 'cluster', 'name'].map(
  (name) => `ct.request.${name}`,
);

/** A label of the resource that Google's audit log tells of. */
const labelled = (name: string): string => `json.value[/resource/labels/${name}]`;

/** The account in the cloud: the same name in another is another thing. */
const accountOf = (said: Lookup): string | undefined =>
  said.text(
    'ct.recipientaccountid',
    'ct.user.accountid',
    'cloudprovider.account.id',
    'gcp.projectid',
    labelled('project_id'),
  ) ?? /^arn:aws[\w-]*:\w+::(\d{12}):/.exec(said.text('ct.user.arn') ?? '')?.[1];

const resourceOf = (said: Lookup): string | undefined =>
  said.text('fd.name', 'fs.path.name', 'evt.arg.path', 'evt.arg.name', 'fd.sip') ??
  auditedOf(said) ??
  said.text('s3.uri', 's3.bucket', 'ec2.name', 'ct.resource', ...requested, 'github.repo', 'okta.target.user.name') ??
  said.text('gcp.storage.bucket', labelled('bucket_name'), labelled('database_id'), 'gcp.resourcename');

const workloads = ['deployment', 'statefulset', 'daemonset', 'cronjob', 'job', 'workload'].flatMap((kind) =>
  ['k8s', 'k8smeta', 'kubernetes'].map((family) => `${family}.${kind}.name`),
);

/** `source` is the event source: `syscall`, or a plugin's. */
export function targetOf(said: Lookup, host: string | undefined, source?: string): DraftTarget {
  const audited = auditedPlace(said, source);
  const own = said.text('evt.hostname', 'k8s.node.name', 'kubernetes.node.name', 'host.hostName') ?? host;
  const place = defined({
    // The plugins hear of the cloud and of the API server: their own host has nothing to do with it.
    host: audited === undefined ? own : undefined,
    cluster: said.text('k8s.cluster.name', 'kubernetes.cluster.name', 'ka.cluster.name', 'cluster', 'clustername'),
    namespace: said.text('k8s.ns.name', 'k8smeta.ns.name', 'ka.target.namespace', 'kubernetes.namespace.name'),
    workload: said.text(...workloads),
    pod: said.text('k8s.pod.name', 'k8smeta.pod.name', 'ka.target.pod.name', 'kubernetes.pod.name'),
    container: containerOf(said),
    image: imageOf(said),
    resource: resourceOf(said) ?? (audited === 'cloud' ? regionOf(said) : undefined),
  });
  if ((place.container ?? place.pod) !== undefined) return { kind: 'container', ...place };
  return { kind: audited ?? (place.host === undefined ? 'unknown' : 'host'), ...place };
}

/** Where nothing is named that was acted on. */
export const regionOf = (said: Lookup): string | undefined =>
  [accountOf(said), said.text('ct.region', 'cloudprovider.region')].filter((part) => part !== undefined).join('/') ||
  undefined;

/** https://falco.org/docs/concepts/event-sources/plugins/registered-plugins/ */
const clouds = new Set([
  'aws_cloudtrail',
  'okta',
  'github',
  'gcp_auditlog',
  'azure_platformlogs',
  'gitlab',
  'salesforce',
  'box',
  'keycloak',
]);

function auditedPlace(said: Lookup, source = ''): 'kubernetes' | 'cloud' | undefined {
  if (source === 'k8s_audit') return 'kubernetes';
  if (clouds.has(source)) return 'cloud';
  if (said.text('ka.verb', 'ka.target.resource', 'ka.user.name') !== undefined) return 'kubernetes';
  return said.text('ct.name', 'ct.user', 'ct.id', 'okta.evt.type', 'github.action', 'gcp.user') === undefined
    ? undefined
    : 'cloud';
}

/** ` in shop/web-0`, ` on node-a`: where it happened in as few words as tell it. */
export function whereOf({ namespace, workload, pod, container, host, cluster }: DraftTarget): string {
  const unit = workload ?? pod ?? container;
  const place = unit === undefined || namespace === undefined ? (unit ?? namespace) : `${namespace}/${unit}`;
  if (place !== undefined) return ` in ${place}`;
  if (host !== undefined) return ` on ${host}`;
  return cluster === undefined ? '' : ` in ${cluster}`;
}

/** What differs from one run of the same program to the next: pids, and the client's port of a connection. */
const settled = (text: string): string => text.replace(/\/proc\/\d+/g, '/proc/<pid>').replace(/^.*->/, '->');

/** Who did it to what and where, without pod suffixes, pids and ports. */
export const sceneOf = (actor: DraftActor, target: DraftTarget): string[] =>
  [
    target.cluster,
    target.namespace,
    target.workload ?? (target.pod === undefined ? undefined : podFamily(target.pod)),
    target.container,
    target.pod === undefined && target.container === undefined ? target.host : undefined,
    actor.user,
    actor.process,
    target.resource === undefined ? undefined : settled(target.resource),
  ].map((part) => part ?? '');

/** As a part of a problem; nothing where there is no cloud. */
export function inAccount(said: Lookup): string[] {
  const account = accountOf(said);
  return account === undefined ? [] : [exactly(account)];
}

/** What happened in a few words: `sh on /etc/shadow`. */
export function happeningOf(said: Lookup, target: DraftTarget): string {
  const process = said.text('proc.name', 'ka.verb', 'ct.name', 'github.action', 'okta.evt.type');
  if (process === undefined) return target.resource ?? '';
  return target.resource === undefined ? process : `${process} on ${target.resource}`;
}

/** Fields without a dot are none of Falco's: an operator's custom fields, for routes such as `labels.env`. */
export const customFields = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const text = name.includes('.') || name === '' ? undefined : textOf(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
