import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ping, WebSocket } from 'undici';
import type { Variables } from '../config/env.ts';
import type { Reach } from '../domain/reach.ts';
import { environmentProxies } from './connect/environment-proxies.ts';
import { agentsOf } from './http/http.ts';
import { sharedResolver } from './names/resolver.ts';

/** One connection. `send` does nothing once it is closed. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketProps {
  readonly url: string;
  onText(text: string): void;
  /** Is called once, also when the connection was never open. */
  onClose(): void;
}

const OPEN_MS = 15_000;
const PING_EVERY_MS = 20_000;
/** Without any sign of the other side for so long, the connection is dead. */
const SILENT_MS = 60_000;
const TEXT_MAX = 1024 * 1024;
const PONG = 'undici:websocket:pong';

const isOf = (socket: WebSocket, message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'websocket' in message && message.websocket === socket;

/** Closes a connection that does not open in time, or of whose other side nothing is seen any more; returns what ends that. */
function watch(socket: WebSocket, end: () => void): { readonly seen: () => void; readonly stop: () => void } {
  let lastSeenMs = performance.now();
  const seen = (): void => {
    lastSeenMs = performance.now();
  };
  const opening = setTimeout(() => socket.readyState === WebSocket.CONNECTING && end(), OPEN_MS);
  const pinging = setInterval(() => {
    if (performance.now() - lastSeenMs > SILENT_MS) end();
    else if (socket.readyState === WebSocket.OPEN) ping(socket);
  }, PING_EVERY_MS);
  const onPong = (message: unknown): void => {
    if (isOf(socket, message)) seen();
  };
  subscribe(PONG, onPong);
  return {
    seen,
    stop() {
      clearTimeout(opening);
      clearInterval(pinging);
      unsubscribe(PONG, onPong);
    },
  };
}

/** Opens a connection. */
export type OpenSocket = (props: SocketProps) => Socket;

/** Its events, once it is certain that it may be opened. */
function hold(socket: WebSocket, { onText, onClose }: SocketProps): Socket {
  let isEnded = false;
  const end = (): void => {
    if (isEnded) return;
    isEnded = true;
    watched.stop();
    socket.close();
    onClose();
  };
  const watched = watch(socket, end);
  socket.addEventListener('open', watched.seen);
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);
  socket.addEventListener('message', ({ data }) => {
    watched.seen();
    if (typeof data !== 'string' || data.length > TEXT_MAX) end();
    else onText(data);
  });
  return {
    send: (text) => {
      if (!isEnded && socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: end,
  };
}

const none: Socket = { send: () => undefined, close: () => undefined };

/**
 * Opens WebSockets (RFC 6455) as HTTP requests are sent: by the settings of a destination and the proxies of the
 * environment, to no private address. Every wait is bounded: opening by 15 seconds, silence by a minute.
 */
export function createOpenSocket(reach: Reach, allowLoopback: boolean, variables: Variables): OpenSocket {
  const agentFor = agentsOf(reach, allowLoopback, sharedResolver(), environmentProxies(variables));
  return (props) => {
    const url = URL.parse(props.url.replace(/^ws/, 'http'));
    const dispatcher = url === null ? 'invalid_url' : agentFor(url);
    if (typeof dispatcher !== 'string') return hold(new WebSocket(props.url, { dispatcher }), props);
    setImmediate(props.onClose);
    return none;
  };
}
