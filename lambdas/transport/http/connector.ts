import { AsyncLocalStorage } from 'node:async_hooks';
import { type LookupFunction, Socket } from 'node:net';
import { buildConnector } from 'undici';
import { mayConnect } from '../../domain/addresses.ts';
import type { Sent } from '../../engine/ports/transport.ts';
import { type Budget, startBudget } from '../connect/budget.ts';
import { connectionFailure } from '../connect/connection-error.ts';
import type { Resolver } from '../names/resolver.ts';

/** Thrown inside the connector; its code is the reason. */
class Refused extends Error {
  readonly code = 'ADDRESS_NOT_ALLOWED';
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
    this.sent = connectionFailure(error, socket);
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

const end = (socket: unknown, error: Error): void => {
  if (socket instanceof Socket) socket.destroy(error);
};

/** Resolves and checks in one step, so that the address that is checked is the address that is connected to. */
function checkedLookup(allowLoopback: boolean, { resolve }: Resolver): LookupFunction {
  return (hostname, { all }, callback) => {
    const refuse = (error: Error): void => callback(error, []);
    resolve(hostname, budgetOf().connectMs()).then((addresses) => {
      const allowed = addresses.filter(({ address }) => mayConnect(address, allowLoopback));
      const [first] = allowed;
      if (first === undefined) return refuse(new Refused('the name leads to an address that may not be reached'));
      return all === true ? callback(null, allowed) : callback(null, first.address, first.family);
    }, refuse);
  };
}

/**
 * Connects for undici: only to allowed addresses, within the budget of the request, and HTTP/1.1 only, so that a request
 * that hangs holds no other one up. Every failure is a `NotConnected`.
 */
export function createConnector(allowLoopback: boolean, resolver: Resolver): buildConnector.connector {
  const open = buildConnector({ timeout: 0, lookup: checkedLookup(allowLoopback, resolver), allowH2: false });
  return (options, callback) => {
    const budget = budgetOf();
    const milliseconds = budget.connectMs();
    const code = milliseconds < budget.remainingMs() ? 'CONNECT_TIMEOUT' : 'TIMEOUT';
    // The connector returns its socket, which its type does not say.
    const socket: unknown = open(options, (error, connected) => {
      clearTimeout(timer);
      if (error === null || error === undefined) callback(null, connected);
      else callback(new NotConnected(error, socket), null);
    });
    const timer = setTimeout(() => end(socket, new ConnectTimeout(code)), milliseconds);
    // An alert within the session does not end the socket. Its end comes next, and undici would report that instead.
    if (socket instanceof Socket) socket.on('error', (error) => end(socket, error));
  };
}
