import type { LookupAddress } from 'node:dns';
import type { AddressCache } from './address-cache.ts';
import { askDns, type DnsAnswer, type Query } from './dns.ts';
import { NameError, nameErrorOf } from './error.ts';
import type { Work } from './flights.ts';
import { preferredFamily, preferredFirst } from './preference.ts';
import { candidatesOf, type SearchList } from './search-list.ts';
import type { SystemLookup, Turn } from './system-lookup.ts';

/** The parts that a search for a name uses. */
export interface SearchParts {
  readonly query: Query;
  readonly searchList: () => SearchList;
  readonly system: SystemLookup;
  readonly cache: AddressCache;
  /** How long an address from the system's look-up is kept; it has no TTL. */
  readonly cacheMs: number;
}

/** The time that the name servers have before the system's look-up starts. */
const DNS_MS = 3_000;
const MIN_TTL_SECONDS = 5;
const MAX_TTL_SECONDS = 300;
const absent: DnsAnswer = { kind: 'absent' };
const unanswered: DnsAnswer = { kind: 'failed', timedOut: true };

/** Forms of an IPv4 address that only the system reads (`127.1`, `0x7f000001`). */
const isNumeric = (name: string): boolean => /(^|\.)(0x[0-9a-f]*|\d+)$/.test(name);

async function inTime(answer: Promise<DnsAnswer>): Promise<DnsAnswer> {
  const { promise, resolve } = Promise.withResolvers<DnsAnswer>();
  const timer = setTimeout(() => resolve(unanswered), DNS_MS);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}

const ttlMsOf = (ttlSeconds: readonly number[]): number =>
  1000 * Math.min(MAX_TTL_SECONDS, Math.max(MIN_TTL_SECONDS, Math.min(...ttlSeconds)));

/**
 * Searches for the addresses of a name and caches them. Name servers come first, because waiting for them occupies no
 * thread. The system's look-up follows when they do not know the name or do not answer; it also uses the other sources
 * of the machine (mDNS, LDAP, the rules of a VPN). The first address ends the search.
 */
export function createSearch({ query, searchList, system, cache, cacheMs }: SearchParts): (name: string) => Work {
  const ask = (name: string): Promise<DnsAnswer> =>
    isNumeric(name) ? Promise.resolve(absent) : askDns(query, candidatesOf(name, searchList()), preferredFamily());

  function kept(name: string, addresses: readonly LookupAddress[], ttlMs: number): readonly LookupAddress[] {
    cache.keep(name, addresses, ttlMs);
    return addresses;
  }

  function keepDns(name: string, answer: DnsAnswer): readonly LookupAddress[] {
    if (answer.kind !== 'found') throw new NameError('ENOTFOUND');
    const addresses = answer.addresses.map(({ address, family }) => ({ address, family }));
    const ttlMs = ttlMsOf(answer.addresses.map(({ ttlSeconds }) => ttlSeconds));
    return kept(name, preferredFirst(addresses, preferredFamily()), ttlMs);
  }

  async function keepSystem(name: string, turn: Turn, isAbsent: boolean): Promise<readonly LookupAddress[]> {
    try {
      return kept(name, await turn.result, cacheMs);
    } catch (error) {
      const reason = nameErrorOf(error);
      if (isAbsent && reason.code === 'ENOTFOUND') cache.drop(name);
      throw reason;
    }
  }

  return (name) => {
    let turn: Turn | undefined;
    let isCancelled = false;
    const answer = ask(name);
    const fromDns = answer.then((each) => keepDns(name, each));
    const fromSystem = inTime(answer).then((each) => {
      if (each.kind === 'found') return fromDns;
      if (isCancelled) throw new NameError('NAME_TIMEOUT');
      turn = system(name, cache.isSuspect(name) || (each.kind === 'failed' && each.timedOut));
      return keepSystem(name, turn, each.kind === 'absent');
    });
    return {
      result: Promise.any([fromDns, fromSystem]).catch(() => fromSystem),
      done: Promise.allSettled([fromDns, fromSystem]),
      cancel() {
        isCancelled = true;
        turn?.cancel();
      },
    };
  };
}
