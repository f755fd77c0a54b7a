import type { GroupKey, GroupMember } from '../../core/group.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Ports } from './ports.ts';
import type { RateLimiter } from './rate-limit.ts';

/** After a problem's repeats were told, the next are told after this long at the earliest. */
export const GROUP_INTERVAL_MS = 5 * 60_000;

/** A gathering that is told, and what that takes. */
export interface FlushContext {
  readonly key: GroupKey;
  readonly owner: string;
  readonly ports: Ports;
  readonly circuitBreaker: CircuitBreaker;
  readonly rateLimiter: RateLimiter;
}

/** What came of telling: who was told of, and when to look again. */
export interface FlushResult {
  readonly members: readonly GroupMember[];
  readonly nextMs: number;
  /** The problem is over: what comes of it again is told anew. */
  readonly isOver?: boolean;
  /** The delivery that speaks for the problem from now on. */
  readonly first?: string;
}

/** Nothing was told; asked again after so many seconds. */
export const waits = (ports: Ports, seconds: number): FlushResult => ({
  members: [],
  nextMs: ports.now() + seconds * 1000,
});
