import { isIP } from 'node:net';
import type { Alert } from '../../domain/alert.ts';

/** Whom and what an alert of Microsoft Sentinel's information model is about. */

const isAddress = (text: string | undefined): boolean => text !== undefined && isIP(text) > 0 && !text.includes('%');

const is = (text: string | undefined): boolean => text !== undefined && text !== '';

const hostname = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_-]{1,63})*$/;

function namesOf(host: string | undefined) {
  if (host === undefined || isAddress(host) || !hostname.test(host)) return {};
  const [name = host, ...domain] = host.split('.');
  if (domain.length === 0) return { DvcHostname: name };
  return { DvcHostname: name, DvcDomain: domain.join('.'), DvcDomainType: 'FQDN', DvcFQDN: host };
}

/** The device that the alert is about. The actor's address stands in where no host is named, and never beside one. */
export function hostOf({ actor, target: { host } }: Alert) {
  const address = is(host) ? host : actor.ip;
  return { ...(isAddress(address) ? { DvcIpAddr: address } : {}), ...namesOf(host) };
}

/** What kind of thing gave it away, and whether that did it or suffered it. */
export function indicatorOf({ actor, target }: Alert): Record<string, string> {
  const kinds = [
    [isAddress(actor.ip), 'Ip', 'Associated'],
    [is(actor.user), 'User', 'Associated'],
    [is(actor.process), 'Process', 'Associated'],
    [target.kind === 'file', 'File', 'Targeted'],
    [is(target.url), 'Url', 'Targeted'],
    [is(target.host), 'Host', 'Targeted'],
    [is(target.workload) || is(target.pod) || is(target.container), 'Application', 'Targeted'],
  ] as const;
  const [, type, association] = kinds.find(([fits]) => fits) ?? [];
  return type === undefined || association === undefined
    ? {}
    : { IndicatorType: type, IndicatorAssociation: association };
}
