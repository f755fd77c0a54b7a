import type { AttemptRecord, BatchMessage, DeliveryMessage } from '../../domain/delivery.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { ClaimedDelivery, Settlement } from '../ports/deliveries.ts';

/** A message that this worker has claimed, with a job for each alert in it. */
export interface Claimed {
  readonly message: DeliveryMessage | BatchMessage;
  readonly claimed: ClaimedDelivery;
  readonly jobs: readonly Job[];
}

/** One alert for one destination, claimed by this worker: by itself, or within a batch that shares one row. */
export interface Job {
  readonly message: DeliveryMessage;
  readonly claimed: ClaimedDelivery;
}

/** The outcome of one attempt, and the record that is kept of it. */
export interface Attempted {
  readonly outcome: Outcome;
  readonly record: AttemptRecord;
  /** Until when the quota is used up, according to the response (epoch ms). */
  readonly exhaustedUntilMs?: number;
  /** The request cannot have left, so it used no permit. */
  readonly isUnsent?: true;
}

/** What a stage decided about a job: without a settlement it goes on to the next stage. */
export interface Decision {
  readonly job: Job;
  readonly settlement?: Settlement;
  readonly attempted?: Attempted;
}

/** What became of a job. */
export interface Result extends Decision {
  readonly settlement: Settlement;
}

export const isDecided = (decision: Decision): decision is Result => decision.settlement !== undefined;

/** Whether an earlier request may have arrived: its worker died while sending, or it got no response. */
export const mayHaveArrived = ({ before, attempts }: ClaimedDelivery): boolean =>
  before === 'sending' || before === 'unknown' || attempts.some(({ outcome }) => outcome === 'unknown');

/** What was tried already goes on by itself: a person may have seen it. */
export const isBegun = ({ claimed }: Job): boolean => claimed.attempts.length > 0 || mayHaveArrived(claimed);

/** The settlement of a job that waits without an attempt. A member of a group stays one: what carries it completes it. */
export function waiting({ claimed, message }: Job, reason: string, dueMs: number): Settlement {
  const { before, attempts, mergedInto } = claimed;
  const waits = { kind: 'waiting', reason, dueMs: Math.ceil(dueMs), attempts } as const;
  if (mergedInto !== undefined && message.isReplay !== true && message.leftGroup !== true)
    return { ...waits, status: 'queued', reason: claimed.reason ?? reason, mergedInto };
  // Keeps `unknown`, so that a request that may have arrived is still looked up after the wait.
  return { ...waits, status: before === 'unknown' || before === 'sending' ? 'unknown' : 'retrying' };
}
