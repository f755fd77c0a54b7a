import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { OutboundRequest } from '../core/destination.ts';
import type { Sent } from './http.ts';
import { reachable } from './reachable.ts';

const CONNECT_MS = 5_000;
const TOTAL_MS = 15_000;
/** https://www.rfc-editor.org/rfc/rfc5425#section-4.1 */
const PORT = 6514;

const reasonOf = (error: unknown): string => {
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) return 'timeout';
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code).toLowerCase();
  return 'tls_error';
};

async function open({ url, authority }: OutboundRequest, address: string): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect({
    host: address,
    port: Number(port) || PORT,
    ...(isIP(hostname) ? {} : { servername: hostname }),
    ...(authority === undefined ? {} : { ca: authority }),
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(CONNECT_MS) });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/**
 * Writes frames over TLS and closes the connection in order. RFC 5425 has no acknowledgement: an orderly end is all
 * that can be had, and counts as 200. Never throws.
 */
export async function sendSyslog(request: OutboundRequest, allowLoopback: boolean): Promise<Sent> {
  let socket: TLSSocket;
  try {
    const address = await reachable(new URL(request.url).hostname, allowLoopback);
    if (address === undefined) return { kind: 'not-sent', reason: 'address_not_allowed' };
    socket = await open(request, address);
  } catch (error) {
    return { kind: 'not-sent', reason: reasonOf(error) };
  }
  try {
    const closed = once(socket, 'close', { signal: AbortSignal.timeout(TOTAL_MS) });
    socket.resume();
    socket.end(request.body ?? '');
    await closed;
    return { kind: 'answer', response: { at: Date.now(), status: 200, headers: {}, body: '' } };
  } catch (error) {
    return { kind: 'no-answer', reason: reasonOf(error) };
  } finally {
    socket.destroy();
  }
}
