import { BlockList, isIP } from 'node:net';

/** Hosts that are this machine, by name or number. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '[::1]' ||
  host === '::1' ||
  /^127(\.\d{1,3}){3}$/.test(host);

// Node's BlockList holds an IPv4 address against IPv6 rules too (as ::ffff:a.b.c.d), so each family has a list of its own.
type Family = 'ipv4' | 'ipv6';

function listOf(family: Family, entries: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of entries) list.addSubnet(address, prefix, family);
  return list;
}

const loopback: Readonly<Record<Family, BlockList>> = {
  ipv4: listOf('ipv4', [['127.0.0.0', 8]]),
  ipv6: listOf('ipv6', [['::1', 128]]),
};

// IANA special-purpose registries (https://www.iana.org/assignments/iana-ipv4-special-registry, …ipv6…): nothing there is
// a receiver on the public internet. 169.254.0.0/16 holds the metadata service, 100.64.0.0/10 carrier NAT.
const notPublic: Readonly<Record<Family, BlockList>> = {
  ipv4: listOf('ipv4', [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ]),
  ipv6: listOf('ipv6', [
    ['::', 96],
    ['::ffff:0:0', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
    ['fc00::', 7],
    ['fe80::', 10],
    ['ff00::', 8],
  ]),
};

/** Whether a connection to this IP address may be made: public ones always, loopback only under `npm start`. */
export function mayConnect(address: string, allowLoopback: boolean): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family: Family = version === 6 ? 'ipv6' : 'ipv4';
  if (loopback[family].check(address, family)) return allowLoopback;
  return !notPublic[family].check(address, family);
}
