import type {
  AttemptRecord,
  DeliveryMessage,
  DeliveryState,
  DeliveryStatus,
  EndedStatus,
} from '../../core/delivery.ts';
import type { Receipt } from '../../core/outcome.ts';
import type { Planned } from './alerts.ts';

/** What is known of a delivery when a worker claims it. Times in epoch ms. */
export interface ClaimedDelivery {
  /** The state before the claim; `queued` when nobody had claimed it yet. */
  readonly before: DeliveryStatus;
  /** The state that the ledger counts it in: a worker that died left its count where it was. */
  readonly counted: DeliveryStatus;
  readonly attempts: readonly AttemptRecord[];
  readonly firstAt: number;
  /** Of a batch: the alerts whose deliveries have rows of their own by now. */
  readonly splitOut?: readonly string[];
}

/**
 * `claimed`: this worker's until its lease ends. `leased`: another worker holds it and may yet die, or it is not due:
 * back to the queue until then. `completed`: it has ended, so its message is done with.
 */
export type Claim =
  | ({ readonly kind: 'claimed' } & ClaimedDelivery)
  | { readonly kind: 'leased'; readonly untilMs: number }
  | { readonly kind: 'completed' };

/** How a worker lets go of a claimed delivery: it has ended, or it waits. `mergedInto` names the delivery that carries it. */
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
      readonly status: 'retrying' | 'unknown';
      readonly reason: string;
      readonly dueMs: number;
      readonly attempts: readonly AttemptRecord[];
      readonly splitOut?: readonly string[];
    };

/** What a claim has to know of a delivery, or of a batch of them. */
export type Claimable = Pick<DeliveryMessage, 'deliveryId' | 'destination' | 'hour'>;

/** The state of each delivery, and the leases of workers on them. */
export interface Deliveries {
  /** Takes a delivery for one worker, or says why not. `alertIds` are what a batch holds, for when its message is lost. */
  claim(message: Claimable, owner: string, nowMs: number, alertIds?: readonly string[]): Promise<Claim>;
  /** `false` when the lease was lost: another worker decides, and nothing was written. */
  settle(message: Claimable, owner: string, settlement: Settlement): Promise<boolean>;
  /** Gives a delivery of a batch a row of its own; nothing happens when it has one. */
  split(message: Claimable, settlement: Settlement, firstMs: number): Promise<void>;
  /**
   * Opens an ended delivery again, due at once and with a fresh time to give up; its attempts stay. So does one whose
   * state its batch or a silence decides. Answers the state that the ledger counted it in, or nothing when it has not
   * ended or not begun.
   */
  reopen(deliveryId: string, nowMs: number): Promise<DeliveryStatus | undefined>;
  /** The states of an alert's planned deliveries, in the order of the plan. */
  states(alert: Planned): Promise<readonly DeliveryState[]>;
}

/** A delivery, batch or group that has not ended and whose time has come. */
export interface Overdue {
  readonly id: string;
  /** What the index has: it changes when somebody moves it. */
  readonly mark: string;
}

/** What a batch's row says of its message. */
export interface StoredBatch {
  readonly destination: string;
  readonly hour: string;
  readonly alertIds: readonly string[];
}

/** Deliveries that have not ended and that no queue message may stand for any more. */
export interface OpenDeliveries {
  /** Those that something should have happened to before `beforeMs`, some at a time. */
  overdue(beforeMs: number): Promise<readonly Overdue[]>;
  /** Puts one off so that it is moved once and not by every run; `false` when it has moved by itself. */
  postpone(overdue: Overdue, untilMs: number): Promise<boolean>;
  batch(deliveryId: string): Promise<StoredBatch | undefined>;
}
