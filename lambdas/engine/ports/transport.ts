import type { OutboundRequest, OutboundResponse } from '../../core/destination.ts';

/**
 * The result of sending. Without a response: `not-sent` when the request cannot have arrived, `no-answer` when it may
 * have.
 */
export type Sent =
  | { readonly kind: 'answer'; readonly response: OutboundResponse }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'no-answer'; readonly reason: string };

/** Sends one request. Never throws. */
export type Send = (request: OutboundRequest) => Promise<Sent>;
