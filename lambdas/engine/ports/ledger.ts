import type { Counts } from '../../core/ledger.ts';

/** One hour's counters, and how often and when they were written. */
export interface HourlyCounters {
  readonly hour: string;
  readonly counts: Counts;
  /** Changes with every increment. */
  readonly version: number;
  readonly touchedMs: number;
  /** The version at which they were last found to agree with the rows; 0 when they never were compared. */
  readonly verifiedVersion: number;
  /** When that was, epoch ms. */
  readonly verifiedMs: number;
}

/** Something planned that nobody has claimed: a delivery, or a batch with the alerts in it. */
export interface Unclaimed {
  readonly id: string;
  readonly alertIds?: readonly string[];
}

/** What the rows of one hour say, and the planned deliveries that nobody has claimed yet. */
export interface Recount {
  readonly counts: Counts;
  readonly unclaimed: readonly Unclaimed[];
}

/** The account of what was accepted and what became of it, as counters by hour. */
export interface LedgerCounters {
  /** Adds to an hour's counters. A store that counts in the transaction that writes the rows does nothing here. */
  increment(hour: string, counts: Counts): Promise<void>;
  /** All hours, oldest first; hours past the retention are rolled into one. */
  hours(): Promise<readonly HourlyCounters[]>;
  hour(hour: string): Promise<HourlyCounters>;
  /** Notes that an hour's counters agreed with the rows at this version. */
  markVerified(hour: string, version: number, nowMs: number): Promise<void>;
  /** Counts an hour from its rows, which are the truth. */
  recount(hour: string): Promise<Recount>;
}
