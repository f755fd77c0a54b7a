import type { Code, Container, File, Kubernetes } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';
import { withDigest } from '../../image-digest.ts';
import { isPath, type Placed, placed, takeIf } from '../../typed-places.ts';
import { fileName } from '../../typed-values.ts';
import { actorOf } from './actor.ts';
import { auditedIn, cloudObjectOf, cloudOf, regionOf } from './cloud.ts';
import { networkOf } from './network.ts';

/** Everything that an event of Falco says of who did what to what, and where. */
export interface Scene {
  readonly places: Placed;
  /** The file, connection or resource that it was about, in one text. */
  readonly object?: string;
  /** The machine in the sender's words: that of the target, else that of the sensor. */
  readonly machine?: string;
}

const images = [
  'container.image.repository',
  'container.image.repo',
  'container.image',
  'ka.req.pod.containers.image',
  'image',
];

function imageOf(said: Lookup): string | undefined {
  const repository = said.take(...images);
  const tag = said.text('container.image.tag');
  if (repository === undefined || tag === undefined) return repository;
  said.take('container.image.tag');
  return repository.includes(`:${tag}`) ? repository : `${repository}:${tag}`;
}

/** `host` is Falco's word for no container. */
function containerOf(said: Lookup): Container | undefined {
  const isContainer = (text: string): boolean => text !== '' && text !== 'host';
  return placed({
    id: takeIf(said, isContainer, 'container.id'),
    name: takeIf(said, isContainer, 'container.name', 'k8s.container.name'),
    image: withDigest(imageOf(said), said, 'container.image.digest', 'container.image.id'),
  });
}

const workloads = ['deployment', 'statefulset', 'daemonset', 'cronjob', 'job', 'workload'].flatMap((kind) =>
  ['k8s', 'k8smeta', 'kubernetes'].map((family) => `${family}.${kind}.name`),
);

const auditedPod = (said: Lookup): string | undefined =>
  said.text('ka.target.resource') === 'pods' ? said.text('ka.target.name', 'ka.resp.name') : undefined;

const kubernetesOf = (said: Lookup): Kubernetes | undefined =>
  placed({
    cluster: said.take('k8s.cluster.name', 'kubernetes.cluster.name', 'ka.cluster.name', 'cluster', 'clustername'),
    namespace: said.take('k8s.ns.name', 'k8smeta.ns.name', 'ka.target.namespace', 'kubernetes.namespace.name'),
    workload: said.take(...workloads),
    pod: said.take('k8s.pod.name', 'k8smeta.pod.name', 'ka.target.pod.name', 'kubernetes.pod.name') ?? auditedPod(said),
    node: said.take('k8s.node.name', 'kubernetes.node.name'),
  });

const touched = ['fd.name', 'fs.path.name', 'evt.arg.path', 'evt.arg.name'];

/** Only a path is a file: `fd.name` is the ends of a connection as well. */
function touchedFile(said: Lookup): File | undefined {
  const at = touched.find((name) => isPath(said.text(name)));
  const path = at === undefined ? undefined : said.take(at);
  return path === undefined ? undefined : { path, name: said.take('fd.filename') ?? fileName(path) };
}

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

interface Machines {
  readonly host?: string;
  readonly sensor?: string;
}

const hosts = ['evt.hostname', 'k8s.node.name', 'kubernetes.node.name', 'host.hostname'];

/** Kubernetes ends a pod's name with five of these characters. */
const falcoPod = /^falco(?:-[a-z\d-]+)?-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/**
 * The target's machine and, when that is another, the sensor's: unless it is set to the node's name, Falco's hostname is that
 * of its own pod, and plugins read the logs of a cloud or of an API server.
 */
function machinesOf(said: Lookup, own: string | undefined, isAudited: boolean): Machines {
  const names = [...hosts.map((name) => said.text(name)), own].filter((name) => name !== undefined);
  const host = isAudited ? undefined : names.find((name) => !falcoPod.test(name));
  const sensor = names.find((name) => isAudited || falcoPod.test(name)) ?? own;
  for (const name of hosts) if ([host, sensor].includes(said.text(name))) said.take(name);
  return defined({ host, sensor: sensor === host ? undefined : sensor });
}

function objectOf(said: Lookup): string | undefined {
  const audited = auditedIn(said);
  const name = audited === undefined || audited.kind === '' ? audited?.name : undefined;
  return (
    said.text(...touched, 'fd.sip') ??
    name ??
    (audited === undefined ? undefined : [audited.kind, audited.name].filter(Boolean).join('/')) ??
    cloudObjectOf(said)
  );
}

const machineKind = ({ host, sensor }: Machines): string => ((host ?? sensor) === undefined ? 'unknown' : 'host');

function codeOf(said: Lookup): Code | undefined {
  const repository = said.take('github.repo');
  return repository === undefined ? undefined : { repository };
}

/** `hostname` is that of Falco, `source` the event source: `syscall`, or a plugin's. */
export function sceneOf(said: Lookup, hostname: string | undefined, source?: string): Scene {
  const audited = auditedPlace(said, source);
  const object = objectOf(said) ?? (audited === 'cloud' ? regionOf(said) : undefined);
  const machines = machinesOf(said, hostname, audited !== undefined);
  const [network, container, kubernetes] = [networkOf(said), containerOf(said), kubernetesOf(said)];
  const isContainer = (container?.id ?? container?.name ?? kubernetes?.pod) !== undefined;
  const kind = audited ?? (isContainer ? 'container' : machineKind(machines));
  const target = { host: machines.host, user: said.take('okta.target.user.name'), url: said.take('ka.uri') };
  const places = {
    actor: { ...network.actor, ...actorOf(said) },
    target: defined({ kind, ...target, ...network.target }),
    connection: network.connection,
    file: touchedFile(said),
    container,
    kubernetes,
    cloud: cloudOf(said, source),
    code: codeOf(said),
    sensor: placed({ host: machines.sensor, version: said.take('falco.version') }),
  };
  const machine = audited === undefined ? (machines.host ?? machines.sensor) : undefined;
  return defined({ places: defined(places), object, machine });
}
