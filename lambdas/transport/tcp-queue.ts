import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/** The columns of a line of `/proc/net/tcp`: local port, remote port, state and the length of the send queue. */
const row = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/gm;

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** The bytes that a table of connections shows for a pair of ports, the most of all rows that have it. */
export function queuedIn(table: string, localPort: number, remotePort: number): number | undefined {
  const [local, remote] = [hex(localPort), hex(remotePort)];
  const found = [...table.matchAll(row)].filter((each) => each[1] === local && each[2] === remote);
  return found.length === 0 ? undefined : Math.max(...found.map((each) => Number.parseInt(each[3] ?? '0', 16)));
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
