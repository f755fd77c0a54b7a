import type { Connected } from '../../destinations/_kit/connected.ts';
import type { PersonAnswer } from '../../domain/acknowledgement.ts';
import type { GroupKey, GroupMember } from '../../domain/group.ts';
import type { Ports } from './ports.ts';
import type { Worker } from './worker.ts';

/** A group that is flushed, and what flushing it needs. */
export interface FlushContext {
  readonly key: GroupKey;
  readonly worker: Worker;
}

/** The same, with the destination that it is flushed to. */
export interface OpenContext extends FlushContext {
  readonly connected: Connected;
  /** The acknowledgement of the problem that holds. */
  readonly acknowledgement?: PersonAnswer;
}

/** The result of a flush: the members that a message carries now, and when to flush next (epoch ms). */
export interface FlushResult {
  readonly members: readonly GroupMember[];
  readonly nextMs: number;
  /** The problem is over: its next alert notifies again. */
  readonly isOver?: boolean;
  /** The delivery that later repeats join. */
  readonly first?: string;
  /** A request was made, and not accepted. */
  readonly isRefused?: true;
  /** It may have arrived; it is sent once more, marked as a possible repeat, when the lease of the group has ended. */
  readonly isUnanswered?: true;
  /** It was sent twice and never answered: why not. */
  readonly unconfirmed?: string;
  /** The circuit breaker that holds it up, where that is not the destination's own. */
  readonly circuit?: string;
  /** The message has arrived: its members are merged into this delivery. */
  readonly mergedInto?: string;
  /** The members notify nobody, for this reason. */
  readonly suppressed?: string;
  /** What a group of `groupBy` goes on with, and when it notifies again; absent: as before. */
  readonly roster?: readonly GroupMember[];
  readonly renotifyMs?: number;
  readonly isAgain?: true;
}

/** A request was not accepted; the group is flushed again after so many seconds. */
export const refusedFor = (ports: Ports, seconds: number): FlushResult => ({
  ...waits(ports, seconds),
  isRefused: true,
});

/** Nothing was sent; the group is flushed again after so many seconds. */
export const waits = (ports: Ports, seconds: number): FlushResult => ({
  members: [],
  nextMs: ports.now() + seconds * 1000,
});
