import type { Detection } from '../../domain/detection.ts';
import type { Actor, File, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { firstIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { withDigest } from '../_kit/image-digest.ts';
import { addressIn, fileOf, isDomain, placed, programOf, takeIf } from '../_kit/typed-places.ts';
import { cvssIn, hashesIn, pidIn, portIn } from '../_kit/typed-values.ts';

// Macros of https://docs.prismacloud.io/admin-guide/alerts/webhook, and fields of audits as the API of Compute has them
// (https://pan.dev/prisma-cloud/api/cwpp/, audits).

/** By what people know a problem. */
export interface Subject {
  readonly container?: string;
  readonly image?: string;
  readonly function?: string;
  readonly host?: string;
  readonly cluster?: string;
  readonly process?: string;
}

const containerNames = ['containerName', 'container'] as const;
const imageNames = ['imageName', 'image'] as const;
const imageIds = ['imageID', 'imageId'] as const;
const functions = ['function', 'appID'] as const;
const hosts = ['host', 'hostname', 'fqdn'] as const;
const clusters = ['cluster', 'clusters'] as const;

export const subjectOf = (said: Dig): Subject =>
  defined({
    container: said.text(...containerNames),
    image: said.text(...imageNames),
    function: said.text(...functions),
    host: said.text(...hosts),
    cluster: said.text(...clusters),
    process: said.text('processPath', 'startupProcess'),
  });

function kindOf({ container, function: name, image, host }: Subject): string {
  if (container !== undefined) return 'container';
  if (name !== undefined) return 'function';
  return image !== undefined && host === undefined ? 'image' : 'host';
}

/** The program of an audit, and the one that its container was started with. */
const processOf = (said: Dig, outer: Dig): Actor['process'] =>
  placed({
    ...programOf({
      path: said.take('processPath'),
      pid: pidIn(said, 'pid'),
      commandLine: said.take('command'),
      hashes: said.text('filepath') === undefined ? hashesIn(said, 'md5') : undefined,
    }),
    parent: programOf({ path: said.take('startupProcess') ?? outer.text('startupProcess') }),
  });

const actorOf = (said: Dig, outer: Dig): Actor =>
  defined({
    ip: addressIn(said, 'subnet', 'sourceIp', 'clientIp'),
    country: said.take('country', 'sourceCountry'),
    user: said.take('user', 'username'),
    userAgent: said.take('userAgentHeader', 'userAgent'),
    process: processOf(said, outer),
  });

const touchedFile = (said: Dig): File | undefined =>
  said.text('filepath') === undefined ? undefined : fileOf(said.take('filepath'), hashesIn(said, 'md5'));

const VULNERABILITIES_MAX = 64;

function weaknessAt(said: Dig, at: string): Vulnerability[] {
  const weakness = placed({
    cve: said.take(`${at}.cve`),
    cvss: cvssIn(said, `${at}.cvss`),
    package: said.take(`${at}.packages`, `${at}.packageName`),
    version: said.take(`${at}.packageVersion`),
    fixedIn: /^fixed in:?\s*(\S.*)$/i.exec(said.text(`${at}.status`) ?? '')?.[1],
  });
  return weakness === undefined ? [] : [weakness];
}

/** Weaknesses of a scan, in groups by their severity or not; at most 64. */
function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const groups = said.list('newVulnerabilities').map((_, i) => `newVulnerabilities.${i}.vulnerabilities`);
  const paths = [...groups, 'vulnerabilities'].flatMap((list) => said.list(list).map((_, i) => `${list}.${i}`));
  const found = paths.slice(0, VULNERABILITIES_MAX).flatMap((path) => weaknessAt(said, path));
  return found.length === 0 ? undefined : found;
}

const cloudOf = (said: Dig, { function: name }: Subject) =>
  placed({
    provider: said.take('provider', 'cloudMetadata.provider')?.toLowerCase(),
    account: firstIn(said, 'accountID', 'accountIDs', 'cloudMetadata.accountID'),
    region: said.take('region', 'cloudMetadata.region'),
    resource: placed({
      uid: said.take('resourceID', 'cloudMetadata.resourceID', 'vmID'),
      name: name && said.take(...functions),
    }),
  });

const places = (said: Dig, outer: Dig) => ({
  connection: placed({
    remote: placed({
      ip: addressIn(said, 'ip'),
      port: portIn(said, 'port'),
      domain: takeIf(said, isDomain, 'domain'),
    }),
  }),
  file: touchedFile(said),
  container: placed({
    id: said.take('containerId'),
    name: said.take(...containerNames),
    image: withDigest(withDigest(said.take(...imageNames), said, ...imageIds), outer, ...imageIds),
  }),
  kubernetes: placed({ cluster: firstIn(said, ...clusters), namespace: firstIn(said, 'namespace', 'namespaces') }),
  vulnerabilities: vulnerabilitiesOf(said),
});

/** Where the alerts of a period happened stands beside them. */
const outerCloud = (outer: Dig) =>
  placed({
    provider: outer.text('provider')?.toLowerCase(),
    account: firstIn(outer, 'accountID', 'accountIDs'),
    region: outer.text('region'),
  });

/** The typed places of an audit or a scan; `outer` is what it came beside. */
export const placesOf = (said: Dig, subject: Subject, outer: Dig): Pick<Detection, 'actor' | 'target'> => ({
  actor: actorOf(said, outer),
  target: defined({
    kind: kindOf(subject),
    method: said.take('method'),
    url: said.take('url'),
    host: said.take(...hosts),
  }),
  ...defined({ ...places(said, outer), cloud: placed({ ...outerCloud(outer), ...cloudOf(said, subject) }) }),
});
