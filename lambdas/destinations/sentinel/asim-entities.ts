import { isIP } from 'node:net';
import type { Alert } from '../../domain/alert.ts';
import { truncateBytes, visible } from '../../domain/values/text.ts';
import { baseName, isAddress, wholeIn } from '../_kit/formats/_kit/bounds.ts';
import { withService } from '../_kit/formats/_kit/service.ts';

/** Whom and what an alert of Microsoft Sentinel's information model is about, in the columns of its entities. */

const NAME_BYTES = 1_024;
export const TEXT_BYTES = 8_192;

/** A text for a column; a blank one is absent. */
export const text = (value: string | undefined, maxBytes = NAME_BYTES): string | undefined =>
  value === undefined ? undefined : truncateBytes(visible(value).trim(), maxBytes) || undefined;

const is = (value: string | undefined): boolean => text(value) !== undefined;

const hostname = /^(?=.{1,253}$)[A-Za-z0-9-]{1,61}(\.[A-Za-z0-9_-]{1,63})*$/;

/** A host name is one label (https://learn.microsoft.com/azure/sentinel/normalization-about-schemas#logical-types). */
function namesOf(host = '') {
  // An IPv4 address has the form of a name.
  if (!hostname.test(host) || isIP(host) > 0) return {};
  const [name = host, ...domain] = host.split('.');
  if (domain.length === 0) return { DvcHostname: name };
  return { DvcHostname: name, DvcDomain: domain.join('.'), DvcDomainType: 'FQDN', DvcFQDN: host };
}

const isArm = (uid: string): boolean => /^\/subscriptions\//i.test(uid);

function idOf({ cloud, container }: Alert) {
  const id = text(cloud?.resource?.uid) ?? text(container?.id);
  return id === undefined ? {} : { DvcId: id, DvcIdType: isArm(id) ? 'AzureResourceId' : 'Other' };
}

/** The machine that the alert is about, and the account that it is in. The actor's address is never one of these. */
export function deviceOf(alert: Alert) {
  const { target, kubernetes, sensor, cloud } = withService(alert);
  const address = [target.ip, target.host].find(isAddress);
  const names = [target.host, kubernetes?.node, sensor?.host].map(namesOf);
  return {
    ...(address === undefined ? {} : { DvcIpAddr: address }),
    ...names.find((found) => 'DvcHostname' in found),
    ...idOf(alert),
    DvcScope: text(cloud?.account),
    DvcScopeId: text(cloud?.account),
    DvcZone: text(cloud?.region),
  };
}

/** https://learn.microsoft.com/azure/sentinel/normalization-entity-user#usernametype */
function usernameTypeOf(name: string): string {
  if (/^arn:/i.test(name)) return 'AWSId';
  if (name.includes('\\')) return 'Windows';
  if (/^CN=/i.test(name)) return 'DN';
  return /^[^@\s]+@[^@\s]+$/.test(name) ? 'UPN' : 'Simple';
}

/** The user is who did it; where nobody is named, whom it was done to. */
export function userOf({ actor, target }: Alert) {
  const name = text(actor.user) ?? text(actor.email) ?? text(target.user);
  const email = is(actor.user) ? text(actor.email) : undefined;
  return {
    ...(name === undefined ? {} : { Username: name, UsernameType: usernameTypeOf(name) }),
    ...(email === undefined ? {} : { UserId: email, UserIdType: 'Email' }),
  };
}

export function processOf({ actor: { process } }: Alert) {
  const pid = wholeIn(process?.pid);
  return {
    ProcessId: pid === undefined ? undefined : String(pid),
    ProcessName: text(process?.path) ?? text(process?.name),
    ProcessCommandLine: text(process?.commandLine, TEXT_BYTES),
  };
}

/** The file that was touched; where there is none, the program that ran, when its digest is known. */
export function fileOf({ file, actor: { process } }: Alert) {
  const it = file ?? (process?.hashes === undefined ? undefined : process);
  return {
    FileName: text(it?.name) ?? text(baseName(it?.path)),
    FilePath: text(it?.path, TEXT_BYTES),
    FileSHA1: text(it?.hashes?.sha1),
    FileSHA256: text(it?.hashes?.sha256),
    FileMD5: text(it?.hashes?.md5),
  };
}

/** What kind of thing gave it away, and whether that did it or suffered it. */
export function indicatorOf(alert: Alert): Record<string, string> {
  const { actor, target, connection, file, cloud, container, kubernetes } = withService(alert);
  const kinds = [
    [file !== undefined, 'File', 'Targeted'],
    [isAddress(actor.ip) || isAddress(connection?.remote?.ip), 'Ip', 'Associated'],
    [actor.process !== undefined, 'Process', 'Associated'],
    [is(actor.user) || is(actor.email), 'User', 'Associated'],
    [is(target.url), 'Url', 'Targeted'],
    [is(target.host) || is(target.ip), 'Host', 'Targeted'],
    [cloud?.resource !== undefined, 'Cloud Resource', 'Targeted'],
    [container !== undefined || kubernetes !== undefined, 'Application', 'Targeted'],
  ] as const;
  const [, type, association] = kinds.find(([fits]) => fits) ?? [];
  return type === undefined || association === undefined
    ? {}
    : { IndicatorType: type, IndicatorAssociation: association };
}
