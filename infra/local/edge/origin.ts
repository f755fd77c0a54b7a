import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../../../lambdas/domain/problem-details.ts';
import { foreignHost, foreignOrigin } from './problems.ts';

/** Which requests the API, the console and the pages of the sandbox answer. */
export interface OriginPolicy {
  /** Names that a `Host` header may have; `undefined` for any. */
  readonly hostNames: readonly string[] | undefined;
  /** The peer is a trusted proxy, so its `X-Forwarded-Host` is the host in the URL of the browser. */
  readonly isProxy: boolean;
}

/** `tocsin.example:8787` and `[::1]:8787` without the port. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

const isSame = (origin: string, host: string | undefined): boolean =>
  host !== undefined && origin.toLowerCase().replace(/^https?:\/\//, '') === host.toLowerCase();

/**
 * Whether a path is open to every site: health reveals nothing and changes nothing; callbacks and signed links have a
 * credential in each request, which no browser adds by itself, and come under the names of tunnels and proxies.
 */
const isOpen = (path: string): boolean => path === '/v1/health' || /^\/v1\/(?:callbacks|actions)\//.test(path);

/**
 * The rejection of a request from a web page of another site, else nothing. Such a page is recognised by its `Origin`. A
 * page whose host name resolves to this machine (DNS rebinding) is recognised by its `Host` header, which is checked
 * when the edge listens on loopback. There are no CORS headers, so no page of another site can read an answer.
 */
export function refusalOf(path: string, headers: IncomingHttpHeaders, policy: OriginPolicy): Answer | undefined {
  if (isOpen(path)) return undefined;
  const { host, origin } = headers;
  const { hostNames, isProxy } = policy;
  if (hostNames !== undefined && !hostNames.includes(nameOf(host ?? ''))) return foreignHost(host, hostNames);
  const forwarded = headers['x-forwarded-host'];
  if (origin === undefined || isSame(origin, host)) return undefined;
  return isProxy && isSame(origin, String(forwarded)) ? undefined : foreignOrigin(origin);
}

const isLoopback = (host: string): boolean => /^(?:localhost|127\.[\d.]+|::1|\[::1\])$/i.test(host);

/**
 * The host names of this machine and of a proxy in front; `undefined` (any) when the edge does not listen on
 * loopback.
 */
export function hostNamesFor(host: string, more: readonly string[]): readonly string[] | undefined {
  if (!isLoopback(host)) return undefined;
  const names = ['localhost', '127.0.0.1', '[::1]', host, ...more];
  return [...new Set(names.map((name) => name.toLowerCase()))];
}
