import { AsyncLocalStorage } from 'node:async_hooks';
import { type LookupFunction, Socket } from 'node:net';
import { buildConnector } from 'undici';
import { type Allowance, mayReach, mayReachPlainly } from '../../domain/allow-addresses.ts';
import type { ForwardProxy } from '../../domain/forward-proxy.ts';
import type { Sent } from '../../engine/ports/transport.ts';
import { type Budget, startBudget } from '../connect/budget.ts';
import { connectionFailure } from '../connect/connection-error.ts';
import type { Trust } from '../connect/trust.ts';
import { NoTunnel, openTunnel, type Target, type Through } from '../connect/tunnel.ts';
import type { Resolver } from '../names/resolver.ts';

/** Thrown inside the connector; its code is the reason. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super('the name leads to an address that may not be reached');
    this.code = code;
  }
}

class ConnectTimeout extends Error {
  readonly code: string;

  constructor(code: string) {
    super('no connection in time');
    this.code = code;
  }
}

/** A connection that was not made. undici hands it on to the request that waits for the connection. */
export class NotConnected extends Error {
  readonly sent: Sent;

  constructor(error: unknown, socket: unknown) {
    super('not connected');
    this.sent = error instanceof NoTunnel ? error.sent : connectionFailure(error, socket);
  }
}

/** undici does not hand the request to its connector. A connection is begun in the call that dispatches the request. */
const current = new AsyncLocalStorage<Budget>();
export const withBudget = <T>(budget: Budget, dispatch: () => T): T => current.run(budget, dispatch);

/** The budget of the request that is dispatched. One that is used up belongs to an earlier request on this connection. */
function budgetOf(): Budget {
  const budget = current.getStore();
  return budget === undefined || budget.remainingMs() === 0 ? startBudget() : budget;
}

/** Resolves and checks in one step, so that the address that is checked is the address that is connected to. */
function checkedLookup(allowance: Allowance, isPlain: boolean, { resolve }: Resolver): LookupFunction {
  const mayConnect = isPlain ? mayReachPlainly : mayReach;
  return (hostname, { all }, callback) => {
    const refuse = (error: Error): void => callback(error, []);
    resolve(hostname, budgetOf().connectMs()).then((addresses) => {
      const allowed = addresses.filter(({ address }) => mayConnect(hostname, address, allowance));
      const [first] = allowed;
      if (first === undefined) {
        const isReachable = addresses.some(({ address }) => mayReach(hostname, address, allowance));
        return refuse(new Refused(isReachable ? 'PLAIN_HTTP_NOT_ALLOWED' : 'ADDRESS_NOT_ALLOWED'));
      }
      return all === true ? callback(null, allowed) : callback(null, first.address, first.family);
    }, refuse);
  };
}

/** Where a connection may go, and how it is made. */
export interface Connecting {
  readonly allowance: Allowance;
  readonly resolver: Resolver;
  readonly trust: Trust;
  readonly proxy?: ForwardProxy | undefined;
}

type Options = buildConnector.Options;

const targetOf = ({ hostname, protocol, port }: Options): Target => {
  const isPlain = protocol === 'http:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (isPlain ? 80 : 443), isPlain };
};

/** Calls back with the socket, connected or not. It is ended when the signal is aborted. */
type Open = (options: Options, signal: AbortSignal, done: (error: Error | null, socket: unknown) => void) => void;

function watch(socket: unknown, signal: AbortSignal): void {
  if (!(socket instanceof Socket)) return;
  signal.addEventListener('abort', () => socket.destroy(signal.reason));
  // An alert within the session does not end the socket. Its end comes next, and undici would report that instead.
  socket.on('error', (error) => socket.destroy(error));
}

function openDirectly({ allowance, resolver, trust }: Connecting): Open {
  const builder = (isPlain: boolean) =>
    buildConnector({ timeout: 0, lookup: checkedLookup(allowance, isPlain, resolver), allowH2: false, ...trust });
  const secure = builder(false);
  const plain = builder(true);
  return (options, signal, done) => {
    const open = options.protocol === 'https:' ? secure : plain;
    // The connector returns its socket, which its type does not say.
    const socket: unknown = open(options, (error, _) => done(error ?? null, socket));
    watch(socket, signal);
  };
}

/** Opens a tunnel through the proxy, and TLS in it. */
function openThrough(through: Through): Open {
  const secure = buildConnector({ timeout: 0, allowH2: false, ...through.trust });
  const goOn = (tunnel: Socket, options: Options, done: Parameters<Open>[2]): unknown => {
    tunnel.on('error', () => undefined);
    if (options.protocol === 'https:') {
      const socket: unknown = secure({ ...options, httpSocket: tunnel }, (error, _) => done(error ?? null, socket));
      return socket;
    }
    done(null, tunnel);
    return tunnel;
  };
  return (options, signal, done) => {
    openTunnel(targetOf(options), through, signal, budgetOf().connectMs()).then(
      (tunnel) => watch(goOn(tunnel, options, done), signal),
      (error) => done(error, undefined),
    );
  };
}

/**
 * Connects for undici: only to allowed addresses, within the budget of the request, and HTTP/1.1 only, so that a request
 * that hangs holds no other one up. Every failure is a `NotConnected`.
 */
export function createConnector(connecting: Connecting): buildConnector.connector {
  const { proxy } = connecting;
  const open = proxy === undefined ? openDirectly(connecting) : openThrough({ ...connecting, proxy });
  return (options, callback) => {
    const budget = budgetOf();
    const milliseconds = budget.connectMs();
    const code = milliseconds < budget.remainingMs() ? 'CONNECT_TIMEOUT' : 'TIMEOUT';
    const attempt = new AbortController();
    const timer = setTimeout(() => attempt.abort(new ConnectTimeout(code)), milliseconds);
    open(options, attempt.signal, (error, socket) => {
      clearTimeout(timer);
      if (error === null && socket instanceof Socket) callback(null, socket);
      else callback(new NotConnected(error, socket), null);
    });
  };
}
