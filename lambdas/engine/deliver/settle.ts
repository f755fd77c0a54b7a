import type { AttemptRecord } from '../../core/delivery.ts';
import { GIVE_UP_AFTER_MS, retryDelaySeconds } from '../../core/http/retry-delay.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { ClaimedDelivery, Settlement } from '../ports/deliveries.ts';
import type { Attempted } from './attempt.ts';

/** Attempts that are kept; in 24 hours a delivery makes about a hundred. The first stay, for they tell how it began. */
const KEPT_FIRST = 20;
const KEPT_LAST = 80;

function keep(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  if (attempts.length <= KEPT_FIRST + KEPT_LAST) return attempts;
  return [...attempts.slice(0, KEPT_FIRST), ...attempts.slice(-KEPT_LAST)];
}

type Undone = Extract<Outcome, { reason: string }>;

/** The clock, chance in [0, 1), and how long what arrived may stay unfound by a look. */
export interface Given {
  readonly nowMs: number;
  readonly random: number;
  readonly lagSeconds: number;
}

/** Fewer were never made in 24 hours: the clock was set ahead, and gives no reason to give up. */
const LEAST_ATTEMPTS = 8;

function waitOrGiveUp(
  outcome: Undone,
  held: ClaimedDelivery,
  attempts: readonly AttemptRecord[],
  { nowMs, random, lagSeconds }: Given,
): Settlement {
  if (outcome.kind === 'rejected') return { kind: 'ended', status: 'dead', reason: outcome.reason, attempts };
  if (nowMs - held.firstAt >= GIVE_UP_AFTER_MS && attempts.length >= LEAST_ATTEMPTS) {
    return { kind: 'ended', status: 'dead', reason: `gave_up_after_24h: ${outcome.reason}`, attempts };
  }
  const after = outcome.kind === 'retry' ? outcome.afterSeconds : undefined;
  const seconds = retryDelaySeconds(attempts.length, random, after);
  const isUnknown = outcome.kind === 'unknown';
  const dueMs = nowMs + Math.ceil((isUnknown ? Math.max(seconds, lagSeconds) : seconds) * 1000);
  return { kind: 'waiting', status: isUnknown ? 'unknown' : 'retrying', reason: outcome.reason, dueMs, attempts };
}

/** What an attempt means for its delivery: ended, or waiting until when. Pure. */
export function settlementOf({ outcome, record }: Attempted, held: ClaimedDelivery, given: Given): Settlement {
  const attempts = keep([...held.attempts, record]);
  if (outcome.kind !== 'delivered') return waitOrGiveUp(outcome, held, attempts, given);
  const receipt = outcome.receipt === undefined ? {} : { receipt: outcome.receipt };
  return { kind: 'ended', status: 'delivered', attempts, ...receipt };
}
