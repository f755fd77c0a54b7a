import type { Alert } from '../../../../domain/alert.ts';
import { isAddress, isCountryCode, portIn } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';
import { keyword } from './values.ts';

// https://www.elastic.co/docs/reference/ecs/ecs-source, …/ecs-destination, …/ecs-network

interface End {
  readonly ip?: string | undefined;
  readonly port?: number | undefined;
  readonly domain?: string | undefined;
  readonly country?: string | undefined;
}

const endOf = ({ ip, port, domain, country }: End) =>
  present({
    address: keyword(ip || domain),
    ip: isAddress(ip) ? ip : undefined,
    port: portIn(port),
    domain: keyword(domain),
    geo: ip && isCountryCode(country) ? { country_iso_code: country } : undefined,
  });

const directions = { inbound: 'inbound', outbound: 'outbound', lateral: 'internal' } as const;
const transports = new Set(['tcp', 'udp', 'icmp', 'sctp', 'icmp6', 'ipv6-icmp', 'igmp', 'gre']);

/** The service that was called; a machine alone is a host. */
function serviceOf({ host, ip, port, domain }: Alert['target']): End | undefined {
  if (domain) return { ip, port, domain };
  return portIn(port) !== undefined || !host ? { ip, port } : undefined;
}

function networkOf({ connection }: Alert) {
  const { direction, protocol } = connection ?? {};
  const transport = protocol?.toLowerCase() ?? '';
  return present({
    direction: direction === undefined ? undefined : directions[direction],
    transport: transports.has(transport) ? transport : undefined,
  });
}

/** Who called: the actor; without one the other end of what is inbound, else the machine that a connection left. */
function sourceOf({ actor, target: { ip, port }, connection }: Alert): End {
  const remote = connection?.remote;
  // The other end may be the actor, and then it is known by a name as well.
  if (actor.ip && actor.ip === remote?.ip) return { ...remote, ...actor };
  // Who acted is the machine that called out.
  if (actor.ip && actor.ip === ip && remote !== undefined) return { ...actor, port: actor.port ?? port };
  if (actor.ip || connection === undefined || remote === undefined) return actor;
  return connection.direction === 'inbound' ? remote : { ip, port: port ?? actor.port };
}

/** Whether the other end of a connection called the target, rather than that the target called it. */
const isCaller = ({ actor, connection }: Alert): boolean =>
  connection?.direction === 'inbound' || Boolean(actor.ip && connection?.remote?.ip === actor.ip);

/** The other end of a connection that left the target comes before the service. A proxy of a call is no end of it. */
export function endsOf(alert: Alert) {
  const { target, connection } = alert;
  const destination = isCaller(alert) ? undefined : connection?.remote;
  return {
    source: endOf(sourceOf(alert)),
    destination: endOf(destination ?? serviceOf(target) ?? {}),
    network: networkOf(alert),
  };
}
