import type { AttemptRecord, DeliveryMessage, DeliveryStatus, EndedStatus } from '../core/delivery.ts';
import type { Connected, OutboundRequest, OutboundResponse } from '../core/destination.ts';
import type { Counts } from '../core/ledger.ts';
import type { Receipt } from '../core/outcome.ts';

/** What is known of a delivery when a worker takes it. Times in epoch ms. */
export interface Held {
  /** The state before the claim; `queued` when nobody had it yet. */
  readonly before: DeliveryStatus;
  /** The state that the ledger has it in: a worker that died left no booking. */
  readonly booked: DeliveryStatus;
  readonly attempts: readonly AttemptRecord[];
  readonly firstAt: number;
}

/**
 * `claimed`: this worker's until its lease ends. `held`: another worker is at it and may yet die, or it is not due:
 * back to the queue until then. `settled`: done, acknowledge.
 */
export type Claim =
  | ({ readonly kind: 'claimed' } & Held)
  | { readonly kind: 'held'; readonly untilMs: number }
  | { readonly kind: 'settled' };

/** How a claimed delivery is put down again. */
export type Settlement =
  | {
      readonly kind: 'ended';
      readonly status: EndedStatus;
      readonly reason?: string;
      readonly receipt?: Receipt;
      readonly attempts: readonly AttemptRecord[];
    }
  | {
      readonly kind: 'waiting';
      readonly status: 'retrying' | 'unknown';
      readonly reason: string;
      readonly dueMs: number;
      readonly attempts: readonly AttemptRecord[];
    };

/** What came of sending: an answer, or none, and then whether the request can have arrived. */
export type Sent =
  | { readonly kind: 'answer'; readonly response: OutboundResponse }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'no-answer'; readonly reason: string };

/** Why a destination cannot be used at all. Only one that is no longer configured ends its deliveries. */
export type Unusable = 'destination_not_configured' | 'secret_not_set' | 'settings_invalid';

export interface Ports {
  claim(message: DeliveryMessage, owner: string, nowMs: number): Promise<Claim>;
  /** `false` when the lease was lost: another worker decides, and nothing was written. */
  settle(message: DeliveryMessage, owner: string, settlement: Settlement): Promise<boolean>;
  send(request: OutboundRequest): Promise<Sent>;
  destination(id: string): Promise<Connected | Unusable>;
  book(hour: string, counts: Counts): Promise<void>;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
  now(): number;
  /** In [0, 1). */
  random(): number;
}
