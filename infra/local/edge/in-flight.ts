/** The bytes of bodies in memory, over all connections. */
export interface InFlight {
  /** Reserves bytes for an owner; `false` when the bound is reached, and then nothing was reserved. */
  take(owner: string, bytes: number): boolean;
  release(owner: string, bytes: number): void;
}

/**
 * Counts the bytes of bodies that are being read or stored. One owner (a source, the API) gets at most half of them, so
 * that many requests to one source do not block the others.
 */
export function createInFlight(maxBytes: number): InFlight {
  const share = maxBytes / 2;
  const byOwner = new Map<string, number>();
  let total = 0;
  return {
    take(owner, bytes) {
      const owned = (byOwner.get(owner) ?? 0) + bytes;
      if (owned > share || total + bytes > maxBytes) return false;
      total += bytes;
      byOwner.set(owner, owned);
      return true;
    },
    release(owner, bytes) {
      const left = (byOwner.get(owner) ?? 0) - bytes;
      total -= bytes;
      if (left > 0) byOwner.set(owner, left);
      else byOwner.delete(owner);
    },
  };
}
