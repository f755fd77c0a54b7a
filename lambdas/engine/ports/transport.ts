import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import type { Reach } from '../../domain/reach.ts';

/**
 * The result of sending. Without a response: `not-sent` when the request cannot have arrived, `no-answer` when it may
 * have. `refused`: the destination or its address is at fault for certain (no such name, an address that is not allowed,
 * a certificate that is not accepted, a client certificate that is missing), so the circuit breaker opens at once.
 */
export type Sent =
  | { readonly kind: 'answer'; readonly response: OutboundResponse }
  | { readonly kind: 'not-sent'; readonly reason: string; readonly refused?: true }
  | { readonly kind: 'no-answer'; readonly reason: string };

/** How long a request may take in all, in ms: name look-up, token request, connection, answer and body. */
export interface SendLimits {
  readonly timeoutMs: number;
}

/** The limits of a request, and how its destination is reached. */
export interface SendOptions extends Partial<SendLimits> {
  readonly reach?: Reach | undefined;
}

/** Sends one request within its limits; without them within the default of a destination. Never throws. */
export type Send = (request: OutboundRequest, options?: SendOptions) => Promise<Sent>;
