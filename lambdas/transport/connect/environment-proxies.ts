import { isIP } from 'node:net';
import type { Variables } from '../../config/env.ts';
import { isLoopbackHost } from '../../domain/addresses.ts';
import { type ForwardProxy, parseProxy } from '../../domain/forward-proxy.ts';
import { NO_PROXY } from '../../domain/reach.ts';
import { createRanges, isRange } from '../../domain/values/ranges.ts';

/** The proxy that the environment names for a URL: none, one, or a value that is no URL of a proxy. */
export type ProxyOf = (url: URL) => ForwardProxy | 'invalid' | undefined;

export const noProxies: ProxyOf = () => undefined;

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').toLowerCase();
const portOf = ({ protocol, port }: URL): string => port || (protocol === 'https:' ? '443' : '80');

type Bypass = (url: URL) => boolean;

/** One entry of `NO_PROXY`: `*`, a host name with its subdomains, an address, a range, each perhaps with a port. */
function bypassOf(entry: string): Bypass {
  if (entry === '*') return () => true;
  if (isRange(entry)) {
    const inRange = createRanges([entry]);
    return (url) => isIP(hostOf(url)) !== 0 && inRange(hostOf(url));
  }
  const [, written = '', port] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const name = written.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
  return (url) => {
    const host = hostOf(url);
    return (host === name || host.endsWith(`.${name}`)) && (port === undefined || port === portOf(url));
  };
}

const bypassesIn = (text: string): readonly Bypass[] =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(bypassOf);

const first = (...values: readonly (string | undefined)[]): string | undefined =>
  values.find((value) => value !== undefined && value !== '');

const proxyIn = (text: string | undefined): ReturnType<ProxyOf> =>
  text === undefined ? undefined : (parseProxy(text.includes('://') ? text : `http://${text}`) ?? 'invalid');

/**
 * The proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in lower case first, as other programs read them. This
 * machine is reached without a proxy.
 */
export function environmentProxies(variables: Variables): ProxyOf {
  const https = proxyIn(first(variables['https_proxy'], variables['HTTPS_PROXY']));
  const http = proxyIn(first(variables['http_proxy'], variables['HTTP_PROXY']));
  const bypasses = bypassesIn(first(variables['no_proxy'], variables['NO_PROXY']) ?? '');
  return (url) => {
    const proxy = url.protocol === 'https:' ? https : url.protocol === 'http:' ? http : undefined;
    if (proxy === undefined || isLoopbackHost(url.hostname)) return undefined;
    return bypasses.some((bypass) => bypass(url)) ? undefined : proxy;
  };
}

/** The proxy of a destination: that of its own setting, else the environment's. */
export function proxyBy(setting: string | undefined, ofEnvironment: ProxyOf): ProxyOf {
  if (setting === undefined) return ofEnvironment;
  const own = setting === NO_PROXY ? undefined : (parseProxy(setting) ?? 'invalid');
  return () => own;
}
