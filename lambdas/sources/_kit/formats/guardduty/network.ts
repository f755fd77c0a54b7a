import type { Actor, Connection, Target } from '../../../../domain/places.ts';
import type { Dig } from '../../field-reader.ts';
import { addressesIn, addressIn, placed } from '../../typed-places.ts';
import { portIn } from '../../typed-values.ts';

// Actions of https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Action.html, which the security finding format of
// AWS takes over: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Action.html

/** Where a format has the action, the endpoints of an attack sequence, and the machine of the resource. */
interface Layout {
  readonly action: string;
  readonly sequence: string;
  readonly role?: string;
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
  /** Where the machine has the address under which others see it. */
  readonly publicAddresses?: readonly string[];
}

/** The ends of the connection of an action, and the connection itself. */
export interface ActionEnds {
  /** Whether the resource opened the connection: the other side is where it went, not who did it. */
  isEgress(said: Dig): boolean;
  connectionOf(said: Dig): Connection | undefined;
  /** The other side of the connection, or who made the call. */
  actorOf(said: Dig): Pick<Actor, 'ip' | 'port' | 'country' | 'userAgent'> | undefined;
  /** The machine at this end, and the port that it was reached at or called from. */
  targetOf(said: Dig): Pick<Target, 'host' | 'ip' | 'publicIp' | 'port'> | undefined;
}

const actions = [
  'networkConnectionAction',
  'awsApiCallAction',
  'kubernetesApiCallAction',
  'rdsLoginAttemptAction',
  'portProbeAction.portProbeDetails.0',
];

const directions = new Map<string | undefined, 'inbound' | 'outbound'>([
  ['INBOUND', 'inbound'],
  ['OUTBOUND', 'outbound'],
]);

/** Reads the actions of findings of AWS. */
export function actionEnds({ action, sequence, role, hosts, addresses, publicAddresses = [] }: Layout): ActionEnds {
  const under = (...names: readonly string[]) =>
    actions.flatMap((at) => names.map((name) => `${action}.${at}.${name}`));
  const network = `${action}.networkConnectionAction`;
  const dns = `${action}.dnsRequestAction`;
  const endpoint = `${sequence}.endpoints.0`;
  const remoteIps = under('remoteIpDetails.ipAddressV4', 'remoteIpDetails.ipAddressV6');
  const callers = [...remoteIps, `${action}.kubernetesApiCallAction.sourceIps.0`, `${endpoint}.ip`];
  const remotePorts = [`${network}.remotePortDetails.port`, `${endpoint}.port`];
  const countries = under('remoteIpDetails.country.countryName', 'remoteIpDetails.country.countryCode');
  const localIps = [...under('localIpDetails.ipAddressV4', 'localIpDetails.ipAddressV6'), ...addresses];
  const [localPorts, agents] = [under('localPortDetails.port'), under('userAgent')];
  const directionOf = (said: Dig) => directions.get(said.text(`${network}.connectionDirection`)?.toUpperCase());
  const isEgress = (said: Dig) => {
    const direction = directionOf(said);
    const isActor = role !== undefined && said.text(role)?.toUpperCase() === 'ACTOR';
    return direction === 'outbound' || (direction === undefined && isActor && said.value(network) !== undefined);
  };
  const farEnd = (said: Dig) => ({ ip: addressIn(said, ...remoteIps), port: portIn(said, ...remotePorts) });
  return {
    isEgress,
    connectionOf(said) {
      const domain = said.take(`${dns}.domain`);
      const remote = { ...(isEgress(said) ? farEnd(said) : {}), domain };
      return placed({
        direction: directionOf(said) ?? (domain === undefined ? undefined : ('outbound' as const)),
        protocol: said.take(`${network}.protocol`, `${dns}.protocol`),
        remote: placed(remote),
      });
    },
    actorOf(said) {
      const userAgent = said.take(...agents);
      if (isEgress(said)) return placed({ userAgent });
      const country = said.take(...countries, `${endpoint}.location.country`);
      return placed({ ip: addressIn(said, ...callers), port: portIn(said, ...remotePorts), country, userAgent });
    },
    targetOf: (said) =>
      placed({
        host: said.take(...hosts),
        ...addressesIn(said, localIps, publicAddresses),
        port: portIn(said, ...localPorts),
      }),
  };
}
