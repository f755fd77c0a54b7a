import type { Circuit } from '../ports/destinations.ts';

/**
 * What the queue does with a message: it deletes it, or delivers it again after some seconds. `isStored`: the row of the
 * delivery says when, so the message may be dropped where something else sends it again at that time. `circuit`: it is
 * open, nothing was claimed, and no row says when. `failure`: what failed on our side.
 */
export type Verdict =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'back';
      readonly afterSeconds: number;
      readonly isStored?: true;
      readonly circuit?: Circuit;
      readonly failure?: unknown;
    };

export const done: Verdict = { kind: 'done' };

const secondsUntil = (untilMs: number, nowMs: number): number => Math.max(1, Math.ceil((untilMs - nowMs) / 1000));

/** Delivered again at a time (epoch ms) that its row has. */
export const backAt = (untilMs: number, nowMs: number): Verdict => ({
  kind: 'back',
  afterSeconds: secondsUntil(untilMs, nowMs),
  isStored: true,
});

/** Delivered again at a time (epoch ms) that no row has, after a failure of ours. */
export const failedUntil = (untilMs: number, nowMs: number, failure: unknown): Verdict => ({
  kind: 'back',
  afterSeconds: secondsUntil(untilMs, nowMs),
  failure,
});

/** Delivered again at a time (epoch ms), or when the circuit breaker closes. */
export const heldUntil = (untilMs: number, nowMs: number, circuit: Circuit): Verdict => ({
  kind: 'back',
  afterSeconds: secondsUntil(untilMs, nowMs),
  circuit,
});
