import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { addressKind, isMetadataHost } from '../../domain/addresses.ts';
import { type Allowance, mayReach } from '../../domain/allow-addresses.ts';
import type { ForwardProxy } from '../../domain/forward-proxy.ts';
import type { Sent } from '../../engine/ports/transport.ts';
import type { Resolver } from '../names/resolver.ts';
import { connectionFailure } from './connection-error.ts';
import { type Head, readHead } from './proxy-head.ts';
import type { Trust } from './trust.ts';

type NotSent = Extract<Sent, { kind: 'not-sent' }>;

/** A tunnel that could not be opened. Nothing of the request was sent. */
export class NoTunnel extends Error {
  readonly sent: NotSent;

  constructor(reason: string, isRefused: boolean) {
    super(reason);
    this.sent = { kind: 'not-sent', reason, ...(isRefused ? { refused: true } : {}) };
  }
}

/** The proxy and what a connection through it depends on. */
export interface Through {
  readonly proxy: ForwardProxy;
  readonly allowance: Allowance;
  readonly resolver: Resolver;
  readonly trust: Trust;
}

export interface Target {
  readonly host: string;
  readonly port: number;
  /** Without TLS only what is named in `allowAddresses` may be reached. */
  readonly isPlain?: boolean;
}

/** The proxy looks names up. Where this machine can too, what it finds is checked; it does not have long for that. */
const LOOK_UP_MS = 1_500;

const wrongTarget = new NoTunnel('address_not_allowed', true);

async function addressesOf(host: string, { resolve }: Resolver, milliseconds: number): Promise<readonly string[]> {
  try {
    return (await resolve(host, milliseconds)).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** Throws when the target is not allowed, by its name or by any address that it has here. */
async function checkTarget({ host, isPlain }: Target, { allowance, resolver }: Through, milliseconds: number) {
  if (isMetadataHost(host)) throw wrongTarget;
  const addresses = await addressesOf(host, resolver, Math.min(LOOK_UP_MS, milliseconds));
  const isWrong = (address: string): boolean => addressKind(address) === 'never' || !mayReach(host, address, allowance);
  if (addresses.some(isWrong)) throw wrongTarget;
  const isNamed = isPlain !== true || addresses.some((address) => allowance.names(host, address));
  const isLocal = allowance.allowLoopback && addresses.some((address) => addressKind(address) === 'loopback');
  if (!isNamed && !isLocal && !allowance.names(host, '')) throw new NoTunnel('plain_http_not_allowed', true);
}

/** A proxy on this machine is always allowed; a private one where `allowAddresses` names it. */
async function proxyAddress({ proxy, allowance, resolver }: Through, milliseconds: number): Promise<string> {
  const { host } = proxy;
  const addresses = await resolver.resolve(host, milliseconds);
  const allowed = addresses.find(({ address }) => mayReach(host, address, { ...allowance, allowLoopback: true }));
  if (allowed === undefined) throw new NoTunnel('proxy_address_not_allowed', true);
  return allowed.address;
}

function socketTo(address: string, { proxy, trust }: Through): Socket {
  const { host, port, isSecure } = proxy;
  if (!isSecure) return connectTcp({ host: address, port });
  return connectTls({ host: address, port, ...trust, ...(isIP(host) === 0 ? { servername: host } : {}) });
}

const requestHead = ({ host, port }: Target, { authorization }: ForwardProxy): string => {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, 'User-Agent: Tocsin'];
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
};

/** The answer says why there is no tunnel: the proxy cannot reach the target now, or does not let anybody through. */
function checkAnswer({ status }: Head): void {
  if (status >= 200 && status < 300) return;
  if (status === 0) throw new NoTunnel('proxy_invalid_answer', true);
  const mayPass = status >= 500 || status === 408 || status === 425 || status === 429;
  throw new NoTunnel(`proxy_http_${status}`, !mayPass);
}

/** Failures of the connection to the proxy are told apart from those of the connection to the destination. */
function proxyFailure(error: unknown, socket: unknown): NoTunnel {
  if (error instanceof NoTunnel) return error;
  const { reason, refused } = connectionFailure(error, socket);
  return new NoTunnel(`proxy_${reason}`, refused === true);
}

/**
 * Opens a tunnel through the proxy and answers its socket, in which TLS to the target comes next. When `signal` is
 * aborted, the connection is ended with its reason. Rejects with `NoTunnel`.
 */
export async function openTunnel(target: Target, through: Through, signal: AbortSignal, milliseconds: number) {
  let socket: Socket | undefined;
  const abort = (): void => void socket?.destroy(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    await checkTarget(target, through, milliseconds);
    socket = socketTo(await proxyAddress(through, milliseconds), through);
    signal.throwIfAborted();
    await once(socket, through.proxy.isSecure ? 'secureConnect' : 'connect');
    socket.write(requestHead(target, through.proxy));
    checkAnswer(await readHead(socket));
    return socket;
  } catch (error) {
    socket?.on('error', () => undefined).destroy();
    throw proxyFailure(error, socket);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
