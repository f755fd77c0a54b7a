import { type LookupAddress, promises } from 'node:dns';
import { dnsCodeOf } from './error.ts';

/** An address with the time that it may be kept. */
export interface TimedAddress extends LookupAddress {
  readonly ttlSeconds: number;
}

export type Family = 4 | 6;

/** Asks the name servers for the addresses of one family; rejects with a code of `node:dns`. */
export type Query = (name: string, family: Family) => Promise<readonly TimedAddress[]>;

/** The answer of the name servers: addresses, no addresses, or no reliable answer. */
export type DnsAnswer =
  | { readonly kind: 'found'; readonly addresses: readonly TimedAddress[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly timedOut: boolean };

/** RFC 8305 §3: how long a first answer waits for the other family. */
const OTHER_FAMILY_MS = 50;
const limits = { timeout: 900, maxTimeout: 1500, tries: 2 };
const absentCodes: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME', 'ENONAME']);

/**
 * Asks by c-ares, which needs no thread: a name server that does not answer occupies only a timer. `configuration` is
 * compared between calls; when it changes, the name servers of the system are read again.
 */
export function createQuery(configuration: () => string, servers?: readonly string[]): Query {
  let current: { readonly configuration: string; readonly resolver: promises.Resolver } | undefined;

  function resolver(): promises.Resolver {
    const text = configuration();
    if (current?.configuration === text) return current.resolver;
    const made = new promises.Resolver(limits);
    if (servers !== undefined) made.setServers(servers);
    current = { configuration: text, resolver: made };
    return made;
  }

  return async (name, family) => {
    const records = await (family === 4
      ? resolver().resolve4(name, { ttl: true })
      : resolver().resolve6(name, { ttl: true }));
    return records.map(({ address, ttl }) => ({ address, family, ttlSeconds: ttl }));
  };
}

const answerOf = (query: Query, name: string, family: Family): Promise<DnsAnswer> =>
  query(name, family).then(
    (addresses) => (addresses.length === 0 ? { kind: 'absent' } : { kind: 'found', addresses }),
    (error: unknown) => {
      const code = dnsCodeOf(error);
      return absentCodes.has(code) ? { kind: 'absent' } : { kind: 'failed', timedOut: code === 'ETIMEOUT' };
    },
  );

function combined(first: DnsAnswer, second: DnsAnswer): DnsAnswer {
  const addresses = [first, second].flatMap((answer) => (answer.kind === 'found' ? answer.addresses : []));
  if (addresses.length > 0) return { kind: 'found', addresses };
  return first.kind === 'failed' ? first : second;
}

const soon = (): Promise<DnsAnswer> =>
  new Promise((resolve) => setTimeout(() => resolve({ kind: 'absent' }), OTHER_FAMILY_MS));

/** Looks up both families at once and waits only shortly for the second answer; the preferred family comes first. */
async function askBoth(query: Query, name: string, preferred: Family): Promise<DnsAnswer> {
  const other = answerOf(query, name, preferred === 4 ? 6 : 4);
  const first = await answerOf(query, name, preferred);
  return combined(first, await (first.kind === 'found' ? Promise.race([other, soon()]) : other));
}

/** The first of the names that has an address. A name server that does not answer ends the search, as in glibc. */
export async function askDns(query: Query, names: readonly string[], preferred: Family): Promise<DnsAnswer> {
  let result: DnsAnswer = { kind: 'absent' };
  for (const name of names) {
    const answer = await askBoth(query, name, preferred);
    if (answer.kind === 'found') return answer;
    if (answer.kind === 'failed') result = answer;
    if (answer.kind === 'failed' && answer.timedOut) break;
  }
  return result;
}
