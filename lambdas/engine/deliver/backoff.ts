import type { AttemptRecord } from '../../domain/delivery.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { retryDelaySeconds } from '../../domain/retry-delay.ts';
import type { ClaimedDelivery, Settlement } from '../ports/deliveries.ts';
import type { Attempted } from './job.ts';

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

/** What a settlement depends on beside the attempt. */
export interface Given {
  readonly nowMs: number;
  /** In [0, 1). */
  readonly random: number;
  /** How long a look-up may not find a request that arrived. */
  readonly lagSeconds: number;
  /** After this time without success a delivery is given up. */
  readonly giveUpAfterMs: number;
  /** Whether sending again does no harm: the destination has a key, or can be asked. */
  readonly isRepeatable: boolean;
}

/** A delivery with fewer attempts is not given up: that much time has more, so the clock was set ahead. */
const LEAST_ATTEMPTS = 8;
/** An uncertain request is repeated once at most, where nothing tells whether it arrived. */
export const MOST_UNCERTAIN = 2;

const lookupReasons: ReadonlySet<string> = new Set(['lookup_inconclusive', 'lookup_deferred']);

/** The reason of an attempt whose worker died. */
export const WORKER_DIED = 'worker_died';
/** A worker that died had mostly not sent yet: so often it is not counted. */
const FREE_DEATHS = 2;

/** Requests that may have arrived. */
export function uncertainSends(attempts: readonly AttemptRecord[]): number {
  const reasons = attempts.filter(({ outcome }) => outcome === 'unknown').map(({ reason = '' }) => reason);
  const deaths = reasons.filter((reason) => reason === WORKER_DIED).length;
  const unanswered = reasons.filter((reason) => reason !== WORKER_DIED && !lookupReasons.has(reason)).length;
  return unanswered + Math.max(0, deaths - FREE_DEATHS);
}

/** The reason of a delivery that waits for a person: what was sent may have arrived, and is not sent again. */
export const UNCONFIRMED = 'unconfirmed';

/** Waits until it is given up; a person confirms or replays it before. */
export const forPerson = (
  reason: string,
  { firstAt }: Pick<ClaimedDelivery, 'firstAt'>,
  attempts: readonly AttemptRecord[],
  { nowMs, giveUpAfterMs }: Pick<Given, 'nowMs' | 'giveUpAfterMs'>,
): Settlement =>
  nowMs - firstAt >= giveUpAfterMs
    ? { kind: 'ended', status: 'dead', reason: UNCONFIRMED, attempts }
    : {
        kind: 'waiting',
        status: 'unknown',
        reason: `${UNCONFIRMED}: ${reason}`,
        dueMs: firstAt + giveUpAfterMs,
        attempts,
        needsPerson: true,
      };

const hours = (ms: number): string => `${Math.round(ms / 3_600_000)}h`;

/** The settlement of a delivery that is not tried any more. */
export const givenUp = (
  reason: string,
  attempts: readonly AttemptRecord[],
  { giveUpAfterMs }: Pick<Given, 'giveUpAfterMs'>,
): Settlement => ({
  kind: 'ended',
  status: 'dead',
  reason: `gave_up_after_${hours(giveUpAfterMs)}: ${reason}`,
  attempts,
});

function waitOrGiveUp(
  outcome: Undone,
  claimed: ClaimedDelivery,
  attempts: readonly AttemptRecord[],
  given: Given,
): Settlement {
  const { nowMs, random, lagSeconds, giveUpAfterMs, isRepeatable } = given;
  const { reason } = outcome;
  if (outcome.kind === 'rejected') return { kind: 'ended', status: 'dead', reason, attempts };
  const isUncertain = outcome.kind === 'unknown';
  if (isUncertain && !isRepeatable && uncertainSends(attempts) >= MOST_UNCERTAIN)
    return forPerson(reason, claimed, attempts, given);
  // What the destination asked for is waited for, also beyond the end; what it asks for after the end is not.
  const after = outcome.kind === 'retry' ? outcome.afterSeconds : undefined;
  if (nowMs >= claimed.firstAt + giveUpAfterMs && attempts.length >= LEAST_ATTEMPTS)
    return givenUp(reason, attempts, given);
  const seconds = retryDelaySeconds(attempts.length, random, after);
  const dueMs = nowMs + Math.ceil((isUncertain ? Math.max(seconds, lagSeconds) : seconds) * 1000);
  return { kind: 'waiting', status: isUncertain ? 'unknown' : 'retrying', reason, dueMs, attempts };
}

/** The settlement of a delivery after an attempt: ended, or waiting until a time. Pure. */
export function settlementOf({ outcome, record }: Attempted, claimed: ClaimedDelivery, given: Given): Settlement {
  const attempts = keep([...claimed.attempts, record]);
  if (outcome.kind !== 'delivered') return waitOrGiveUp(outcome, claimed, attempts, given);
  const receipt = outcome.receipt === undefined ? {} : { receipt: outcome.receipt };
  return { kind: 'ended', status: 'delivered', attempts, ...receipt };
}
