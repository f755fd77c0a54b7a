/**
 * How long the lease of a delivery lasts: longer than its function can run, so that no running worker has an expired lease.
 * The function runs at most as long as the longest chain of requests with the longest `timeout` takes (4 × 60 seconds).
 */
export const LEASE_MS = 300_000;

/** The longest time ahead of any end of a lease. A later end was written before the clock was set back. */
export const LONGEST_LEASE_MS = 2 * LEASE_MS;

/** The longest time ahead of any due time: the longest `giveUpAfter`, and a day. */
export const LONGEST_WAIT_MS = 15 * 24 * 60 * 60_000;

/** The longest time ahead of any due time of a group: the destination of one may be held back. */
export const LONGEST_GROUP_WAIT_MS = 13 * 60 * 60_000;

/** How seldom a destination is probed whose circuit breaker is open for long. */
export const longestProbeWaitMs = 2 * 60_000;

/** How long one worker has for a report; after it another one sends it, under the same id. */
export const REPORT_LEASE_MS = 60_000;
/** How long a report waits for more deliveries that fare alike: one outage is one system alert. */
export const REPORT_WAIT_MS = 60_000;
/** The shortest time between two system alerts of one report. */
export const REPORT_INTERVAL_MS = 15 * 60_000;
/** Examples that a report keeps. */
export const REPORT_EXAMPLES = 10;

/** Differences of the clock below this are normal and not a clock that was set back. */
export const SET_BACK_MS = 1_000;

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
/** Whether a delivery is due. */
const isDue = hasComeWithin(LONGEST_WAIT_MS);
/** Whether a group is to notify again. */
export const isRenotifyDue = hasComeWithin(LONGEST_WAIT_MS);
/** Whether a group is due. */
export const isGroupDue = hasComeWithin(LONGEST_GROUP_WAIT_MS);
/**
 * Whether a delivery that was last claimed at a known time is due. A claim in the future means that the clock was set
 * back since.
 */
export const isDueSince = (claimedMs: number, dueMs: number, nowMs: number): boolean =>
  isDue(dueMs, nowMs) || claimedMs > nowMs + SET_BACK_MS;
/** Whether a report may be sent. */
export const isReportDue = hasComeWithin(REPORT_INTERVAL_MS);
/** Whether an open circuit breaker may be probed. */
export const isProbeDue = hasComeWithin(2 * longestProbeWaitMs);
