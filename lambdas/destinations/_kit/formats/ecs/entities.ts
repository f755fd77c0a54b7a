import type { Alert } from '../../../../domain/alert.ts';
import { imageParts } from '../../../../domain/image-name.ts';
import { baseName, isAddress, scoreIn, wholeIn } from '../_kit/bounds.ts';
import { endpointsOf } from '../_kit/endpoints.ts';
import { present } from '../_kit/format.ts';
import { keyword, keywords } from './values.ts';

// https://www.elastic.co/docs/reference/ecs/ecs-field-reference: who and what the alert is about.

const PID_MAX = 4_294_967_295;
const SCORE_MAX = 10;

type Program = NonNullable<NonNullable<Alert['actor']['process']>['parent']>;

/** An index of 150 fields has one for the SHA-512 of a file; that of a program stands in `related.hash`. */
const hashOf = (hashes: Program['hashes'], sha512?: string) =>
  hashes === undefined
    ? undefined
    : present({
        sha256: keyword(hashes.sha256),
        sha512: keyword(sha512),
        sha1: keyword(hashes.sha1),
        md5: keyword(hashes.md5),
      });

const programOf = ({ name, path, pid, commandLine, hashes }: Program) => ({
  name: keyword(name || baseName(path)),
  executable: keyword(path),
  pid: wholeIn(pid, PID_MAX),
  command_line: commandLine,
  hash: hashOf(hashes),
});

function processOf({ process }: Alert['actor']) {
  if (process === undefined) return undefined;
  const parent = process.parent === undefined ? undefined : present(programOf(process.parent));
  return present({ ...programOf(process), parent });
}

const fileOf = ({ file }: Alert) =>
  file === undefined
    ? undefined
    : present({
        path: keyword(file.path),
        name: keyword(file.name || baseName(file.path)),
        hash: hashOf(file.hashes, file.hashes?.sha512),
      });

const userOf = ({ actor, target }: Alert) =>
  present({
    name: keyword(actor.user),
    email: keyword(actor.email),
    target: target.user ? { name: keyword(target.user) } : undefined,
  });

function urlOf(text: string | undefined) {
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url === null) return { original: text };
  return present({ original: text, full: url.href, domain: keyword(url.hostname), path: url.pathname });
}

/** The name of an image, without its tag and its digest. */
function imageOf(image: string | undefined) {
  if (!image) return undefined;
  const { name } = imageParts(image);
  const colon = name.lastIndexOf(':');
  const isTagged = colon > name.lastIndexOf('/') && colon > 0;
  return present({
    name: keyword(isTagged ? name.slice(0, colon) : name),
    tag: isTagged ? keywords([name.slice(colon + 1)]) : [],
  });
}

const containerOf = ({ container }: Alert) =>
  container === undefined
    ? undefined
    : present({ id: keyword(container.id), name: keyword(container.name), image: imageOf(container.image) });

function orchestratorOf({ kubernetes }: Alert) {
  if (kubernetes === undefined) return undefined;
  const { cluster, namespace, workload, pod } = kubernetes;
  return present({
    type: 'kubernetes',
    cluster: cluster ? { name: keyword(cluster) } : undefined,
    namespace: keyword(namespace),
    resource: present({ name: keyword(pod || workload), type: pod ? 'pod' : workload ? 'workload' : undefined }),
  });
}

/** A target with a name is a machine, and so is one that is neither end of a connection. */
const isMachine = (alert: Alert): boolean => Boolean(alert.target.host) || endpointsOf(alert).machine !== undefined;

/** A node is the host of what runs on it. */
function hostOf(alert: Alert) {
  const { target, kubernetes } = alert;
  return present({
    name: keyword(target.host || kubernetes?.node),
    ip: isMachine(alert) ? [target.ip, target.publicIp].filter(isAddress) : [],
  });
}

/** The id of a virtual machine of AWS, alone or at the end of an ARN. */
const instanceIn = (uid: string | undefined): string | undefined => /(?:^|\/)(i-[0-9a-f]{8,17})$/.exec(uid ?? '')?.[1];

function cloudOf({ cloud }: Alert) {
  if (cloud === undefined) return undefined;
  const instance = instanceIn(cloud.resource?.uid);
  return present({
    provider: keyword(cloud.provider?.toLowerCase()),
    account: cloud.account ? { id: keyword(cloud.account) } : undefined,
    region: keyword(cloud.region),
    instance: instance === undefined ? undefined : { id: instance },
  });
}

/** ECS has room for one. */
function vulnerabilityOf({ vulnerabilities = [] }: Alert) {
  const [first] = vulnerabilities;
  if (first === undefined) return {};
  const score = scoreIn(first.cvss, SCORE_MAX);
  return {
    vulnerability: present({
      id: keyword(first.cve),
      enumeration: first.cve?.startsWith('CVE-') ? 'CVE' : undefined,
      score: score === undefined ? undefined : { base: score },
    }),
    package: present({ name: keyword(first.package), version: keyword(first.version) }),
  };
}

export const entitiesOf = (alert: Alert) => ({
  user: userOf(alert),
  user_agent: present({ original: keyword(alert.actor.userAgent) }),
  process: processOf(alert.actor),
  http: alert.target.method ? { request: { method: keyword(alert.target.method) } } : undefined,
  url: urlOf(alert.target.url),
  host: hostOf(alert),
  orchestrator: orchestratorOf(alert),
  container: containerOf(alert),
  cloud: cloudOf(alert),
  file: fileOf(alert),
  ...vulnerabilityOf(alert),
});
