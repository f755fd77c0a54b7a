import type { Alert } from '../../core/alert.ts';
import type { Connected } from '../../core/connected.ts';
import type {
  AttemptRecord,
  DeliveryMessage,
  DeliveryState,
  DeliveryStatus,
  EndedStatus,
} from '../../core/delivery.ts';
import type { OutboundRequest, OutboundResponse } from '../../core/destination.ts';
import type { GroupMember } from '../../core/group.ts';
import type { Counts } from '../../core/ledger.ts';
import type { Receipt } from '../../core/outcome.ts';

/** What is known of a delivery when a worker takes it. Times in epoch ms. */
export interface ClaimedDelivery {
  /** The state before the claim; `queued` when nobody had it yet. */
  readonly before: DeliveryStatus;
  /** The state that the ledger has it in: a worker that died left no booking. */
  readonly counted: DeliveryStatus;
  readonly attempts: readonly AttemptRecord[];
  readonly firstAt: number;
  /** Of a batch: the alerts whose deliveries have rows of their own by now. */
  readonly splitOut?: readonly string[];
}

/**
 * `claimed`: this worker's until its lease ends. `held`: another worker is at it and may yet die, or it is not due:
 * back to the queue until then. `settled`: done, acknowledge.
 */
export type Claim =
  | ({ readonly kind: 'claimed' } & ClaimedDelivery)
  | { readonly kind: 'held'; readonly untilMs: number }
  | { readonly kind: 'settled' };

/** How a claimed delivery is put down again. `mergedInto` names the delivery that tells of it. */
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

/** What came of sending: an answer, or none, and then whether the request can have arrived. */
export type Sent =
  | { readonly kind: 'answer'; readonly response: OutboundResponse }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'no-answer'; readonly reason: string };

/** Why a destination cannot be used at all. Only one that is no longer configured ends its deliveries. */
export type Unusable = 'destination_not_configured' | 'secret_not_set' | 'settings_invalid';

/** One problem at one destination, for which one delivery speaks. */
export interface Problem {
  readonly destination: string;
  readonly fingerprint: string;
  readonly deliveryId: string;
  /** How bad it is: a problem that gets worse is told anew. */
  readonly rank: number;
  /** How long after its latest occurrence the same problem is a repeat, in ms; `Infinity` as long as it is known. */
  readonly windowMs: number;
}

/** Names what is gathered: the repeats of a problem, or the flood at a destination. */
export interface GroupKey {
  readonly destination: string;
  /** `problem:<fingerprint>` or `flood`. */
  readonly name: string;
}

/** What was gathered, held by one worker. */
export interface Group {
  readonly members: readonly GroupMember[];
  /** Occurrences that were told before these. */
  readonly told: number;
  /** Counts the messages that told of it. */
  readonly sequence: number;
  /** A worker died while it told of it, so some of it may have been told. */
  readonly mayBeTold: boolean;
  /** The delivery that spoke first, for repeats. */
  readonly first?: string;
}

/** How a gathering is put down: who was told of, when the rest is due, and whether its problem is over. */
export interface Put {
  readonly told: readonly GroupMember[];
  readonly dueMs: number;
  readonly isOver: boolean;
  /** The delivery that speaks for the problem from now on, where the one that did cannot be joined any more. */
  readonly first?: string;
}

/** When a gathering is to be told at the latest; `isUrgent` also when it was to wait for longer. */
export interface Due {
  readonly ms: number;
  readonly isUrgent: boolean;
}

/**
 * Where something was gathered: the number of the message that will tell, and when that is. `full`: it takes no more
 * until it was told, which `isHastened` says is due now.
 */
export type Added =
  | { readonly kind: 'added'; readonly sequence: number; readonly isFirst: boolean; readonly dueMs: number }
  | { readonly kind: 'full'; readonly isDueNow: boolean };

/** What a claim has to know of a delivery, or of a batch of them. */
export type Claimable = Pick<DeliveryMessage, 'deliveryId' | 'destination' | 'hour'>;

/** Deliveries and their messages. */
export interface DeliveryPorts {
  /** `alertIds` are what a batch holds, for when its message is lost. */
  claim(message: Claimable, owner: string, nowMs: number, alertIds?: readonly string[]): Promise<Claim>;
  /** Gives a delivery of a batch a row of its own, and a message when it is not ended; nothing when it has one. */
  split(message: DeliveryMessage, settlement: Settlement, firstMs: number): Promise<void>;
  /** `false` when the lease was lost: another worker decides, and nothing was written. */
  settle(message: Claimable, owner: string, settlement: Settlement): Promise<boolean>;
  send(request: OutboundRequest): Promise<Sent>;
  destination(id: string): Promise<Connected | Unusable>;
  increment(hour: string, counts: Counts): Promise<void>;
  /** Sends the alert to the fallback of its route too; once, however often it is asked. */
  notifyFallback(message: DeliveryMessage): Promise<void>;
}

/** Repeats and digests. */
export interface GroupPorts {
  /** Whose problem it is: this delivery's (`first`), or another's that this one repeats. */
  deduplicate(
    problem: Problem,
    nowMs: number,
  ): Promise<{ readonly kind: 'first' } | { readonly kind: 'repeat'; readonly of: string }>;
  /** Adds alerts; a set, so that adding one again changes nothing. Answers the number of the message that will tell. */
  addToGroup(key: GroupKey, members: readonly GroupMember[], due: Due): Promise<Added>;
  /** Takes what was gathered, to tell it; `later` when another worker is at it or it is not due, `nothing` when it is empty. */
  takeGroup(key: GroupKey, owner: string, nowMs: number): Promise<Group | { readonly laterMs: number } | 'nothing'>;
  /** Puts it down: told ones leave; `dueMs` is when the rest, or what comes, is told. Answers whether anything is left. */
  releaseGroup(key: GroupKey, owner: string, put: Put): Promise<boolean>;
  /** Asks for a gathering to be told after so many seconds. */
  remind(key: GroupKey, afterSeconds: number): Promise<void>;
  findDelivery(deliveryId: string): Promise<{ readonly state: DeliveryState; readonly alert: Alert } | undefined>;
}

/** A destination's pause, shared by all workers. */
export interface Circuit {
  readonly reason: string;
  readonly sinceMs: number;
  /** Whether the other destinations were told. */
  readonly isReported: boolean;
}

/** Pauses and quotas of destinations, shared by all workers. */
export interface DestinationPorts {
  readCircuit(destination: string): Promise<Circuit | undefined>;
  /** Pauses, unless it is paused already; answers the pause that holds. */
  pause(destination: string, reason: string, nowMs: number): Promise<Circuit>;
  /** Whether this worker may try one delivery now; the next may at `nextMs`. */
  acquireProbe(destination: string, nowMs: number, nextMs: number): Promise<boolean>;
  markReported(destination: string): Promise<void>;
  /** Ends the pause; answers it when it was this call that ended it. */
  resume(destination: string): Promise<Circuit | undefined>;
  readWindow(destination: string): Promise<RateWindow>;
  /** `false` when another worker wrote meanwhile. */
  writeWindow(destination: string, window: RateWindow): Promise<boolean>;
  /** Records an alert of Tocsin's own and sends it to destinations; of one id the first stands, and is answered. */
  emitSystemAlert(alert: Alert, destinations: readonly string[]): Promise<Alert>;
  /** All configured destinations. */
  readonly destinationIds: readonly string[];
}

/** When the requests of the last minute were made (epoch ms), and until when the vendor wants none. */
export interface RateWindow {
  readonly at: readonly number[];
  readonly blockedUntilMs: number;
  /** Of the row they were read from; 0 when there is none. */
  readonly version: number;
}

export interface Ports extends DeliveryPorts, GroupPorts, DestinationPorts {
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
  now(): number;
  /** In [0, 1). */
  random(): number;
}
