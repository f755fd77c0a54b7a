/** What the destination gave back: a Slack `ts`, a Jira key, an event id, and where a person can look at it. */
export interface Receipt {
  readonly id: string;
  readonly url?: string;
}

/**
 * What an attempt came to. `reason` is a short lower-case word or two, fit for a metric label: the vendor's own
 * error name where there is one (`invalid_blocks`), else ours (`rate_limited`, `http_500`, `timeout`).
 * `unknown`: the request left and no answer tells whether it was processed.
 * `refused`: the destination refuses everybody (bad credential, revoked, switched off), not this alert.
 */
export type Outcome =
  | { readonly kind: 'delivered'; readonly receipt?: Receipt }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterSeconds?: number; readonly refused?: true }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

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
/** Wrong or revoked credential: every delivery of this destination waits, none dies of it. */
export const refused = (reason: string): Outcome => ({ kind: 'retry', reason, refused: true });
