import { DEFAULT_TIMEOUT_MS } from '../../domain/delivery-limits.ts';
import type { SendLimits, Sent } from '../../engine/ports/transport.ts';

/** A connection, TLS included, takes at most this much of the budget. */
const CONNECT_MS = 10_000;

/** The time of one request. Every step takes from the same budget, which begins when it is made. */
export interface Budget {
  remainingMs(): number;
  /** What a connection that is begun now may take. */
  connectMs(): number;
  /** What is left, as the limits of a request that is part of this one. */
  rest(): SendLimits;
}

/** The clock is monotonic: setting the time of the machine changes no budget. */
export function startBudget({ timeoutMs = DEFAULT_TIMEOUT_MS }: Partial<SendLimits> = {}): Budget {
  const endMs = performance.now() + timeoutMs;
  const remainingMs = (): number => Math.max(0, endMs - performance.now());
  return {
    remainingMs,
    connectMs: () => Math.min(CONNECT_MS, remainingMs()),
    rest: () => ({ timeoutMs: remainingMs() }),
  };
}

/** The result, or what `late` makes when it takes longer. The work itself goes on: it is somebody else's to end. */
export async function inTime<T>(result: Promise<T>, milliseconds: number, late: () => T): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => {
    try {
      resolve(late());
    } catch (error) {
      reject(error);
    }
  }, milliseconds);
  try {
    return await Promise.race([result, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The budget was used up before a byte of the request was sent. */
export const notSentInTime: Sent = { kind: 'not-sent', reason: 'timeout' };
