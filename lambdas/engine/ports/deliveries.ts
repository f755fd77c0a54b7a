import type {
  AttemptRecord,
  DeliveryMessage,
  DeliveryState,
  DeliveryStatus,
  EndedStatus,
} from '../../domain/delivery.ts';
import type { Receipt } from '../../domain/outcome.ts';
import type { Severity } from '../../domain/severity.ts';
import type { Planned } from './alerts.ts';

/** What is known of a delivery when a worker claims it. Times in epoch ms. */
export interface ClaimedDelivery {
  /** The state before the claim; `queued` when nobody had claimed it yet. */
  readonly before: DeliveryStatus;
  /** The state that the ledger counts it in. It can differ from `before` when a worker crashed before it counted. */
  readonly counted: DeliveryStatus;
  readonly attempts: readonly AttemptRecord[];
  readonly firstAt: number;
  /** Of a batch: the alerts whose deliveries were split out and have their own rows. */
  readonly splitOut?: readonly string[];
  /** Of a member of a group: the delivery that carries it, and why it was grouped. */
  readonly mergedInto?: string;
  readonly reason?: string;
}

/**
 * `claimed`: this worker has the lease. `leased`: another worker has the lease, or the delivery is not due, so its
 * message is delivered again at `untilMs`. `completed`: the delivery has ended, so its message is deleted.
 */
export type Claim =
  | ({ readonly kind: 'claimed' } & ClaimedDelivery)
  /** `failure`: it could not be claimed for a reason of ours, such as a row of another release, and no row says until when. */
  | { readonly kind: 'leased'; readonly untilMs: number; readonly failure?: unknown }
  | { readonly kind: 'completed' };

/**
 * What a worker writes when it releases a delivery: it has ended, or it waits. `mergedInto` names the delivery that
 * carries it.
 */
export type Settlement =
  | {
      readonly kind: 'ended';
      readonly status: EndedStatus;
      readonly reason?: string;
      readonly receipt?: Receipt;
      readonly mergedInto?: string;
      readonly attempts: readonly AttemptRecord[];
    }
  | {
      readonly kind: 'waiting';
      /** `queued`: it waits in a group, and nothing was tried. */
      readonly status: 'queued' | 'retrying' | 'unknown';
      readonly reason: string;
      readonly dueMs: number;
      readonly attempts: readonly AttemptRecord[];
      readonly splitOut?: readonly string[];
      /** It is a member of a group: it ends as the delivery that carries it. */
      readonly mergedInto?: string;
      /** It is parked without a message, with this rank among those of its destination (`ports/parked.ts`). */
      readonly parkedRank?: number;
      /** It may have arrived and is not sent again: a person confirms or replays it. */
      readonly needsPerson?: true;
    };

/** The fields of a delivery, or of a batch, that a claim needs. */
export type Claimable = Pick<DeliveryMessage, 'deliveryId' | 'destination' | 'hour'>;

/**
 * The result of confirming a delivery. `confirmed`: this call completed it as delivered; `counted` is the state that the
 * ledger counted it in. `leased`: a worker attempts it until then at the latest. `other`: its state is not `unknown`.
 */
export type Confirmed =
  | { readonly kind: 'confirmed'; readonly counted: DeliveryStatus }
  | { readonly kind: 'leased'; readonly untilMs: number }
  | { readonly kind: 'other'; readonly status: DeliveryStatus; readonly reason?: string }
  | { readonly kind: 'absent' };

/** The state of each delivery, and the leases of workers on them. */
export interface Deliveries {
  /**
   * Claims a delivery for one worker, or returns why it cannot. `alertIds` are the alerts of a batch, kept in case
   * its message is lost.
   */
  claim(message: Claimable, owner: string, nowMs: number, alertIds?: readonly string[]): Promise<Claim>;
  /** Completes or releases a delivery; `false` when the lease was lost, and nothing was written. */
  settle(message: Claimable, owner: string, settlement: Settlement): Promise<boolean>;
  /**
   * Ends a delivery that waits as a member of a group, or that is dead as one, as its carrier ended, or one that waits to
   * escalate; its attempts stay. Returns the state that the ledger counted it in, or nothing when it is none of these.
   */
  completeMember(
    message: Claimable,
    settlement: Extract<Settlement, { kind: 'ended' }>,
  ): Promise<DeliveryStatus | undefined>;
  /** Gives a delivery of a batch a row of its own; nothing happens when it has one. */
  split(message: Claimable, settlement: Settlement, firstMs: number): Promise<void>;
  /**
   * Opens an ended delivery again, due at once, with 24 hours until it is given up; its attempts stay. The same for a
   * delivery whose state its batch or a silence decides. Returns the state that the ledger counted it in, or nothing
   * when it has not ended or does not exist.
   */
  reopen(deliveryId: string, nowMs: number): Promise<DeliveryStatus | undefined>;
  /**
   * Completes an uncertain delivery as delivered, with a reason that says who confirmed it, also while it waits. One whose
   * state its batch decides leaves the batch first. Nothing is written for a delivery in another state, or while a worker
   * has its lease.
   */
  confirm(deliveryId: string, reason: string, nowMs: number): Promise<Confirmed>;
  /** The states of an alert's planned deliveries, in the order of the plan. */
  states(alert: Planned): Promise<readonly DeliveryState[]>;
}

/** A delivery, batch or group that has not ended and is overdue. */
export interface Overdue {
  readonly id: string;
  /** The value in the index; it changes when the due time changes. */
  readonly mark: string;
}

/** The parts of a batch's message that its row keeps. */
export interface StoredBatch {
  readonly destination: string;
  readonly hour: string;
  readonly alertIds: readonly string[];
}

/** Deliveries that have not ended and whose queue message may be lost. */
export interface OpenDeliveries {
  /** Those that were due before `beforeMs`, some at a time. */
  overdue(beforeMs: number): Promise<readonly Overdue[]>;
  /** Sets its due time to `untilMs`, so that only one run sends it again; `false` when it has changed meanwhile. */
  postpone(overdue: Overdue, untilMs: number): Promise<boolean>;
  batch(deliveryId: string): Promise<StoredBatch | undefined>;
  /**
   * When the oldest alert of a severity was received (epoch ms) that one of these destinations has not accepted. It looks
   * at a bounded number of rows, the oldest first; nothing when there is none among them.
   */
  oldest(severity: Severity, destinations: readonly string[]): Promise<number | undefined>;
}
