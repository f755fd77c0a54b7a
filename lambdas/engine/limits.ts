/**
 * How long a worker may hold a delivery without settling it: longer than its function can run (infra gives deliver
 * 30 seconds), so a lease that has run out belongs to nobody alive.
 */
export const LEASE_MS = 40_000;

/** A lease that ends further ahead than this was given before the clock was set back. */
export const LONGEST_LEASE_MS = 2 * LEASE_MS;

/** The longest that anything waits for its time; SQS hides a message for 12 hours at most. */
export const LONGEST_WAIT_MS = 13 * 60 * 60_000;

/** The longest that a destination whose circuit breaker is open waits for its next probe. */
export const LONGEST_PROBE_WAIT_MS = 2 * 60_000;

/** Whether a time has come. One further ahead than anything waits was set before the clock was set back: it has come. */
const hasComeWithin =
  (longestMs: number) =>
  (timeMs: number, nowMs: number): boolean =>
    timeMs <= nowMs || timeMs > nowMs + longestMs;

/** Whether a worker's lease has ended. */
export const isLeaseOver = hasComeWithin(LONGEST_LEASE_MS);
/** Whether a delivery or group is due. */
export const isDue = hasComeWithin(LONGEST_WAIT_MS);
/** Whether an open circuit breaker may be probed. */
export const isProbeDue = hasComeWithin(LONGEST_PROBE_WAIT_MS);
