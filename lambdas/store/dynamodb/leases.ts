import { LONGEST_LEASE_MS, LONGEST_WAIT_MS } from '../../engine/limits.ts';

/**
 * The conditions under which a row may be leased. A time further ahead than anything waits was set before the clock was
 * set back: it has come (`engine/limits.ts`).
 */
const DUE = '(attribute_not_exists(#dueMs) OR #dueMs <= :now OR #dueMs > :far)';
export const UNLEASED = '(attribute_not_exists(#leaseMs) OR #leaseMs <= :now OR #leaseMs > :farLease)';
export const FREE = `${DUE} AND ${UNLEASED}`;

/** The values of `FREE`. */
export const freeAt = (nowMs: number): Readonly<Record<string, unknown>> => ({
  ':now': nowMs,
  ':far': nowMs + LONGEST_WAIT_MS,
  ':farLease': nowMs + LONGEST_LEASE_MS,
});
