import type { Alert } from '../../../../domain/alert.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import { isAddress, isCountryCode, millisIn, portIn, scoreIn, wholeIn } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';
import type { FindingClass } from './classes.ts';
import { isEmail } from './objects.ts';
import { isWhole } from './vulnerabilities.ts';

// What OCSF has no field for, or what does not fit the field: nothing that the sender said is lost on the way.

/** A value that a check did not take. */
const unless = <T>(isTaken: boolean, value: T): T | undefined => (isTaken ? undefined : value);

type Program = NonNullable<NonNullable<Alert['actor']['process']>['parent']>;

const programLeft = (program: Program | undefined) =>
  program === undefined
    ? undefined
    : present({
        pid: unless(wholeIn(program.pid) !== undefined, program.pid),
        // An object of a file has one name; where there is a path it is that of the path.
        hashes: unless(Boolean(program.path || program.name || program.hashes), program.hashes),
      });

/** An endpoint has every port that is one. */
const portLeft = (port: number | undefined) => unless(portIn(port) !== undefined, port);

function actorLeft({ ip, port, country, email, process }: Alert['actor']) {
  const isEndpoint = Boolean(ip) || portIn(port) !== undefined;
  return present({
    port: portLeft(port),
    country: unless(isEndpoint && isCountryCode(country), country),
    email: unless(isEmail(email), email),
    process: programLeft(process),
    parent: programLeft(process?.parent),
  });
}

const targetLeft = ({ kind, host, ip, publicIp, port }: Alert['target']) =>
  present({
    kind,
    ip: unless(isAddress(ip), ip),
    public_ip: unless(Boolean(host || ip) && isAddress(publicIp), publicIp),
    port: portLeft(port),
  });

const connectionLeft = ({ connection }: Alert) => present({ port: portLeft(connection?.remote?.port) });

function cloudLeft({ cloud }: Alert) {
  const { uid, name, type } = cloud?.resource ?? {};
  return present({ resource_type: unless(Boolean(uid || name), type) });
}

function codeLeft({ code }: Alert) {
  const { repository, path, url, branch, line } = code ?? {};
  return repository || path || url ? undefined : present({ branch, line });
}

function findingLeft({ finding }: Alert) {
  return present({
    first_seen: unless(isExact(finding.firstSeenAt), finding.firstSeenAt),
    last_seen: unless(isExact(finding.lastSeenAt), finding.lastSeenAt),
    count: unless(wholeIn(finding.count) !== undefined, finding.count),
  });
}

/** A time that epoch milliseconds keep as it was. */
function isExact(text: string | undefined): boolean {
  const millis = millisIn(text);
  return millis !== undefined && millis <= 8.64e15 && new Date(millis).toISOString() === text;
}

const isWholeScore = (value: number | undefined): boolean =>
  value !== undefined && scoreIn(value) !== undefined && Number.isInteger(value);

function vulnerabilitiesLeft({ vulnerabilities = [] }: Alert, { hasVulnerabilities }: FindingClass) {
  return hasVulnerabilities ? vulnerabilities.filter((each) => !isWhole(each)) : vulnerabilities;
}

/** Without the evidences of classes that have none, which the caller adds. */
export function unmappedOf(alert: Alert, about: FindingClass) {
  return {
    kind: alert.kind,
    class: alert.class,
    received_at: unless(isExact(alert.receivedAt), alert.receivedAt),
    url: unless(httpUrl(alert.url) === alert.url, alert.url),
    risk_score: unless(isWholeScore(alert.riskScore), alert.riskScore),
    confidence: unless(isWholeScore(alert.confidence), alert.confidence),
    finding: findingLeft(alert),
    actor: actorLeft(alert.actor),
    target: targetLeft(alert.target),
    connection: connectionLeft(alert),
    cloud: cloudLeft(alert),
    code: codeLeft(alert),
    vulnerabilities: vulnerabilitiesLeft(alert, about),
    facts: unless(Object.keys(alert.facts).length === 0, alert.facts),
  };
}
