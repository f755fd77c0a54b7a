import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { OutboundRequest } from '../core/destination.ts';
import type { SendLimits, Sent } from '../engine/ports/transport.ts';
import { type Budget, startBudget } from './budget.ts';
import { certificateRefusal, connectionFailure, reasonOf } from './connection-error.ts';
import { reachable } from './reachable.ts';

/** https://www.rfc-editor.org/rfc/rfc5425#section-4.1 */
const PORT = 6514;

function connectTo({ url, authority }: OutboundRequest, address: string): TLSSocket {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return connect({
    host: address,
    port: Number(port) || PORT,
    minVersion: 'TLSv1.2',
    // The certificate must be for the host name, not for its address.
    ...(isIP(host) ? {} : { servername: host }),
    ...(authority === undefined ? {} : { ca: authority }),
  });
}

/** Nothing when the TLS session is established. */
async function openFailure(socket: TLSSocket, budget: Budget): Promise<Sent | undefined> {
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(Math.ceil(budget.connectMs())) });
    return undefined;
  } catch (error) {
    return connectionFailure(error, socket);
  }
}

const cutShort = (): Error => Object.assign(new Error('the receiver ended first'), { code: 'cut_short' });

/** Resolves when both sides have closed the connection in order: first ours, then the receiver's. */
async function handOver(socket: TLSSocket, body: string, budget: Budget): Promise<void> {
  let isSent = false;
  socket.once('end', () => {
    if (!isSent) socket.destroy(cutShort());
  });
  const closed = once(socket, 'close', { signal: AbortSignal.timeout(Math.ceil(budget.remainingMs())) });
  socket.resume();
  socket.end(body, () => {
    isSent = true;
  });
  await closed;
  if (!isSent) throw cutShort();
}

async function sendOver(socket: TLSSocket, body: string, budget: Budget): Promise<Sent> {
  const failure = await openFailure(socket, budget);
  if (failure !== undefined) return failure;
  try {
    await handOver(socket, body, budget);
    return { kind: 'answer', response: { at: Date.now(), status: 200, headers: {}, body: '' } };
  } catch (error) {
    return certificateRefusal(error) ?? { kind: 'no-answer', reason: reasonOf(error) };
  }
}

/**
 * Writes frames over TLS and closes the connection in order, within the limits. RFC 5425 has no acknowledgement. An
 * orderly close, which the receiver has to answer (§4.4), is the only confirmation, and counts as 200. Never throws.
 */
export async function sendSyslog(request: OutboundRequest, allowLoopback: boolean, limits?: SendLimits): Promise<Sent> {
  const budget = startBudget(limits);
  try {
    const address = await reachable(new URL(request.url).hostname, allowLoopback, budget);
    if (address === undefined) return { kind: 'not-sent', reason: 'address_not_allowed', refused: true };
    const socket = connectTo(request, address);
    try {
      return await sendOver(socket, request.body ?? '', budget);
    } finally {
      socket.on('error', () => undefined).destroy();
    }
  } catch (error) {
    return connectionFailure(error);
  }
}
