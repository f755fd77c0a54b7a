import type { LookupAddress } from 'node:dns';
import { type NameCode, NameError } from './error.ts';

/** What is known of a name. All times are on the clock given to the cache. */
interface Entry {
  readonly addresses?: readonly LookupAddress[];
  readonly freshUntilMs: number;
  readonly staleUntilMs: number;
  /** Look-ups that failed in a row. */
  readonly failures: number;
  readonly quietUntilMs: number;
  readonly code?: NameCode;
}

/**
 * Addresses by name: fresh ones, expired ones for when a refresh fails, and names that are not looked up for a while.
 */
export interface AddressCache {
  fresh(name: string): readonly LookupAddress[] | undefined;
  /** Addresses that expired less than the stale time ago. */
  usable(name: string): readonly LookupAddress[] | undefined;
  /** Why the name is not looked up again yet. */
  refusal(name: string): NameError | undefined;
  /** Whether the last look-up of the name timed out. */
  isSuspect(name: string): boolean;
  keep(name: string, addresses: readonly LookupAddress[], ttlMs: number): void;
  fail(name: string, code: NameCode): void;
  /** The name has no address any more: no expired one is used for it. */
  drop(name: string): void;
}

export interface CacheLimits {
  readonly staleMs: number;
  readonly maxNames: number;
}

const FIRST_QUIET_MS = 1_000;
const LONGEST_QUIET_MS = 30_000;
const nothing: Entry = { freshUntilMs: 0, staleUntilMs: 0, failures: 0, quietUntilMs: 0 };

/** A cache of at most `maxNames` names; the one that was written longest ago is removed first. */
export function createAddressCache({ staleMs, maxNames }: CacheLimits, now: () => number): AddressCache {
  const entries = new Map<string, Entry>();
  const get = (name: string): Entry => entries.get(name) ?? nothing;

  function put(name: string, entry: Entry): void {
    entries.delete(name);
    entries.set(name, entry);
    const [oldest] = entries.keys();
    if (entries.size > maxNames && oldest !== undefined) entries.delete(oldest);
  }

  return {
    fresh: (name) => (get(name).freshUntilMs > now() ? get(name).addresses : undefined),
    usable: (name) => (get(name).staleUntilMs > now() ? get(name).addresses : undefined),
    refusal(name) {
      const { code, quietUntilMs } = get(name);
      return code !== undefined && quietUntilMs > now() ? new NameError(code) : undefined;
    },
    isSuspect: (name) => get(name).code === 'NAME_TIMEOUT',
    keep(name, addresses, ttlMs) {
      const freshUntilMs = now() + ttlMs;
      put(name, { ...nothing, addresses, freshUntilMs, staleUntilMs: freshUntilMs + staleMs });
    },
    drop: (name) => put(name, { ...get(name), freshUntilMs: 0, staleUntilMs: 0 }),
    fail(name, code) {
      const known = get(name);
      const quietMs = Math.min(LONGEST_QUIET_MS, FIRST_QUIET_MS * 2 ** known.failures);
      put(name, { ...known, failures: known.failures + 1, quietUntilMs: now() + quietMs, code });
    },
  };
}
