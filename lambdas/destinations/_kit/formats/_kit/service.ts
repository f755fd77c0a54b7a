import type { Alert } from '../../../../domain/alert.ts';
import { isAddress } from './bounds.ts';

/** Kinds of targets that are no machine, though senders name them by a host. */
const kinds = new Set(['api', 'application', 'domain', 'organization', 'service', 'site', 'tenant', 'url', 'zone']);

/** The same alert with the name of a service as its domain: a receiver that takes it for a machine would list one that is not there. */
export function withService(alert: Alert): Alert {
  const { host, ...target } = alert.target;
  if (!host || target.domain || !kinds.has(target.kind)) return alert;
  if (!isAddress(host)) return { ...alert, target: { ...target, domain: host } };
  return target.ip ? alert : { ...alert, target: { ...target, ip: host } };
}
