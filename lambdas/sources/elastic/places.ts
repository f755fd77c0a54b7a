import type {
  Actor,
  Cloud,
  Connection,
  Container,
  File,
  Kubernetes,
  Process,
  Sensor,
  Target,
  Vulnerability,
} from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { firstIn, ipIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { withDigest } from '../_kit/image-digest.ts';
import { addressIn, fileOf, placed } from '../_kit/typed-places.ts';
import { cvssIn, hashesIn, pidIn, portIn } from '../_kit/typed-values.ts';

// Fields of the Elastic Common Schema (https://www.elastic.co/docs/reference/ecs/ecs-field-reference).

const digestsOf = (place: string): string[] =>
  ['sha256', 'sha1', 'md5', 'sha512'].map((name) => `${place}.hash.${name}`);
const [processDigests, parentDigests, fileDigests] = [
  digestsOf('process'),
  digestsOf('process.parent'),
  digestsOf('file'),
];

const parentOf = (said: Dig): Process['parent'] =>
  placed({
    name: said.take('process.parent.name'),
    path: said.take('process.parent.executable'),
    pid: pidIn(said, 'process.parent.pid', 'process.ppid'),
    commandLine: said.take('process.parent.command_line'),
    hashes: hashesIn(said, ...parentDigests),
  });

function processOf(said: Dig): Process | undefined {
  const path = said.take('process.executable');
  return placed({
    name: said.take('process.name') ?? fileOf(path)?.name,
    path,
    pid: pidIn(said, 'process.pid'),
    commandLine: said.text('process.command_line'),
    hashes: hashesIn(said, ...processDigests),
    parent: parentOf(said),
  });
}

export const actorOf = (said: Dig): Actor =>
  defined({
    ip: ipIn(said, 'source.ip', 'client.ip'),
    port: portIn(said, 'source.port', 'client.port'),
    country: said.take('source.geo.country_iso_code', 'client.geo.country_iso_code'),
    user: said.take('user.name', 'user.id', 'user.email'),
    email: said.take('user.email'),
    userAgent: said.take('user_agent.original'),
    process: processOf(said),
  });

const directions: Readonly<Record<string, 'inbound' | 'outbound' | 'lateral'>> = wordTable({
  inbound: 'inbound',
  ingress: 'inbound',
  outbound: 'outbound',
  egress: 'outbound',
  internal: 'lateral',
});

const directionOf = (said: Dig) => directions[said.text('network.direction')?.toLowerCase() ?? ''];

/** Of what goes out the destination is the other end, else it is what was reached. */
export function targetOf(said: Dig): Target {
  const isOut = directionOf(said) === 'outbound';
  return defined({
    kind: said.value('orchestrator', 'container') === undefined ? 'host' : 'container',
    method: said.take('http.request.method'),
    url: said.take('url.full', 'url.original'),
    domain: said.take('url.domain') ?? (isOut ? undefined : said.take('destination.domain')),
    host: firstIn(said, 'host.name', 'host.hostname', 'agent.name'),
    ip: (isOut ? undefined : addressIn(said, 'destination.ip', 'server.ip')) ?? ipIn(said, 'host.ip'),
    port: isOut ? undefined : portIn(said, 'destination.port', 'server.port'),
    user: said.take('user.target.name', 'user.effective.name'),
  });
}

export function connectionOf(said: Dig): Connection | undefined {
  const direction = directionOf(said);
  const isOut = direction === 'outbound';
  return placed({
    direction,
    protocol: said.take('network.transport', 'network.protocol'),
    remote: placed({
      ip: isOut ? addressIn(said, 'destination.ip') : undefined,
      port: isOut ? portIn(said, 'destination.port') : undefined,
      domain: (isOut ? said.take('destination.domain') : undefined) ?? said.take('dns.question.name'),
    }),
  });
}

export const fileIn = (said: Dig): File | undefined =>
  fileOf(said.take('file.path'), hashesIn(said, ...fileDigests), said.take('file.name'));

export const containerOf = (said: Dig): Container | undefined =>
  placed({
    id: said.take('container.id'),
    name: said.take('container.name'),
    image: withDigest(
      said.take('container.image.name'),
      said,
      'container.image.hash.all.0',
      'container.image.hash.all',
    ),
  });

export const kubernetesOf = (said: Dig): Kubernetes | undefined =>
  placed({
    cluster: said.take('orchestrator.cluster.name'),
    namespace: said.take('orchestrator.namespace', 'kubernetes.namespace'),
    workload: said.take('kubernetes.deployment.name'),
    pod: said.take('orchestrator.resource.name', 'kubernetes.pod.name'),
    node: said.take('kubernetes.node.name'),
  });

/** The resource that a finding is about, else the machine in the cloud. */
export const cloudOf = (said: Dig): Cloud | undefined =>
  placed({
    provider: said.take('cloud.provider'),
    account: said.take('cloud.account.id'),
    region: said.take('cloud.region'),
    resource: placed({
      uid: said.take('resource.id', 'cloud.instance.id'),
      type: said.take('resource.type', 'resource.sub_type'),
      name: said.take('resource.name', 'cloud.instance.name'),
    }),
  });

export function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const found = placed({
    cve: said.take('vulnerability.id'),
    cvss: cvssIn(said, 'vulnerability.score.base'),
    package: said.take('package.name'),
    version: said.take('package.version'),
    fixedIn: said.take('package.fixed_version'),
  });
  return found?.cve === undefined ? undefined : [found];
}

/** The machine that watched, where it is another one than the alert is about. */
export const sensorOf = (said: Dig, host: string | undefined): Sensor | undefined => {
  const name = said.text('observer.hostname', 'observer.name', 'agent.name');
  const isOther = name !== undefined && name !== host;
  return placed({
    host: isOther ? said.take('observer.hostname', 'observer.name', 'agent.name') : undefined,
    version: said.take('observer.version', 'agent.version'),
  });
};
