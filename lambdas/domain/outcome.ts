import type { DeliveryTarget } from './delivery-target.ts';

/** What the destination gave back: a Slack `ts`, a Jira key, an event id, and where a person can look at it. */
export interface Receipt {
  readonly id: string;
  readonly url?: string;
  /** Where in the destination it is, when an alert chose that or the vendor gave an id: later replies and changes go there. */
  readonly target?: DeliveryTarget;
}

/**
 * The outcome of an attempt. `reason` is a short lower-case word or two, fit for a metric label: the vendor's own
 * error name where there is one (`invalid_blocks`), else ours (`rate_limited`, `http_500`, `timeout`).
 * `rejected`: the answer is known to be about this message; another message would be accepted.
 * `retry`: not accepted, and nothing says that it is about this message.
 * `unknown`: the request left and no answer tells whether it was processed.
 * `refused`: the destination or its address is at fault (bad credential, moved, switched off, an answer that is not the
 * vendor's), not this alert: the circuit breaker opens at once.
 * `isReducible`: the same alert without labels and facts may be accepted; it is sent so once.
 */
export type Outcome =
  | { readonly kind: 'delivered'; readonly receipt?: Receipt }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterSeconds?: number;
      readonly refused?: true;
      readonly isReducible?: true;
    }
  | { readonly kind: 'rejected'; readonly reason: string; readonly isReducible?: true }
  | { readonly kind: 'unknown'; readonly reason: string; readonly refused?: true };

export const delivered = (id?: string, url?: string): Outcome =>
  id === undefined
    ? { kind: 'delivered' }
    : { kind: 'delivered', receipt: { id, ...(url === undefined ? {} : { url }) } };
export const rejected = (reason: string): Outcome => ({ kind: 'rejected', reason });
export const unknown = (reason: string): Outcome => ({ kind: 'unknown', reason });
export const retry = (reason: string, afterSeconds?: number): Outcome => ({
  kind: 'retry',
  reason,
  ...(afterSeconds === undefined ? {} : { afterSeconds }),
});
/** The destination or its address is at fault: every delivery of this destination waits, none dies of it. */
export const refused = (reason: string): Outcome => ({ kind: 'retry', reason, refused: true });
/** The same outcome, which another form of the alert may not have: it is sent once without labels and facts. */
export const reducible = (outcome: Outcome): Outcome =>
  outcome.kind === 'retry' || outcome.kind === 'rejected' ? { ...outcome, isReducible: true } : outcome;
/** A 2xx without the vendor's word (a login page, a proxy's text): the alert may not have arrived. */
export const unconfirmed = (reason: string): Outcome => ({ kind: 'unknown', reason, refused: true });

/** The reason of an attempt after which the alert is sent without labels and facts. */
export const FIELDS_REFUSED = 'fields_refused';
