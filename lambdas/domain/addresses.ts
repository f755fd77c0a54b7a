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

// Ranges of private networks, of carriers and of overlay networks: reached where the operator allows them.
const privateRanges: Readonly<Record<Family, BlockList>> = {
  ipv4: listOf('ipv4', [
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ]),
  ipv6: listOf('ipv6', [['fc00::', 7]]),
};

// Metadata services that lie outside of the link-local ranges. Azure:
// https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16. Alibaba Cloud:
// https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata. AWS (IPv6):
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html. Google Cloud (IPv6):
// https://docs.cloud.google.com/compute/docs/metadata/querying-metadata. Scaleway (IPv6): fd00:42::42.
const metadata: Readonly<Record<Family, BlockList>> = {
  ipv4: listOf('ipv4', [
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
  ]),
  ipv6: listOf('ipv6', [
    ['fd00:42::42', 128],
    ['fd00:ec2::', 32],
    ['fd20:ce::', 32],
  ]),
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
    // Global unicast is 2000::/3; what lies outside holds embedded IPv4 addresses in more forms than these.
    ['::', 3],
    ['4000::', 2],
    ['8000::', 1],
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

/** What kind of target an address is. `never`: link-local, metadata, embedded, reserved; no setting allows it. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'never';

/** The kind of an IP address in its usual form; of any other text `never`. */
export function addressKind(address: string): AddressKind {
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return 'never';
  const family: Family = version === 6 ? 'ipv6' : 'ipv4';
  if (metadata[family].check(address, family)) return 'never';
  if (loopback[family].check(address, family)) return 'loopback';
  if (privateRanges[family].check(address, family)) return 'private';
  return notPublic[family].check(address, family) ? 'never' : 'public';
}

/** Whether a connection to this IP address may be made by default: public ones always, loopback only under `npm start`. */
export function mayConnect(address: string, allowLoopback: boolean): boolean {
  const kind = addressKind(address);
  return kind === 'public' || (kind === 'loopback' && allowLoopback);
}

/** Names under which clouds offer their metadata service. They are refused also where only a proxy can look them up. */
const metadataHosts: ReadonlySet<string> = new Set([
  'instance-data',
  'instance-data.ec2.internal',
  'metadata',
  'metadata.azure.internal',
  'metadata.goog',
  'metadata.google.internal',
  'metadata.tencentyun.com',
]);

/** Whether a host name is that of a metadata service. */
export const isMetadataHost = (host: string): boolean => metadataHosts.has(host.toLowerCase().replace(/\.$/, ''));
