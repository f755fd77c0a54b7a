import type { Log } from './context.ts';

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/**
 * Warns once for each source with `allowFrom` that gets a request from this machine: then most likely a proxy is in
 * front, and every sender has the address of the proxy.
 */
export function proxyWarning(
  sourcesWithAllowFrom: Pick<ReadonlySet<string>, 'has'>,
  log: Log,
): (source: string, address: string) => void {
  const warned = new Set<string>();
  return (source, address) => {
    if (warned.has(source) || !sourcesWithAllowFrom.has(source) || !isLoopback(address)) return;
    warned.add(source);
    log('source.proxy_suspected', {
      source,
      address,
      advice:
        'allowFrom sees only the address that connects, which was this machine: when a proxy stands in front, start with --trust-proxy and its address, as --trust-proxy 127.0.0.1',
    });
  };
}
