import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../../../lambdas/core/problem.ts';
import { foreignHost, foreignOrigin } from './problems.ts';

/** Whom the API, the console and the sandbox's pages answer. */
export interface Doorkeeper {
  /** Names that a `Host` header may have; `undefined` for any. */
  readonly hostNames: readonly string[] | undefined;
  /** The peer is a trusted proxy, so that its `X-Forwarded-Host` is the host that the browser asked for. */
  readonly isProxy: boolean;
}

/** `tocsin.example:8787` and `[::1]:8787` without the port. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

const isSame = (origin: string, host: string | undefined): boolean =>
  host !== undefined && origin.toLowerCase().replace(/^https?:\/\//, '') === host.toLowerCase();

/** The one address that says nothing and does nothing: it is open to everybody. */
const isOpen = (path: string): boolean => path === '/v1/health';

/**
 * Keeps web pages out of everything but hooks. A page of another site gives itself away by its `Origin`; one whose
 * name was made to lead to this machine (DNS rebinding) by the `Host` header, which is checked when the edge listens
 * on loopback. There are no CORS headers, so no page of another site reads an answer either.
 */
export function refusalOf(path: string, headers: IncomingHttpHeaders, doorkeeper: Doorkeeper): Answer | undefined {
  if (isOpen(path)) return undefined;
  const { host, origin } = headers;
  const { hostNames, isProxy } = doorkeeper;
  if (hostNames !== undefined && !hostNames.includes(nameOf(host ?? ''))) return foreignHost(host, hostNames);
  const forwarded = headers['x-forwarded-host'];
  if (origin === undefined || isSame(origin, host)) return undefined;
  return isProxy && isSame(origin, String(forwarded)) ? undefined : foreignOrigin(origin);
}

const isLoopback = (host: string): boolean => /^(?:localhost|127\.[\d.]+|::1|\[::1\])$/i.test(host);

/** The names that lead to this machine alone, and those of a proxy in front; any when others can connect anyhow. */
export function hostNamesFor(host: string, more: readonly string[]): readonly string[] | undefined {
  if (!isLoopback(host)) return undefined;
  const names = ['localhost', '127.0.0.1', '[::1]', host, ...more];
  return [...new Set(names.map((name) => name.toLowerCase()))];
}
