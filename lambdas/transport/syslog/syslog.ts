import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import type { OutboundRequest } from '../../domain/outbound.ts';
import { NO_PROXY, type Reach } from '../../domain/reach.ts';
import type { SendOptions, Sent } from '../../engine/ports/transport.ts';
import { type Budget, startBudget } from '../connect/budget.ts';
import { certificateRefusal, connectionFailure, reasonOf } from '../connect/connection-error.ts';
import { reachServer, serverIn, type Way } from '../connect/reach-server.ts';
import { trustOf } from '../connect/trust.ts';
import { NoTunnel } from '../connect/tunnel.ts';
import { keptConnections, type Opened } from './kept-connections.ts';
import { unacknowledged } from './tcp-queue.ts';

/** https://www.rfc-editor.org/rfc/rfc5425#section-4.1 */
const PORT = 6514;
/** A receiver that refuses what it has read ends the connection, which is seen within this time. */
const REFUSAL_MS = 50;
const POLL_MS = 5;
const POLL_MAX_MS = 200;

const kept = keptConnections();

const receiverOf = ({ url }: OutboundRequest) => serverIn(url, PORT);

function connectTo(request: OutboundRequest, reach: Reach, { address, tunnel }: Way): TLSSocket {
  const { host, port } = receiverOf(request);
  return connect({
    ...(tunnel === undefined ? { host: address, port } : { socket: tunnel, host }),
    minVersion: 'TLSv1.2',
    // The certificate must be for the host name, not for its address.
    ...(isIP(host) ? {} : { servername: host }),
    ...trustOf(reach),
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

/** How far one use of a connection is. */
interface Progress {
  isClosing: boolean;
}

/** What is sent over which connections, by when. */
interface Task {
  readonly key: string;
  readonly body: string;
  readonly budget: Budget;
  readonly queued: Queued;
}

/**
 * Resolves with false, for not to be used again, when both sides have closed the connection in order: first ours, then
 * the receiver's (RFC 5425 §4.4). Rejects when it breaks, or when the receiver ends it first.
 */
async function ended(socket: TLSSocket, progress: Progress, signal: AbortSignal): Promise<false> {
  socket.resume();
  await Promise.race([once(socket, 'end', { signal }), once(socket, 'close', { signal })]);
  if (!progress.isClosing) throw cutShort();
  return false;
}

const written = (socket: TLSSocket, body: string): Promise<void> =>
  new Promise((resolve, reject) =>
    socket.write(body, (error) => (error === undefined || error === null ? resolve() : reject(error))),
  );

/** The bytes of a connection that its other end has not acknowledged, where the system shows that. */
type Queued = typeof unacknowledged;

/** Whether the receiver's system has acknowledged every byte; false where this one does not show that. */
async function isAcknowledged(socket: TLSSocket, queued: Queued): Promise<boolean> {
  for (let waitMs = POLL_MS; !socket.destroyed; waitMs = Math.min(waitMs * 2, POLL_MAX_MS)) {
    const bytes = await queued(socket);
    if (bytes === undefined) return false;
    if (bytes === 0) return true;
    await wait(waitMs);
  }
  return false;
}

/** Resolves with true when the receiver has the body; without evidence of that it closes the connection and waits. */
async function handOver(socket: TLSSocket, { body, queued }: Task, progress: Progress): Promise<boolean> {
  await written(socket, body);
  if (await isAcknowledged(socket, queued)) {
    await wait(REFUSAL_MS);
    // On a busy machine the timer may come before an event that is older.
    await turn();
    await turn();
    return true;
  }
  progress.isClosing = true;
  socket.end();
  return new Promise(() => undefined);
}

async function timeLimit(budget: Budget, signal: AbortSignal): Promise<never> {
  await wait(Math.ceil(budget.remainingMs()), undefined, { signal });
  throw Object.assign(new Error('the time is up'), { code: 'timeout' });
}

/** One use of a connection, within the budget; resolves with whether it can be used again. */
async function use(socket: TLSSocket, task: Task): Promise<boolean> {
  const progress: Progress = { isClosing: false };
  const finished = new AbortController();
  const { signal } = finished;
  try {
    return await Promise.race([
      handOver(socket, task, progress),
      ended(socket, progress, signal),
      timeLimit(task.budget, signal),
    ]);
  } finally {
    finished.abort();
  }
}

/** A connection that broke is destroyed, one that is well is kept. */
async function sendOver(connection: Opened, task: Task): Promise<Sent> {
  const { socket } = connection;
  try {
    if (await use(socket, task)) kept.keep(task.key, connection);
    else socket.destroy();
    return { kind: 'answer', response: { at: Date.now(), status: 200, headers: {}, body: '' } };
  } catch (error) {
    socket.destroy();
    return certificateRefusal(error) ?? { kind: 'no-answer', reason: reasonOf(error) };
  }
}

async function opened(request: OutboundRequest, reach: Reach, allowLoopback: boolean, budget: Budget) {
  const way = await reachServer({ ...receiverOf(request), reach, allowLoopback }, budget);
  way.tunnel?.on('error', () => undefined);
  const socket = connectTo(request, reach, way);
  const failure = await openFailure(socket, budget);
  // What breaks a connection that nobody uses must not end the process.
  socket.on('error', () => undefined);
  if (failure === undefined) return { socket, openedMs: Date.now() };
  socket.destroy();
  return failure;
}

/** No settings. */
const byDefault: Reach = {};
const hasProxy = ({ proxy }: Reach): boolean => proxy !== undefined && proxy !== NO_PROXY;
const nothingShown: Queued = async () => undefined;

/** Of all that a connection depends on. Settings hold secrets, and keys are kept. */
const keyOf = ({ url }: OutboundRequest, reach: Reach, allowLoopback: boolean): string =>
  createHash('sha256')
    .update(JSON.stringify([url, reach, allowLoopback]))
    .digest('base64');

/**
 * Writes frames over TLS, within the limits, to a connection that is kept for the next ones. RFC 5425 has no
 * acknowledgement. Where the system shows that the receiver's has acknowledged every byte, that counts as 200; elsewhere
 * the connection is closed in order, which the receiver has to answer (§4.4), and that counts. Never throws.
 */
export async function sendSyslog(
  request: OutboundRequest,
  allowLoopback: boolean,
  options?: SendOptions,
  queued: Queued = unacknowledged,
): Promise<Sent> {
  const budget = startBudget(options);
  const reach = options?.reach ?? byDefault;
  const key = keyOf(request, reach, allowLoopback);
  try {
    const connection = (await kept.take(key)) ?? (await opened(request, reach, allowLoopback, budget));
    if ('kind' in connection) return connection;
    // Of a tunnel the system shows what the proxy has acknowledged, not the receiver.
    const evidence = hasProxy(reach) ? nothingShown : queued;
    return await sendOver(connection, { key, body: request.body ?? '', budget, queued: evidence });
  } catch (error) {
    return error instanceof NoTunnel ? error.sent : connectionFailure(error);
  }
}
