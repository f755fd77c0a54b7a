import type { AttemptRecord } from '../../core/delivery.ts';
import { GIVE_UP_AFTER_MS, retryDelaySeconds } from '../../core/http/retry-delay.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { ClaimedDelivery, Settlement } from '../ports/deliveries.ts';
import type { Attempted } from './attempt.ts';

/**
 * Attempts that are kept; in 24 hours a delivery makes about a hundred. The first ones stay, because they show the
 * cause.
 */
const KEPT_FIRST = 20;
const KEPT_LAST = 80;

function keep(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  if (attempts.length <= KEPT_FIRST + KEPT_LAST) return attempts;
  return [...attempts.slice(0, KEPT_FIRST), ...attempts.slice(-KEPT_LAST)];
}

type Undone = Extract<Outcome, { reason: string }>;

/** The time, a random number in [0, 1), and how long a look-up may not find a request that arrived. */
export interface Given {
  readonly nowMs: number;
  readonly random: number;
  readonly lagSeconds: number;
}

/** A delivery with fewer attempts is not given up: 24 hours have more, so the clock was set ahead. */
const LEAST_ATTEMPTS = 8;

function waitOrGiveUp(
  outcome: Undone,
  claimed: ClaimedDelivery,
  attempts: readonly AttemptRecord[],
  { nowMs, random, lagSeconds }: Given,
): Settlement {
  if (outcome.kind === 'rejected') return { kind: 'ended', status: 'dead', reason: outcome.reason, attempts };
  if (nowMs - claimed.firstAt >= GIVE_UP_AFTER_MS && attempts.length >= LEAST_ATTEMPTS) {
    return { kind: 'ended', status: 'dead', reason: `gave_up_after_24h: ${outcome.reason}`, attempts };
  }
  const after = outcome.kind === 'retry' ? outcome.afterSeconds : undefined;
  const seconds = retryDelaySeconds(attempts.length, random, after);
  const isUnknown = outcome.kind === 'unknown';
  const dueMs = nowMs + Math.ceil((isUnknown ? Math.max(seconds, lagSeconds) : seconds) * 1000);
  return { kind: 'waiting', status: isUnknown ? 'unknown' : 'retrying', reason: outcome.reason, dueMs, attempts };
}

/** The settlement of a delivery after an attempt: ended, or waiting until a time. Pure. */
export function settlementOf({ outcome, record }: Attempted, claimed: ClaimedDelivery, given: Given): Settlement {
  const attempts = keep([...claimed.attempts, record]);
  if (outcome.kind !== 'delivered') return waitOrGiveUp(outcome, claimed, attempts, given);
  const receipt = outcome.receipt === undefined ? {} : { receipt: outcome.receipt };
  return { kind: 'ended', status: 'delivered', attempts, ...receipt };
}
