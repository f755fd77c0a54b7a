/** How much time a worker has left: of its lease or of its function's limit, whichever ends first. */
export interface Deadline {
  /** Milliseconds left; 0 or less when it is over. */
  remainingMs(): number;
}

/** A deadline so many ms from now, by a clock that is never set back. */
export function deadlineIn(ms: number, now: () => number = () => performance.now()): Deadline {
  const untilMs = now() + ms;
  return { remainingMs: () => untilMs - now() };
}
