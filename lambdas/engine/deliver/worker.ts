import type { Connected } from '../../core/connected.ts';
import { rejected, retry } from '../../core/outcome.ts';
import { type Attempted, recordOf } from './attempt.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Ports, Unusable } from './ports.ts';
import type { RateLimiter } from './rate-limit.ts';

/** One worker: its ports, its view of shared state, and the owner of its leases. */
export interface Worker {
  readonly owner: string;
  readonly ports: Ports;
  readonly circuitBreaker: CircuitBreaker;
  readonly rateLimiter: RateLimiter;
}

/** The result of an attempt that cannot be made. */
export function withoutSending(reason: Unusable, nowMs: number): Attempted {
  const outcome = reason === 'destination_not_configured' ? rejected(reason) : retry(reason);
  return { outcome, record: recordOf(outcome, undefined, nowMs, nowMs) };
}

/** The scope whose quota the requests of a destination count against: its own, or one that it shares with others. */
export const rateScopeOf = (destination: string, { quotaScope }: Connected): string =>
  quotaScope === undefined ? destination : `scope/${quotaScope}`;

/** Shares with all workers that the destination refuses requests, or wants fewer of them. */
export async function note(
  destination: string,
  { outcome, exhaustedUntilMs = 0 }: Attempted,
  connected: Connected,
  { circuitBreaker, rateLimiter, ports }: Worker,
): Promise<void> {
  await circuitBreaker.note(destination, outcome);
  const isLimited = outcome.kind === 'retry' && outcome.reason === 'rate_limited';
  const limitedUntilMs = isLimited ? ports.now() + (outcome.afterSeconds ?? 5) * 1000 : 0;
  const untilMs = Math.max(limitedUntilMs, exhaustedUntilMs);
  if (untilMs > ports.now() && connected.perMinute !== undefined)
    await rateLimiter.block(rateScopeOf(destination, connected), untilMs);
}
