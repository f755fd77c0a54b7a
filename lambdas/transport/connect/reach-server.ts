import type { Socket } from 'node:net';
import { addressKind, isMetadataHost } from '../../domain/addresses.ts';
import { type Allowance, allowanceOf, mayReach } from '../../domain/allow-addresses.ts';
import type { Reach } from '../../domain/reach.ts';
import { type Resolver, sharedResolver } from '../names/resolver.ts';
import type { Budget } from './budget.ts';
import { noProxies, proxyBy } from './environment-proxies.ts';
import { trustOf } from './trust.ts';
import { NoTunnel, openTunnel } from './tunnel.ts';

/** The way to a server: the address to connect to, or the socket of a tunnel that leads to it. */
export interface Way {
  readonly address?: string;
  readonly tunnel?: Socket;
  /** The address is allowed because it is on this machine. */
  readonly isLocal: boolean;
}

/** A server that is not spoken to over HTTP. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly reach: Reach;
  readonly allowLoopback: boolean;
}

/**
 * Host and port of a URL whose scheme is not HTTP. Only of the schemes that it knows does the parser bring a host into
 * its usual form, in which an address is seen as one (`2852039166`, `169.254.169.254.`).
 */
export function serverIn(url: string, defaultPort: number): { readonly host: string; readonly port: number } {
  const host = URL.parse(url.replace(/^[a-z+]+:/i, 'https:'))?.hostname;
  if (host === undefined) throw new NoTunnel('invalid_url', true);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(new URL(url).port) || defaultPort };
}

const wrongAddress = (): NoTunnel => new NoTunnel('address_not_allowed', true);

async function addressOf(host: string, allowance: Allowance, budget: Budget, { resolve }: Resolver): Promise<string> {
  const addresses = isMetadataHost(host) ? [] : await resolve(host, budget.connectMs());
  const allowed = addresses.find(({ address }) => mayReach(host, address, allowance));
  if (allowed === undefined) throw wrongAddress();
  return allowed.address;
}

/**
 * The way to a server by the destination's settings. The address that is checked is the one to connect to. Rejects with
 * `NoTunnel`, or with a `NameError` when the name has no address within the budget.
 */
export async function reachServer(
  { host, port, reach, allowLoopback }: Server,
  budget: Budget,
  resolver: Resolver = sharedResolver(),
): Promise<Way> {
  const allowance = allowanceOf(allowLoopback, reach.allowAddresses);
  const proxy = proxyBy(reach.proxy, noProxies)(new URL('https://proxy.invalid'));
  if (proxy === 'invalid') throw new NoTunnel('proxy_url_invalid', true);
  if (proxy === undefined) {
    const address = await addressOf(host, allowance, budget, resolver);
    return { address, isLocal: addressKind(address) === 'loopback' };
  }
  const milliseconds = budget.connectMs();
  const through = { proxy, allowance, resolver, trust: trustOf(reach) };
  const tunnel = await openTunnel({ host, port }, through, AbortSignal.timeout(Math.ceil(milliseconds)), milliseconds);
  return { tunnel, isLocal: false };
}
