import type { LookupAddress } from 'node:dns';
import type { Query } from '../../lambdas/transport/names/dns.ts';
import { createResolver, type ResolverOptions } from '../../lambdas/transport/names/resolver.ts';

export const ipv4 = (address: string): LookupAddress => ({ address, family: 4 });
export const failing = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
export const hanging = (): Promise<never> => new Promise(() => undefined);
export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Name servers that know these names, with these lifetimes. */
export const zone =
  (ttlSeconds: Readonly<Record<string, number>>): Query =>
  (name, family) => {
    const ttl = ttlSeconds[name];
    return ttl === undefined || family === 6
      ? failing('ENOTFOUND')
      : Promise.resolve([{ address: '192.0.2.1', family, ttlSeconds: ttl }]);
  };

/** A resolver on a clock of its own, with nothing of this machine; `asked` and `looked` count what it did. */
export function lab(options: ResolverOptions & { readonly hosts?: string; readonly resolvConf?: string } = {}) {
  const clock = { nowMs: 0 };
  const asked: string[] = [];
  const looked: string[] = [];
  const {
    query = () => failing('ENOTFOUND'),
    lookup = () => failing('ENOTFOUND'),
    hosts = '',
    resolvConf = '',
  } = options;
  const resolver = createResolver({
    readText: (path) => (path.endsWith('hosts') ? hosts : resolvConf || 'search .'),
    now: () => clock.nowMs,
    ...options,
    query: (name, family) => {
      if (family === 4) asked.push(name);
      return query(name, family);
    },
    lookup: (name) => {
      looked.push(name);
      return lookup(name);
    },
  });
  const outcome = (name: string): Promise<unknown> =>
    resolver.resolve(name).then(
      (addresses) => addresses.map(({ address }) => address),
      (error: { code: string }) => error.code,
    );
  return { resolver, clock, asked, looked, outcome };
}
