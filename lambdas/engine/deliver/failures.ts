import type { AttemptRecord } from '../../domain/delivery.ts';
import type { Outcome } from '../../domain/outcome.ts';

/** The verdict on a request, and the alert that it was made for. */
export interface Noted {
  readonly outcome: Outcome;
  readonly record: AttemptRecord;
  readonly alertId: string;
}

/** Failures in a row, without a success between them, that open the circuit breaker, whatever they are. */
const FAILURES_IN_A_ROW = 20;
/** Different alerts that are refused alike, without a success between them, that open it. */
const ALERTS_ALIKE = 3;
/** Reasons that are kept at the same time, so that memory is bounded. */
const MOST_REASONS = 8;

/** What went wrong at a destination since its last success. */
export interface Failures {
  readonly inARow: number;
  /** The alerts that were refused, by reason. */
  readonly alerts: ReadonlyMap<string, ReadonlySet<string>>;
}

export const noFailures: Failures = { inARow: 0, alerts: new Map() };

const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** A refusal that waiting alone does not mend: the destination answered, and not with a failure of its own. */
const isRefusal = ({ outcome, record: { httpStatus = 0 } }: Noted): boolean =>
  outcome.kind === 'rejected' ||
  (outcome.kind === 'retry' && httpStatus >= 300 && httpStatus < 500 && !passing.has(httpStatus));

const reasonOf = ({ outcome }: Noted): string => ('reason' in outcome ? outcome.reason : 'unknown');

/** Adds a verdict that is no success. */
export function noteFailure({ inARow, alerts }: Failures, noted: Noted): Failures {
  const reason = reasonOf(noted);
  if (reason === 'rate_limited') return { inARow, alerts };
  const isCounted = noted.outcome.kind !== 'rejected';
  const counted = isCounted ? inARow + 1 : inARow;
  if (!isRefusal(noted)) return { inARow: counted, alerts };
  const kept = [...alerts].filter(([each]) => each !== reason).slice(-(MOST_REASONS - 1));
  const same = new Set([...(alerts.get(reason) ?? []), noted.alertId].slice(-ALERTS_ALIKE));
  return { inARow: counted, alerts: new Map([...kept, [reason, same]]) };
}

/** The reason to open the circuit breaker after a verdict; nothing when there is none. */
export function opens({ inARow, alerts }: Failures, noted: Noted): string | undefined {
  const { outcome } = noted;
  const reason = reasonOf(noted);
  if (outcome.kind === 'delivered' || reason === 'rate_limited') return undefined;
  const isRefused = 'refused' in outcome && outcome.refused === true;
  const isAlike = (alerts.get(reason)?.size ?? 0) >= ALERTS_ALIKE;
  return isRefused || isAlike || inARow >= FAILURES_IN_A_ROW ? reason : undefined;
}
