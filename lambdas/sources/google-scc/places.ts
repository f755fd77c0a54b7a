import type { Actor, Cloud, Connection, Container, File, Kubernetes, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { type Dig, textsOf } from '../_kit/field-reader.ts';
import { withDigest } from '../_kit/image-digest.ts';
import { cloudOfUid, fileOf, isEmail, type Placed, placed, programOf } from '../_kit/typed-places.ts';
import { cvssIn, fileName, hashesIn, isPrivateAddress, pidIn, portIn, takeRepeats } from '../_kit/typed-values.ts';

// The typed places of a finding. Its resource stands beside it, with what version 2 calls `gcpMetadata` and the like.

const email = (text: string | undefined): string | undefined => (isEmail(text ?? '') ? text : undefined);

function processOf(said: Dig): Actor['process'] {
  const at = 'finding.processes.0';
  const script = `${at}.script`;
  return placed({
    ...programOf({
      name: said.take(`${at}.name`),
      path: said.take(`${at}.binary.path`, `${script}.path`),
      pid: pidIn(said, `${at}.pid`),
      commandLine: textsOf(said.value(`${at}.args`)).join(' ') || undefined,
      hashes: hashesIn(said, `${at}.binary.sha256`, `${script}.sha256`),
    }),
    parent: placed({ pid: pidIn(said, `${at}.parentPid`) }),
  });
}

function actorOf(said: Dig): Actor {
  const principal = said.take('finding.access.principalEmail') ?? said.take('finding.access.principalSubject');
  const mail = email(principal);
  return defined({
    ip: said.take('finding.access.callerIp'),
    country: said.take('finding.access.callerIpGeo.regionCode'),
    email: mail,
    user: said.take('finding.access.userName') ?? (mail === undefined ? principal : undefined),
    userAgent: said.take('finding.access.userAgent', 'finding.access.userAgentFamily'),
    process: processOf(said),
  });
}

const typeOf = (said: Dig): string => said.text('resource.type') ?? '';

const isMachine = /(?:^|[./])(?:compute\.)?instance$/i;
const isCluster = /container\.cluster$/i;

export const nameOf = (said: Dig): string | undefined => {
  const path = said.text('finding.resourceName', 'resource.name');
  return said.text('resource.displayName') ?? (path === undefined ? undefined : fileName(path));
};

function kindOf(said: Dig): string {
  if (said.value('finding.containers', 'finding.kubernetes.pods') !== undefined) return 'container';
  if (isMachine.test(typeOf(said))) return 'host';
  return isCluster.test(typeOf(said)) ? 'cluster' : 'cloud-resource';
}

const at = 'finding.connections.0';

/** A connection goes out when it leaves a network of one's own. */
function endsOf(said: Dig) {
  const [source, far] = [said.text(`${at}.sourceIp`) ?? '', said.text(`${at}.destinationIp`) ?? ''];
  const isOut = isPrivateAddress(source) && !isPrivateAddress(far);
  const isFarLast = isOut || source === '';
  return {
    source,
    far,
    isOut,
    remote: isFarLast ? 'destination' : 'source',
    own: isFarLast ? 'source' : 'destination',
  };
}

/** The resource, by the name of a machine and by its end of a connection. */
function targetOf(said: Dig): Target {
  const { own } = endsOf(said);
  return defined({
    kind: kindOf(said),
    host: isMachine.test(typeOf(said)) ? nameOf(said) : undefined,
    ip: said.text(`${at}.${own}Ip`),
    port: portIn(said, `${at}.${own}Port`),
  });
}

function connectionOf(said: Dig): Connection | undefined {
  const { source, far, isOut, remote } = endsOf(said);
  const domains = said.text('finding.indicator.domains');
  return placed({
    direction: source === '' || far === '' ? undefined : isOut ? ('outbound' as const) : ('inbound' as const),
    protocol: said.take(`${at}.protocol`),
    remote: placed({
      ip: said.take(`${at}.${remote}Ip`, 'finding.indicator.ipAddresses.0'),
      port: portIn(said, `${at}.${remote}Port`),
      domain: domains?.includes(',') === true ? domains.split(',', 1)[0] : said.take('finding.indicator.domains'),
    }),
  });
}

const files = ['finding.files.0.path', 'finding.files.0.diskPath.relativePath'] as const;
const script = 'finding.processes.0.script';

/** The file that was found; else the script that a process ran. */
function fileIn(said: Dig): File | undefined {
  if (said.text(...files) !== undefined) return fileOf(said.take(...files), hashesIn(said, 'finding.files.0.sha256'));
  return said.text(`${script}.path`) !== undefined && said.text('finding.processes.0.binary.path') !== undefined
    ? fileOf(said.take(`${script}.path`), hashesIn(said, `${script}.sha256`))
    : fileOf(undefined, hashesIn(said, 'finding.files.0.sha256'));
}

const containers = ['finding.containers.0', 'finding.kubernetes.pods.0.containers.0'];
const inContainer = (name: string): string[] => containers.map((at) => `${at}.${name}`);

const containerOf = (said: Dig): Container | undefined =>
  placed({
    name: said.take(...inContainer('name')),
    image: withDigest(said.take(...inContainer('uri')), said, ...inContainer('imageId')),
  });

const isWorkload = /^(?:deployment|daemonset|statefulset|replicaset|job|cronjob)$/i;

const lastPart = (text: string | undefined): string | undefined => (text === undefined ? undefined : fileName(text));

const kubernetesOf = (said: Dig): Kubernetes | undefined =>
  placed({
    cluster: isCluster.test(typeOf(said)) ? nameOf(said) : undefined,
    namespace: said.take('finding.kubernetes.pods.0.ns', 'finding.kubernetes.objects.0.ns'),
    pod: said.take('finding.kubernetes.pods.0.name'),
    workload: isWorkload.test(said.text('finding.kubernetes.objects.0.kind') ?? '')
      ? said.take('finding.kubernetes.objects.0.name')
      : undefined,
    node: lastPart(said.text('finding.kubernetes.nodes.0.name')),
  });

const providers: Readonly<Record<string, string>> = wordTable({
  GOOGLE_CLOUD_PLATFORM: 'gcp',
  AMAZON_WEB_SERVICES: 'aws',
  MICROSOFT_AZURE: 'azure',
});

/** The account, subscription or project that the resource belongs to: the project's number, which never changes, before its name. */
const accountOf = (said: Dig): string | undefined =>
  said.take('resource.awsMetadata.account.id', 'resource.azureMetadata.subscription.id') ??
  lastPart(said.text('resource.gcpMetadata.project', 'resource.project')) ??
  cloudOfUid(said.text('finding.resourceName') ?? '').account ??
  said.text('resource.gcpMetadata.projectDisplayName', 'resource.projectDisplayName');

function cloudOf(said: Dig): Cloud {
  const uid = said.take('finding.resourceName') ?? said.take('resource.name');
  takeRepeats(said, uid, 'resource.name');
  const provider = said.text('resource.cloudProvider') ?? '';
  return defined({
    provider: providers[provider] ?? (cloudOfUid(uid ?? '').provider || 'gcp'),
    account: accountOf(said),
    region: said.take('resource.location'),
    resource: placed({
      uid,
      type: said.take('resource.type'),
      name: said.take('resource.displayName') ?? lastPart(uid),
    }),
  });
}

function weaknessOf(said: Dig): Placed['vulnerabilities'] {
  const at = 'finding.vulnerability';
  const weakness = placed({
    cve: said.take(`${at}.cve.id`),
    cvss: cvssIn(said, `${at}.cve.cvssv3.baseScore`),
    package: said.take(`${at}.offendingPackage.packageName`),
    version: said.take(`${at}.offendingPackage.packageVersion`),
    fixedIn: said.take(`${at}.fixedPackage.packageVersion`),
  });
  return weakness === undefined ? undefined : [weakness];
}

/** Who did what to which resource, program, file or container. */
export function placesOf(said: Dig): Placed {
  // Before the resource is taken: what kind it is of decides the others.
  const [target, kubernetes] = [targetOf(said), kubernetesOf(said)];
  return defined({
    actor: actorOf(said),
    target,
    connection: connectionOf(said),
    file: fileIn(said),
    container: containerOf(said),
    kubernetes,
    cloud: cloudOf(said),
    vulnerabilities: weaknessOf(said),
  });
}
