import type { Sent } from '../../../lambdas/engine/ports/transport.ts';

/** Requests that the thread has not answered yet. */
export interface Unanswered {
  /** A number for a request, and what comes of it. */
  add(timeoutMs: number): { readonly n: number; readonly sent: Promise<Sent> };
  /** What came of a request; one that is not waited for any more is passed over. */
  settle(n: number, sent: Sent): void;
  settleAll(sent: Sent): void;
  /** Whether one of them should have been answered long ago. */
  isLate(): boolean;
  readonly size: number;
}

/** The thread holds every request to its limit; one that it has not answered so long after that is lost. */
const GRACE_MS = 10_000;

interface Entry {
  readonly resolve: (sent: Sent) => void;
  readonly untilMs: number;
}

/** `onEmpty` is called when the last of them is answered. */
export function createUnanswered(onEmpty: () => void, graceMs = GRACE_MS): Unanswered {
  const entries = new Map<number, Entry>();
  let last = 0;
  const settle = (n: number, sent: Sent): void => {
    entries.get(n)?.resolve(sent);
    if (entries.delete(n) && entries.size === 0) onEmpty();
  };
  return {
    add(timeoutMs) {
      last += 1;
      const { promise, resolve } = Promise.withResolvers<Sent>();
      entries.set(last, { resolve, untilMs: performance.now() + timeoutMs + graceMs });
      return { n: last, sent: promise };
    },
    settle,
    settleAll(sent) {
      for (const n of [...entries.keys()]) settle(n, sent);
    },
    isLate() {
      const nowMs = performance.now();
      return [...entries.values()].some(({ untilMs }) => untilMs < nowMs);
    },
    get size() {
      return entries.size;
    },
  };
}
