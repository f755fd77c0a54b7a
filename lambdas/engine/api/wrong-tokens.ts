const MINUTE_MS = 60_000;
/** Wrong tokens within a minute that are answered at once. */
const FREE = 5;
const MAX_WAIT_SECONDS = 60;
const MAX_ADDRESSES = 1_000;
const LOG_EVERY_MS = 1_000;

/** What is remembered of an address. */
interface Memory {
  sinceMs: number;
  wrong: number;
  /** All refused requests, also those whose token was not checked. */
  refused: number;
  untilMs: number;
  loggedMs: number;
}

const fresh = (nowMs: number): Memory => ({
  sinceMs: nowMs,
  wrong: 0,
  refused: 0,
  untilMs: 0,
  loggedMs: Number.NEGATIVE_INFINITY,
});

/** Whether an address is forgotten: a minute after its first wrong token, or after its last wait. */
const isForgotten = ({ sinceMs, untilMs }: Memory, nowMs: number): boolean =>
  nowMs - Math.max(sinceMs, untilMs) > MINUTE_MS;

/** 1, 2, 4 … seconds, at most a minute. */
const waitMs = (wrong: number): number => Math.min(2 ** (wrong - FREE), MAX_WAIT_SECONDS) * 1000;

/** Wrong admin tokens by address. */
export interface WrongTokens {
  /** Seconds that the address has to wait before its next token is checked; 0 when it need not wait. */
  waitOf(address: string): number;
  add(address: string): void;
  /** Forgets an address that sent the right token. */
  clear(address: string): void;
}

/**
 * Remembers wrong tokens of the last 1,000 addresses that sent one: after five within a minute an address waits, twice
 * as long after each further one, up to a minute. Refusals are logged as `event` (`admin.unauthorized`) with the address and
 * their number, at most one line per second and address.
 */
export function createWrongTokens(
  now: () => number,
  log: (event: string, fields: Readonly<Record<string, unknown>>) => void,
  event = 'admin.unauthorized',
): WrongTokens {
  const kept = new Map<string, Memory>();
  const recall = (address: string): Memory | undefined => {
    const memory = kept.get(address);
    return memory === undefined || isForgotten(memory, now()) ? undefined : memory;
  };
  const note = (address: string, memory: Memory): void => {
    memory.refused += 1;
    // The order of the map is the order of use, so the first address is the one to forget.
    kept.delete(address);
    kept.set(address, memory);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_ADDRESSES) break;
      kept.delete(oldest);
    }
    if (now() - memory.loggedMs < LOG_EVERY_MS) return;
    memory.loggedMs = now();
    log(event, { address, count: memory.refused });
  };
  return {
    waitOf(address) {
      const memory = recall(address);
      if (memory === undefined || memory.untilMs <= now()) return 0;
      note(address, memory);
      return Math.ceil((memory.untilMs - now()) / 1000);
    },
    add(address) {
      const memory = recall(address) ?? fresh(now());
      memory.wrong += 1;
      if (memory.wrong >= FREE) memory.untilMs = now() + waitMs(memory.wrong);
      note(address, memory);
    },
    clear: (address) => void kept.delete(address),
  };
}
