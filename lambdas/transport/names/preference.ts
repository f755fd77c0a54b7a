import type { LookupAddress } from 'node:dns';
import { networkInterfaces } from 'node:os';
import type { Family } from './dns.ts';

/** IPv4, unless this machine has an IPv6 address of its own and no IPv4 address besides loopback. */
export function preferredFamily(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): Family {
  const own = Object.values(interfaces).flatMap((each = []) => each.filter(({ internal }) => !internal));
  const hasIpv6 = own.some(({ family, address }) => family === 'IPv6' && !address.startsWith('fe80:'));
  return hasIpv6 && !own.some(({ family }) => family === 'IPv4') ? 6 : 4;
}

/** The addresses of the preferred family first, otherwise in their order. */
export const preferredFirst = (addresses: readonly LookupAddress[], preferred: Family): readonly LookupAddress[] =>
  addresses.toSorted((a, b) => Number(a.family !== preferred) - Number(b.family !== preferred));
