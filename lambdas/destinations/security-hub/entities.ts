import { isIPv4, isIPv6 } from 'node:net';
import type { Alert } from '../../domain/alert.ts';
import { baseName, portIn, scoreIn, wholeIn } from '../_kit/formats/_kit/bounds.ts';
import { present } from '../_kit/formats/_kit/format.ts';
import { line, lineOrNone } from './texts.ts';

// The objects of a finding (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html), absent
// when nothing is known for them.

const PROCESS_NAME_MAX = 64;
const PATH_MAX = 512;
const PROTOCOL_MAX = 16;
const TEXT_MAX = 128;
const REQUIREMENT_MAX = 64;
const VULNERABILITIES_MAX = 50;
const SCORE_MAX = 10;

export function processOf({ actor: { process } }: Alert) {
  if (process === undefined) return undefined;
  return present({
    Name: lineOrNone(process.name || baseName(process.path), PROCESS_NAME_MAX),
    Path: lineOrNone(process.path, PATH_MAX),
    Pid: wholeIn(process.pid),
    ParentPid: wholeIn(process.parent?.pid),
  });
}

interface End {
  readonly ip?: string | undefined;
  readonly port?: number | undefined;
  readonly domain?: string | undefined;
}

const endOf = (side: 'Source' | 'Destination', { ip = '', port, domain }: End) => ({
  [`${side}IpV4`]: isIPv4(ip) ? ip : undefined,
  [`${side}IpV6`]: isIPv6(ip) && !ip.includes('%') ? ip : undefined,
  [`${side}Port`]: portIn(port),
  [`${side}Domain`]: lineOrNone(domain, TEXT_MAX),
});

/** Who called: the actor; without one the other end of what is inbound, else the machine that a connection left. */
function sourceOf({ actor, target: { ip, port }, connection }: Alert): End {
  const { ip: caller, port: from } = actor;
  // The other end may be the actor, and then it is known by a name as well.
  if (caller && caller === connection?.remote?.ip)
    return { ...connection.remote, port: from ?? connection.remote.port };
  if (caller || connection?.remote === undefined) return { ip: caller, port: from };
  return connection.direction === 'inbound' ? connection.remote : { ip, port: port ?? actor.port };
}

/** The other end of a connection is the source of what is inbound, else the destination. */
export function networkOf(alert: Alert) {
  const { target, connection } = alert;
  const { direction, protocol, remote } = connection ?? {};
  const isInbound = direction === 'inbound';
  const destination: End = !isInbound && remote !== undefined ? remote : target;
  return present({
    Direction: direction === 'lateral' ? undefined : direction && (isInbound ? 'IN' : 'OUT'),
    Protocol: lineOrNone(protocol, PROTOCOL_MAX),
    ...endOf('Source', sourceOf(alert)),
    ...endOf('Destination', destination),
  });
}

/** The classes of which the finding has the file among its threats. */
export const aboutFiles: ReadonlySet<Alert['class']> = new Set(['threat', 'vulnerability', 'exposure']);

/** The file that a threat or a weakness is about, with the digest that is most searched for. */
export function threatsOf({ class: about, file, rule }: Alert) {
  if (!aboutFiles.has(about) || file === undefined) return undefined;
  const { sha256, sha512, sha1, md5 } = file.hashes ?? {};
  const path = present({
    FilePath: lineOrNone(file.path, TEXT_MAX),
    FileName: lineOrNone(file.name || baseName(file.path), TEXT_MAX),
    Hash: lineOrNone(sha256 || sha512 || sha1 || md5, TEXT_MAX),
  });
  return path === undefined
    ? undefined
    : [{ Name: line(rule.name || rule.uid, TEXT_MAX, 'not stated'), FilePaths: [path] }];
}

function vulnerabilityOf(each: NonNullable<Alert['vulnerabilities']>[number], absent: string) {
  const { cve, cvss, package: name, version, fixedIn } = each;
  const score = scoreIn(cvss, SCORE_MAX);
  const software = present({
    Name: lineOrNone(name, TEXT_MAX),
    Version: lineOrNone(version, TEXT_MAX),
    FixedInVersion: lineOrNone(fixedIn, TEXT_MAX),
  });
  return present({
    Id: line(cve, TEXT_MAX, absent),
    VulnerablePackages: software === undefined ? [] : [software],
    Cvss: score === undefined ? [] : [{ BaseScore: score }],
    // `YES` also wants a remediation for each package.
    FixAvailable: lineOrNone(fixedIn, TEXT_MAX) === undefined ? undefined : 'PARTIAL',
  });
}

export function vulnerabilitiesOf({ vulnerabilities = [], rule }: Alert) {
  const absent = line(rule.uid, TEXT_MAX, 'not stated');
  return vulnerabilities.slice(0, VULNERABILITIES_MAX).map((each) => vulnerabilityOf(each, absent));
}

/** Of the result of a check; that it passes is not known of an ending. */
export const complianceOf = ({ class: about, finding, rule }: Alert) =>
  about === 'compliance'
    ? {
        Status: finding.status === 'resolved' ? 'NOT_AVAILABLE' : 'FAILED',
        RelatedRequirements: [line(rule.uid, REQUIREMENT_MAX, 'not stated')],
      }
    : undefined;

export const generatorOf = ({ rule: { name, category } }: Alert) =>
  present({
    Name: lineOrNone(name, TEXT_MAX),
    Labels: [lineOrNone(category, TEXT_MAX)].filter((one) => one !== undefined),
  });
