import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** The ports and the send queue of a line: `sl local_address rem_address st tx_queue:rx_queue …`, all in hexadecimal. */
function rowOf(line: string) {
  const [, local = '', remote = '', , queues = ''] = line.split(' ').filter((column) => column !== '');
  return { local: local.slice(-4), remote: remote.slice(-4), bytes: Number.parseInt(queues.slice(0, 8), 16) };
}

/** The bytes that a table of connections shows for a pair of ports, the most of all rows that have it. */
export function queuedIn(table: string, localPort: number, remotePort: number): number | undefined {
  const [local, remote] = [hex(localPort), hex(remotePort)];
  const rows = table.split('\n').slice(1).map(rowOf);
  const found = rows.filter((row) => row.local === local && row.remote === remote);
  return found.length === 0 ? undefined : Math.max(...found.map(({ bytes }) => bytes));
}

/**
 * How many bytes that were written to a connection its other end has not acknowledged by TCP, as Linux shows it
 * (https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html, `tx_queue`). Nothing where the system does not
 * show it, or does not know the connection any more.
 */
export async function unacknowledged({ localPort, remotePort, remoteFamily }: Socket): Promise<number | undefined> {
  if (localPort === undefined || remotePort === undefined) return undefined;
  try {
    const table = await readFile(remoteFamily === 'IPv6' ? '/proc/self/net/tcp6' : '/proc/self/net/tcp', 'latin1');
    return queuedIn(table, localPort, remotePort);
  } catch {
    return undefined;
  }
}
