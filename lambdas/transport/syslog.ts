import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { OutboundRequest } from '../core/destination.ts';
import type { Sent } from '../engine/ports/transport.ts';
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
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({
    host: address,
    port: Number(port) || PORT,
    minVersion: 'TLSv1.2',
    // The certificate must be for the host name, not for its address.
    ...(isIP(host) ? {} : { servername: host }),
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

const cutShort = (): Error => Object.assign(new Error('the receiver ended first'), { code: 'cut_short' });

/** Resolves when both sides have closed the connection in order: first ours, then the receiver's. */
async function handOver(socket: TLSSocket, body: string): Promise<void> {
  let isSent = false;
  socket.once('end', () => {
    if (!isSent) socket.destroy(cutShort());
  });
  const closed = once(socket, 'close', { signal: AbortSignal.timeout(TOTAL_MS) });
  socket.resume();
  socket.end(body, () => {
    isSent = true;
  });
  await closed;
  if (!isSent) throw cutShort();
}

/**
 * Writes frames over TLS and closes the connection in order. RFC 5425 has no acknowledgement. An orderly close, which the
 * receiver has to answer (§4.4), is the only confirmation, and counts as 200. Never throws.
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
    await handOver(socket, request.body ?? '');
    return { kind: 'answer', response: { at: Date.now(), status: 200, headers: {}, body: '' } };
  } catch (error) {
    return { kind: 'no-answer', reason: reasonOf(error) };
  } finally {
    socket.destroy();
  }
}
