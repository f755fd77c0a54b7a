import { isIP } from 'node:net';
import { addressKind, isMetadataHost, mayConnect } from './addresses.ts';
import { createRanges, isRange } from './values/ranges.ts';

/** What a destination may connect to beside public addresses. */
export interface Allowance {
  /** Under `npm start` a receiver may be on this machine. */
  readonly allowLoopback: boolean;
  /** Whether `allowAddresses` names this address of this host. */
  names(host: string, address: string): boolean;
  /** Whether it names this host, or ranges in which the address of any host may lie. */
  mayName(host: string): boolean;
}

const isHostPattern = (text: string): boolean => /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i.test(text);
/** A name ends in a letter somewhere: `10.0.0` and `0x7f.1` are odd spellings of addresses. */
const isNumeric = (text: string): boolean => /(?:^|\.)(?:0x[0-9a-f]*|\d+)\.?$/i.test(text);

/** Wider ranges would allow what nobody has looked at. */
const WIDEST = { ipv4: 8, ipv6: 7 } as const;

const isTooWide = (range: string): boolean => {
  const [address = '', prefix] = range.split('/');
  return prefix !== undefined && Number(prefix) < (isIP(address) === 6 ? WIDEST.ipv6 : WIDEST.ipv4);
};

/** What is wrong with an entry of `allowAddresses`; nothing when it can be used. */
export function allowedEntryMistake(entry: unknown): string | undefined {
  const allowed =
    'allowed: an address (10.1.2.3), a range (10.0.0.0/8) or a host name (jira.corp.example, *.corp.example)';
  if (typeof entry !== 'string') return `found ${JSON.stringify(entry)}; ${allowed}`;
  if (isRange(entry)) {
    if (isTooWide(entry))
      return `found "${entry}"; allowed: ranges of /${WIDEST.ipv4} (IPv4) or /${WIDEST.ipv6} (IPv6) at the widest`;
    const [address = ''] = entry.split('/');
    if (addressKind(address) !== 'never') return undefined;
    return `found "${entry}", which is link-local, a metadata service or reserved: nothing may connect there`;
  }
  if (!isHostPattern(entry) || isNumeric(entry)) return `found "${entry}"; ${allowed}`;
  return isMetadataHost(entry)
    ? `found "${entry}", the name of a metadata service: nothing may connect there`
    : undefined;
}

function hostMatcher(entries: readonly string[]): (host: string) => boolean {
  const names = entries.map((entry) => entry.toLowerCase());
  return (given) => {
    const host = given.toLowerCase().replace(/\.$/, '');
    return names.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name));
  };
}

/** The allowance of a destination whose `allowAddresses` has these entries. A host name does not allow loopback. */
export function allowanceOf(allowLoopback: boolean, entries: readonly string[] = []): Allowance {
  const ranges = entries.filter(isRange);
  const inRanges = createRanges(ranges);
  const isHost = hostMatcher(entries.filter((entry) => !isRange(entry)));
  return {
    allowLoopback,
    names: (host, address) => inRanges(address) || (isHost(host) && addressKind(address) !== 'loopback'),
    mayName: (host) => ranges.length > 0 || isHost(host),
  };
}

/** Whether a connection to this address of this host may be made. */
export function mayReach(host: string, address: string, allowance: Allowance): boolean {
  if (mayConnect(address, allowance.allowLoopback)) return true;
  return addressKind(address) !== 'never' && allowance.names(host, address);
}

/** Whether it may be made without TLS: on this machine, or where `allowAddresses` names it. */
export const mayReachPlainly = (host: string, address: string, allowance: Allowance): boolean =>
  mayReach(host, address, allowance) &&
  ((allowance.allowLoopback && addressKind(address) === 'loopback') || allowance.names(host, address));
