import type { Member } from '../../core/gathered.ts';
import type { Pauses } from './pauses.ts';
import type { GatheringKey, Ports } from './ports.ts';
import type { Quotas } from './quotas.ts';

/** After a problem's repeats were told, the next are told after this long at the earliest. */
export const TELL_AGAIN_MS = 5 * 60_000;

/** A gathering that is told, and what that takes. */
export interface Telling {
  readonly key: GatheringKey;
  readonly owner: string;
  readonly ports: Ports;
  readonly pauses: Pauses;
  readonly quotas: Quotas;
}

/** What came of telling: who was told of, and when to look again. */
export interface Told {
  readonly members: readonly Member[];
  readonly nextMs: number;
  /** The problem is over: what comes of it again is told anew. */
  readonly isOver?: boolean;
  /** The delivery that speaks for the problem from now on. */
  readonly first?: string;
}

/** Nothing was told; asked again after so many seconds. */
export const waits = (ports: Ports, seconds: number): Told => ({ members: [], nextMs: ports.now() + seconds * 1000 });
