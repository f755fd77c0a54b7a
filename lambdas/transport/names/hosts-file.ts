import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';

/** The addresses of a hosts file (hosts(5)) by lower-case name, in the order of its lines. */
export type Hosts = ReadonlyMap<string, readonly LookupAddress[]>;

/** Reads the text of a hosts file. Lines that do not begin with an IP address are ignored, as the system does. */
export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, LookupAddress[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const family = isIP(address);
    if (family === 0) continue;
    for (const name of names.map((each) => each.toLowerCase())) {
      const known = hosts.get(name);
      if (known === undefined) hosts.set(name, [{ address, family }]);
      else known.push({ address, family });
    }
  }
  return hosts;
}
