import { isIP } from 'node:net';
import type { Actor, Connection, Target } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';
import { portIn } from '../../typed-values.ts';

/** One end of a connection. */
interface End {
  readonly ip?: string;
  readonly port?: number;
}

/** What the ends of a connection are to the alert. */
export interface Network {
  readonly connection?: Connection;
  readonly actor?: Pick<Actor, 'ip' | 'port'>;
  readonly target?: Pick<Target, 'ip' | 'port'>;
}

/** `10.1.2.3:51234`, `::1:443`: the port stands behind the last colon. */
function endIn(text = ''): End {
  const at = text.lastIndexOf(':');
  const [ip, port] = [text.slice(0, at), Number(text.slice(at + 1))];
  if (isIP(ip) === 0) return {};
  return port >= 1 && port <= 65_535 ? { ip, port } : { ip };
}

function endOf(said: Lookup, side: 'c' | 's', tuple: string | undefined): End {
  const named = endIn(tuple);
  const ip = [said.text(`fd.${side}ip`)].find((text) => isIP(text ?? '') !== 0) ?? named.ip;
  const port = portIn({ text: said.text, take: said.text }, `fd.${side}port`) ?? named.port;
  return defined({ ip, port });
}

const isEmpty = ({ ip, port }: End): boolean => ip === undefined && port === undefined;

/** Falco tells client and server of a connection (`fd.cip`, `fd.sip`), and which of them is far (`fd.rip`). */
function directionOf(said: Lookup, client: End, server: End): Connection['direction'] {
  const far = said.text('fd.rip');
  if (far !== undefined && far === client.ip && far !== server.ip) return 'inbound';
  if (far !== undefined && far === server.ip) return 'outbound';
  const call = said.text('evt.type') ?? '';
  if (/^accept/.test(call)) return 'inbound';
  return /^(?:connect|send)/.test(call) ? 'outbound' : undefined;
}

const ends = ['cip', 'cport', 'sip', 'sport', 'lip', 'lport', 'rip', 'rport'].map((name) => `fd.${name}`);

/** The connection of an event: its far end, and the near one as the target's address. */
export function networkOf(said: Lookup): Network {
  const [near, far] = (said.text('fd.name') ?? '').split('->');
  const [client, server] = [endOf(said, 'c', far === undefined ? undefined : near), endOf(said, 's', far)];
  if (isEmpty(client) && isEmpty(server)) return {};
  const direction = directionOf(said, client, server);
  const shown = [client.ip, client.port, server.ip, server.port].map(String);
  for (const name of ends) if (shown.includes(said.text(name) ?? '')) said.take(name);
  const protocol = said.take('fd.l4proto');
  if (direction === 'inbound')
    return { connection: defined({ direction, protocol, remote: client }), actor: client, target: server };
  const remote = defined({ ...server, domain: said.take('fd.rip.name', 'fd.sip.name') });
  return {
    connection: defined({ direction, protocol, remote }),
    target: client,
  };
}
