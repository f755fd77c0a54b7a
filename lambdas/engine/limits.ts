/**
 * How long the lease of a delivery lasts: longer than its function can run (30 seconds for deliver), so that no running
 * worker has an expired lease.
 */
export const LEASE_MS = 40_000;

/** The longest time ahead of any end of a lease. A later end was written before the clock was set back. */
export const LONGEST_LEASE_MS = 2 * LEASE_MS;

/** The longest time ahead of any due time; SQS hides a message for 12 hours at most. */
export const LONGEST_WAIT_MS = 13 * 60 * 60_000;

/** The longest that a destination whose circuit breaker is open waits for its next probe. */
export const LONGEST_PROBE_WAIT_MS = 2 * 60_000;

/** How long one worker has for a report; after it another one sends it, under the same id. */
export const REPORT_LEASE_MS = 60_000;
/** The shortest time between two system alerts of one report. */
export const REPORT_INTERVAL_MS = 15 * 60_000;
/** Examples that a report keeps. */
export const REPORT_EXAMPLES = 10;

/** Differences of the clock below this are normal and not a clock that was set back. */
const SET_BACK_MS = 1_000;

/**
 * Whether a time has come. A time further ahead than the longest wait was written before the clock was set back, so
 * it counts as come.
 */
const hasComeWithin =
  (longestMs: number) =>
  (timeMs: number, nowMs: number): boolean =>
    timeMs <= nowMs || timeMs > nowMs + longestMs;

/** Whether a worker's lease has ended. */
export const isLeaseOver = hasComeWithin(LONGEST_LEASE_MS);
/** Whether a delivery or group is due. */
export const isDue = hasComeWithin(LONGEST_WAIT_MS);
/**
 * Whether a delivery that was last claimed at a known time is due. A claim in the future means that the clock was set
 * back since.
 */
export const isDueSince = (claimedMs: number, dueMs: number, nowMs: number): boolean =>
  isDue(dueMs, nowMs) || claimedMs > nowMs + SET_BACK_MS;
/** Whether a report may be sent. */
export const isReportDue = hasComeWithin(REPORT_INTERVAL_MS);
/** Whether an open circuit breaker may be probed. */
export const isProbeDue = hasComeWithin(LONGEST_PROBE_WAIT_MS);
