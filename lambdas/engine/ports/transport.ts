import type { OutboundRequest, OutboundResponse } from '../../core/destination.ts';

/** What came of sending: an answer, or none, and then whether the request can have arrived. */
export type Sent =
  | { readonly kind: 'answer'; readonly response: OutboundResponse }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'no-answer'; readonly reason: string };

/** The way out. Never throws. */
export type Send = (request: OutboundRequest) => Promise<Sent>;
