import type { DeliveryStatus } from '../../domain/delivery.ts';
import type { Claimable, Overdue } from './deliveries.ts';

/** Where a delivery is parked, and why. */
export interface Parking {
  /** The higher are sent first when the destination accepts deliveries again. */
  readonly rank: number;
  /** When it may be sent (epoch ms); in the past for one that only waits for the circuit breaker. */
  readonly dueMs: number;
  readonly reason: string;
}

/**
 * Deliveries and batches that wait in the table without a message: for a time far ahead, or until the circuit breaker of
 * their destination closes. Only a store whose queue cannot hold messages for long has them.
 */
export interface Parked {
  /**
   * Parks one that nobody has a lease on. Returns the state that the ledger counted it in, or nothing when it has ended or
   * is leased. `alertIds` are the alerts of a batch.
   */
  park(
    message: Claimable,
    parking: Parking,
    nowMs: number,
    alertIds?: readonly string[],
  ): Promise<DeliveryStatus | undefined>;
  /** Those of a destination that were due before a time, the most urgent first. */
  list(destination: string, beforeMs: number, limit: number): Promise<readonly Overdue[]>;
}
