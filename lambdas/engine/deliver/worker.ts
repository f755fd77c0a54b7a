import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Deadline } from '../../domain/values/deadline.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { circuitName } from './circuit-name.ts';
import type { Ports } from './ports.ts';
import type { RateLimiter } from './rate-limit.ts';

/** One worker: its ports, its view of shared state, the owner of its leases, and the time it has. */
export interface Worker {
  readonly owner: string;
  readonly ports: Ports;
  readonly circuitBreaker: CircuitBreaker;
  readonly rateLimiter: RateLimiter;
  readonly deadline: Deadline;
}

/** What has a circuit breaker of its own: a destination, and each of its targets that is not the default. */
export const circuitOf = (destination: string, { targetScope }: Pick<Connected, 'targetScope'>): string =>
  circuitName(destination, targetScope);

/** The scope whose quota the requests of a destination count against: its own, or one that it shares with others. */
export const rateScopeOf = (destination: string, connected: Connected): string =>
  connected.quotaScope === undefined ? circuitOf(destination, connected) : `scope/${connected.quotaScope}`;

/** What is left to do after a request: its state is written, and its message deleted. */
const RESERVE_MS = 2_000;

/** Whether so many requests, each with its whole time, fit before the deadline. */
export const hasTimeFor = (requests: number, { timeoutMs }: Connected, { deadline }: Worker): boolean =>
  deadline.remainingMs() >= requests * timeoutMs + RESERVE_MS;
