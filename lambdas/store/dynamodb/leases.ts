import { LONGEST_LEASE_MS, LONGEST_WAIT_MS, SET_BACK_MS } from '../../engine/ports/limits.ts';

/**
 * The conditions under which a row may be leased. A time further ahead than anything waits was set before the clock was
 * set back, as was a claim in the future: it has come (`engine/limits.ts`).
 */
const DUE = '(attribute_not_exists(#dueMs) OR #dueMs <= :now OR #dueMs > :far OR #claimedMs > :ahead)';
export const UNLEASED = '(attribute_not_exists(#leaseMs) OR #leaseMs <= :now OR #leaseMs > :farLease)';
/** A delivery that has not ended: it waits and stands in the index of what is open, or a worker has it. */
export const OPEN = '(attribute_exists(#openPk) OR #status = :sending)';
/** The values of `OPEN`. */
export const openValues = { ':sending': 'sending' } as const;
export const FREE = `${DUE} AND ${UNLEASED}`;

/** The values of `FREE`. */
export const freeAt = (nowMs: number, longestWaitMs: number = LONGEST_WAIT_MS): Readonly<Record<string, unknown>> => ({
  ':now': nowMs,
  ':ahead': nowMs + SET_BACK_MS,
  ':far': nowMs + longestWaitMs,
  ':farLease': nowMs + LONGEST_LEASE_MS,
});
