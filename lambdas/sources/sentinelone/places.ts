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
} from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { ipIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { addressIn, fileOf, placed, withOutside } from '../_kit/typed-places.ts';
import { hashesIn, pidIn, portIn } from '../_kit/typed-values.ts';

// Fields of a threat, of an alert of a STAR rule, and of a unified alert.

export const commands = [
  'sourceProcessInfo.commandline',
  'threatInfo.maliciousProcessArguments',
  'process.cmdLine',
  'targetProcessInfo.tgtProcCmdLine',
] as const;

/** SHA-256, SHA-1 and MD5 as a process of a STAR rule has them. */
const digestsOf = (place: string): string[] =>
  ['fileHashSha256', 'fileHashSha1', 'fileHashMd5'].map((name) => `${place}.${name}`);

const unifiedDigests = ['process.file.sha256', 'process.file.sha1', 'process.file.md5'];
const processDigests = [...digestsOf('sourceProcessInfo'), ...unifiedDigests];
const parentDigests = digestsOf('sourceParentProcessInfo');

const parentOf = (said: Dig): Process | undefined =>
  placed({
    name: said.take('sourceParentProcessInfo.name', 'process.parentName'),
    path: said.take('sourceParentProcessInfo.filePath'),
    pid: pidIn(said, 'sourceParentProcessInfo.pid'),
    commandLine: said.take('sourceParentProcessInfo.commandline'),
    hashes: hashesIn(said, ...parentDigests),
  });

function processOf(said: Dig): Process | undefined {
  const path = said.take('sourceProcessInfo.filePath', 'process.file.path');
  return placed({
    name: said.take('threatInfo.originatorProcess', 'sourceProcessInfo.name', 'process.name') ?? fileOf(path)?.name,
    path,
    pid: pidIn(said, 'sourceProcessInfo.pid', 'process.pid'),
    commandLine: said.text(...commands),
    hashes: hashesIn(said, ...processDigests),
    parent: parentOf(said),
  });
}

const users = [
  'threatInfo.processUser',
  'sourceProcessInfo.user',
  'process.username',
  'agentDetectionInfo.agentLastLoggedInUserName',
  'username',
] as const;

const ways: Readonly<Record<string, 'inbound' | 'outbound'>> = wordTable({ incoming: 'inbound', outgoing: 'outbound' });

const directionOf = (said: Dig) => ways[said.text('alertInfo.netEventDirection')?.toLowerCase() ?? ''];

/** The other end of what a machine itself began is no actor. */
export function actorOf(said: Dig): Actor {
  const isOutgoing = directionOf(said) === 'outbound';
  return defined({
    ip: isOutgoing ? undefined : addressIn(said, 'alertInfo.srcIp', 'detectionTime.attacker.ip'),
    port: isOutgoing ? undefined : portIn(said, 'alertInfo.srcPort'),
    user: said.take(...users),
    process: processOf(said),
  });
}

const hosts = [
  'agentRealtimeInfo.agentComputerName',
  'agentDetectionInfo.name',
  'agentRealtimeInfo.name',
  'asset.name',
  'assets.0.name',
  'agentComputerName',
] as const;

/** A unified alert says where its asset ran when it was detected. */
const ran = (name: string): string => `detectionTime.assets.0.kubernetes.${name}`;
const pods = ['kubernetesInfo.pod', ran('podName')];
const containers = ['containerInfo.name', ran('containerName')];

const ips = [
  'agentDetectionInfo.agentIpV4',
  'agentRealtimeInfo.agentIpV4',
  'agentRealtimeInfo.networkInterfaces.0.inet',
  'detectionTime.assets.0.ipV4',
  'agentIp',
] as const;

const publicIps = ['agentDetectionInfo.externalIp', 'agentRealtimeInfo.externalIp', 'externalIp'] as const;

export function targetOf(said: Dig): Target {
  const isOutgoing = directionOf(said) === 'outbound';
  const own = isOutgoing ? 'alertInfo.srcIp' : 'alertInfo.dstIp';
  return defined({
    kind: said.text(...pods, ...containers) === undefined ? 'host' : 'container',
    host: said.take(...hosts),
    ...withOutside(said, addressIn(said, own) ?? ipIn(said, ...ips), publicIps),
    port: portIn(said, isOutgoing ? 'alertInfo.srcPort' : 'alertInfo.dstPort'),
    user: said.take('detectionTime.targetUser.name', 'alertInfo.loginsUserName'),
  });
}

/** The place that a machine connected to, or asked the name of. */
export function connectionOf(said: Dig): Connection | undefined {
  const direction = directionOf(said);
  const isOutgoing = direction === 'outbound';
  return placed({
    direction,
    remote: placed({
      ip: isOutgoing ? addressIn(said, 'alertInfo.dstIp') : undefined,
      port: isOutgoing ? portIn(said, 'alertInfo.dstPort') : undefined,
      domain: said.take('alertInfo.dnsRequest'),
    }),
  });
}

const fileDigests = [
  ...['threatInfo.sha256', 'threatInfo.sha1', 'threatInfo.md5', 'fileContentHash'],
  ...['targetProcessInfo.tgtFileHashSha256', 'targetProcessInfo.tgtFileHashSha1'],
  ...['file.sha256', 'file.sha1', 'file.md5'],
] as const;

const paths = ['threatInfo.filePath', 'targetProcessInfo.tgtFilePath', 'filePath', 'file.path'] as const;

/** The file of a threat, or what a process touched. */
export const fileIn = (said: Dig): File | undefined =>
  fileOf(said.take(...paths), hashesIn(said, ...fileDigests), said.take('fileDisplayName', 'file.name'));

export const containerOf = (said: Dig): Container | undefined =>
  placed({
    id: said.take('containerInfo.id', ran('containerId')),
    name: said.take(...containers),
    image: said.take('containerInfo.image', ran('containerImageName')),
  });

export const kubernetesOf = (said: Dig): Kubernetes | undefined =>
  placed({
    cluster: said.take('kubernetesInfo.cluster', ran('clusterName')),
    namespace: said.take('kubernetesInfo.namespace', ran('namespaceName')),
    workload: said.take('kubernetesInfo.controllerName', ran('controllerName')),
    pod: said.take(...pods),
    node: said.take('kubernetesInfo.node', ran('nodeName')),
  });

const providers = ['AWS', 'GCP', 'Azure'] as const;
const cloudPaths = (name: string): string[] =>
  providers.map((provider) => `agentDetectionInfo.cloudProviders.${provider}.${name}`);
const clouds = {
  account: cloudPaths('cloudAccount'),
  region: cloudPaths('cloudLocation'),
  instance: cloudPaths('cloudInstanceId'),
};

/** The machine of a provider that an agent runs on. */
export function cloudOf(said: Dig): Cloud | undefined {
  if (said.value('agentDetectionInfo.cloudProviders') === undefined) return undefined;
  return placed({
    provider: providers.find((name) => said.value(`agentDetectionInfo.cloudProviders.${name}`) !== undefined),
    account: said.take(...clouds.account),
    region: said.take(...clouds.region),
    resource: placed({ uid: said.take(...clouds.instance) }),
  });
}

export const sensorOf = (said: Dig): Sensor | undefined =>
  placed({ version: said.take('agentDetectionInfo.agentVersion', 'agentDetectionInfo.version', 'agentVersion') });
