import { isIP } from 'node:net';
import type { Connection } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';

// `Data` and `Resource` are pairs: `remoteip=203.0.113.9 port=443 protocol=TCP` of a connection
// (https://github.com/kubearmor/KubeArmor/blob/main/KubeArmor/monitor/logUpdate.go), `SourceIP=… DestinationIP=…` of the firewall.

interface End {
  readonly ip?: string;
  readonly port?: number;
}

/** The ends of a connection, as far as they are stated. */
export interface Network {
  readonly source: End;
  readonly destination: End;
  readonly connection?: Connection;
}

const pairsIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/\s+/).flatMap((pair): [string, string][] => {
      const at = pair.indexOf('=');
      return at > 0 ? [[pair.slice(0, at).toLowerCase(), pair.slice(at + 1)]] : [];
    }),
  );

function endOf(ip: string | undefined, port: string | undefined): End {
  const number = Number(port);
  const isPort = number >= 1 && number <= 65_535;
  return defined({ ip: isIP(ip ?? '') === 0 ? undefined : ip, port: isPort ? number : undefined });
}

const chains: readonly (readonly [RegExp, Connection['direction']])[] = [
  [/\bINPUT\b|tcp_accept/i, 'inbound'],
  [/\bOUTPUT\b|tcp_connect/i, 'outbound'],
  [/\bFORWARD\b/i, 'lateral'],
];

const some = (end: End): End | undefined => ((end.ip ?? end.port) === undefined ? undefined : end);

const placedNames = ['sourceip', 'sourceport', 'destinationip', 'destinationport', 'remoteip', 'port', 'protocol'];

/** What an event of the network says of the two ends; nothing of other events. `EventData` has the pairs of `Data` apart. */
export function networkOf(said: Lookup, event: Lookup): Network {
  const operation = said.text('operation')?.toLowerCase();
  if (operation !== 'network' && operation !== 'networkfirewall') return { source: {}, destination: {} };
  const text = `${said.text('data') ?? ''} ${said.text('resource') ?? ''}`;
  const pairs = pairsIn(text);
  const [sourceIp, sourcePort, destinationIp, destinationPort, peerIp, peerPort, protocol] = placedNames.map(
    (name) => pairs.get(name) ?? event.text(name),
  );
  for (const name of placedNames) if (event.text(name) === pairs.get(name)) event.take(name);
  const source = endOf(sourceIp, sourcePort);
  const destination = endOf(destinationIp, destinationPort);
  const direction = chains.find(([mark]) => mark.test(text))?.[1];
  const remote = some(endOf(peerIp, peerPort)) ?? some(direction === 'inbound' ? source : destination);
  const connection = defined({ direction, protocol, remote });
  return { source, destination, ...(Object.keys(connection).length === 0 ? {} : { connection }) };
}
