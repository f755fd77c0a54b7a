import { BlockList, isIP } from 'node:net';

type Family = 'ipv4' | 'ipv6';

const bits: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

const familyOf = (address: string): Family => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** An address or a range (RFC 4632), or nothing for what is neither. */
function parseRange(text: string): { address: string; prefix: number; family: Family } | undefined {
  const [address = '', length, ...rest] = text.trim().split('/');
  if (isIP(address) === 0 || rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const family = familyOf(address);
  const prefix = length === undefined ? bits[family] : Number(length);
  return prefix <= bits[family] ? { address, prefix, family } : undefined;
}

export const isRange = (text: string): boolean => parseRange(text) !== undefined;

/** A socket that listens on both families shows an IPv4 address as `::ffff:192.0.2.1`. */
export const plainAddress = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** Tells whether an address lies in one of the ranges. One that cannot be read lies in none. */
export function createRanges(ranges: readonly string[]): (address: string) => boolean {
  // One list a family: BlockList holds an IPv4 address against IPv6 rules too.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const range of ranges) {
    const parsed = parseRange(range);
    if (parsed !== undefined) lists[parsed.family].addSubnet(parsed.address, parsed.prefix, parsed.family);
  }
  return (given) => {
    const address = plainAddress(given);
    const family = familyOf(address);
    return isIP(address) !== 0 && lists[family].check(address, family);
  };
}
