import type { Alert } from '../../../../domain/alert.ts';

/** Where in the alert the two ends of an event stand, by path; for formats that know a source and a destination only. */
export interface Endpoint {
  readonly ip: string;
  readonly port: string;
  /** The names that it may have, the best first. */
  readonly names: readonly string[];
  /** Where its address behind a translation may stand. */
  readonly translated: readonly string[];
}
export interface Endpoints {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** The machine that it happened on, when it is neither of them. */
  readonly machine?: Endpoint;
  /** Who passed it on, when somebody stands between a caller and the target, such as a proxy. */
  readonly between?: Endpoint;
}

const actor: Endpoint = { ip: 'actor.ip', port: 'actor.port', names: [], translated: [] };
const target: Endpoint = {
  ip: 'target.ip',
  port: 'target.port',
  names: ['target.host', 'target.domain', 'kubernetes.pod', 'kubernetes.node'],
  translated: ['target.publicIp'],
};
const remote: Endpoint = {
  ip: 'connection.remote.ip',
  port: 'connection.remote.port',
  names: ['connection.remote.domain'],
  translated: [],
};

const isSaid = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';

/** Whether the other end called: it is said to be inbound, or it is the actor. */
const isCaller = ({ actor: { ip }, connection }: Alert): boolean =>
  connection?.direction === 'inbound' || (isSaid(ip) && connection?.remote?.ip === ip);

/** The caller is the actor; another other end than the actor passed the call on. */
function inbound({ actor: { ip }, connection }: Alert): Endpoints {
  if (!isSaid(ip)) return { source: remote, destination: target };
  const isDirect = connection?.remote?.ip === undefined || connection.remote.ip === ip;
  return isDirect ? { source: actor, destination: target } : { source: actor, destination: target, between: remote };
}

/**
 * From whom to whom. A connection that left the target goes from there (or from the actor, where one is known) to the
 * remote end, such as a command-and-control server; without a connection the actor acts on the target.
 */
export function endpointsOf(alert: Alert): Endpoints {
  const hasActor = isSaid(alert.actor.ip);
  if (alert.connection?.remote === undefined) return { source: actor, destination: target };
  if (isCaller(alert)) return inbound(alert);
  // Who acted is the machine that called out.
  const isOwn = alert.actor.ip === alert.target.ip;
  return hasActor && !isOwn
    ? { source: actor, destination: remote, machine: target }
    : { source: target, destination: remote };
}
