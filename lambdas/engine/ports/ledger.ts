import type { Counts } from '../../domain/counters.ts';

/** One hour's counters, and how often and when they were written. */
export interface HourlyCounters {
  readonly hour: string;
  readonly counts: Counts;
  /** Changes with every increment. */
  readonly version: number;
  readonly touchedMs: number;
  /** The version that last agreed with the rows; 0 when it was never compared. */
  readonly verifiedVersion: number;
  /** When they were compared (epoch ms). */
  readonly verifiedMs: number;
  /** The retention is over for its rows, some of which may be removed: counting them would not give the truth. */
  readonly isExpired?: true;
}

/** A planned delivery, or a batch with its alerts, that no worker has claimed. */
export interface Unclaimed {
  readonly id: string;
  readonly alertIds?: readonly string[];
}

/** The counts of one hour's rows, and its deliveries that nobody may be at work on. */
export interface Recount {
  readonly counts: Counts;
  /** Planned deliveries that no worker has claimed. */
  readonly unclaimed: readonly Unclaimed[];
  /** Deliveries and batches whose worker died; a store that has them among what is overdue leaves them out. */
  readonly abandoned?: readonly string[];
}

/** The account of what was accepted and of the states of its deliveries, as counters by hour. */
export interface LedgerCounters {
  /**
   * Adds to an hour's counters. A correction names the version that it was made from: it is not added when the counters
   * have changed since, and of two that were made from one version one is added. Answers whether it was added. A store
   * that counts in the transaction that writes the rows does nothing here.
   */
  increment(hour: string, counts: Counts, madeFrom?: number): Promise<boolean>;
  /** All hours, oldest first; hours past the retention are rolled into one. */
  hours(): Promise<readonly HourlyCounters[]>;
  hour(hour: string): Promise<HourlyCounters>;
  /** Notes that an hour's counters agreed with the rows at this version. */
  markVerified(hour: string, version: number, nowMs: number): Promise<void>;
  /** Counts an hour from its rows, which are the truth; a delivery is abandoned whose lease ended before `beforeMs`. */
  recount(hour: string, beforeMs?: number): Promise<Recount>;
}
