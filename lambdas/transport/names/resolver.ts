import { type LookupAddress, promises } from 'node:dns';
import { isIP } from 'node:net';
import { createAddressCache } from './address-cache.ts';
import { createQuery, type Query } from './dns.ts';
import { NameError } from './error.ts';
import { createFlights, type Flight, within } from './flights.ts';
import { preferredFamily, preferredFirst } from './preference.ts';
import { createSearch } from './search.ts';
import { createSystemFiles, type ReadText } from './system-files.ts';
import { createSystemLookup, type Lookup } from './system-lookup.ts';

/** Looks up the addresses of host names, within `timeoutMs` and its own deadline; rejects with a `NameError`. */
export interface Resolver {
  resolve(host: string, timeoutMs?: number): Promise<readonly LookupAddress[]>;
}

/** Everything has a default; the sources of names are replaced in tests. */
export interface ResolverOptions {
  /** The system's look-up, which occupies a thread. */
  readonly lookup?: Lookup;
  /** One question to the name servers. */
  readonly query?: Query;
  /** Reads the hosts file and resolv.conf. */
  readonly readText?: ReadText;
  /** What one caller waits at most. */
  readonly deadlineMs?: number;
  /** System look-ups at work at once, over all names. */
  readonly concurrency?: number;
  /** How long an address without a TTL is kept. */
  readonly cacheMs?: number;
  /** How long an expired address is still used when a refresh fails. */
  readonly staleMs?: number;
  /** How long a refresh is waited for when such an address is there. */
  readonly refreshMs?: number;
  readonly maxNames?: number;
  /** A clock in milliseconds that is never set. */
  readonly now?: () => number;
}

const systemLookup: Lookup = (name) => promises.lookup(name, { all: true, order: 'verbatim' });

// RFC 6761 §6.3: these names are never sent to a name server.
const isLocalhost = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost');
const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** Without the brackets of an IPv6 address in a URL, in lower case. */
const nameOf = (host: string): string => host.replace(/^\[|\]$/g, '').toLowerCase();

/**
 * A resolver with a deadline, a cache, one look-up in flight a name and at most `concurrency` threads for all names. The
 * hosts file comes first, then the name servers (with the search list), then the system's own look-up. Addresses of the
 * hosts file and of name servers come with IPv4 first (IPv6 first on a machine without IPv4).
 */
export function createResolver(options: ResolverOptions = {}): Resolver {
  const { lookup = systemLookup, readText, now = () => performance.now() } = options;
  const { deadlineMs = 5_000, concurrency = 2, cacheMs = 30_000 } = options;
  const { staleMs = 600_000, refreshMs = 200, maxNames = 1_000 } = options;
  const files = createSystemFiles(now, readText);
  const { query = createQuery(files.resolvConf) } = options;
  const cache = createAddressCache({ staleMs, maxNames }, now);
  const system = createSystemLookup(lookup, concurrency);
  const search = createSearch({ query, searchList: files.searchList, system, cache, cacheMs });
  const flightOf = createFlights(search, cache, { deadlineMs, maxNames, now });

  function local(name: string): readonly LookupAddress[] | undefined {
    const family = isIP(name);
    if (family !== 0) return [{ address: name, family }];
    const withoutDot = name.replace(/\.$/, '');
    const listed = files.hosts().get(withoutDot) ?? (isLocalhost(withoutDot) ? loopback : undefined);
    return listed && preferredFirst(listed, preferredFamily());
  }

  /** Waits shortly for the refresh. When it finds that the name is gone, no expired address is used. */
  async function refreshed(name: string, flight: Flight, timeoutMs: number): Promise<readonly LookupAddress[]> {
    try {
      return await within(flight.result, Math.min(timeoutMs, Math.max(0, flight.startedMs + refreshMs - now())));
    } catch (error) {
      const stale = cache.usable(name);
      if (stale === undefined) throw error;
      return stale;
    }
  }

  async function remote(name: string, timeoutMs: number): Promise<readonly LookupAddress[]> {
    const stale = cache.usable(name);
    const refusal = cache.refusal(name);
    if (refusal !== undefined) {
      if (stale === undefined) throw refusal;
      return stale;
    }
    const flight = flightOf(name);
    if (stale !== undefined) return refreshed(name, flight, timeoutMs);
    if (flight.isLate()) throw new NameError('NAME_TIMEOUT');
    return within(flight.result, Math.min(timeoutMs, deadlineMs));
  }

  return {
    async resolve(host, timeoutMs = deadlineMs) {
      const name = nameOf(host);
      return local(name) ?? cache.fresh(name) ?? remote(name, timeoutMs);
    },
  };
}

let shared: Resolver | undefined;

/**
 * The one resolver of this process. Its deadline is shorter than the time that connecting may take, so that a name that
 * hangs is reported as such.
 */
export function sharedResolver(): Resolver {
  shared ??= createResolver({ deadlineMs: 4_500 });
  return shared;
}
