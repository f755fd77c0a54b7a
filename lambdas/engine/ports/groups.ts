import type { Occurrence } from '../../domain/deduplication.ts';
import type { GroupKey, GroupMember } from '../../domain/group.ts';
import type { Due } from '../../domain/group-times.ts';

/** An alert at a destination for people, which either notifies or repeats a problem that notified before. */
export interface DedupCandidate extends Occurrence {
  readonly destination: string;
  readonly fingerprint: string;
}

/**
 * Whether a delivery notifies of a problem or repeats it. `wasAcknowledged`: the problem was acknowledged, and this alert
 * is worse.
 */
export type Deduplicated =
  | { readonly kind: 'first'; readonly wasAcknowledged?: true }
  | { readonly kind: 'repeat'; readonly of: string };

/** What was added to a group, leased by one worker. */
export interface Group {
  readonly members: readonly GroupMember[];
  /** Occurrences that earlier messages counted. */
  readonly notified: number;
  /** The number of the group's next message. */
  readonly sequence: number;
  /** A worker crashed while it sent, so a message may carry some members already. */
  readonly isUncertain: boolean;
  /** The delivery that notified first, for repeats. */
  readonly first?: string;
  /** Of a group of `groupBy`, the problems that it has notified of and that have not ended, each by its latest alert. */
  readonly roster?: readonly GroupMember[];
  /** When it notifies again without new members (epoch ms). */
  readonly renotifyMs?: number;
}

/** What a worker writes when it releases a group. */
export interface Flushed {
  /** The members that a message carries now: they leave the group. */
  readonly members: readonly GroupMember[];
  /** When the other members, and later ones, are flushed (epoch ms). */
  readonly dueMs: number;
  /** The problem has ended: its next alert notifies again. */
  readonly isOver: boolean;
  /** The delivery that later repeats join, when they cannot join the one before. */
  readonly first?: string;
  /** The problems that the group goes on with; absent: this and `renotifyMs` stay as before. */
  readonly roster?: readonly GroupMember[];
  /** When the group notifies again without new members (epoch ms); absent beside a roster: never. */
  readonly renotifyMs?: number;
  /** It has notified again without new members, which counts as a message. */
  readonly isAgain?: true;
}

/**
 * The result of adding members: the number of the message that will carry them, and when it is due. `full`: the group
 * takes no more until it is flushed; `isDueNow` when this call moved the flush to now.
 */
export type Added =
  | { readonly kind: 'added'; readonly sequence: number; readonly isFirst: boolean; readonly dueMs: number }
  | { readonly kind: 'full'; readonly isDueNow: boolean };

/** Deduplication and notification groups. */
export interface Groups {
  /**
   * Makes a delivery the one that notifies of a problem, or returns the one that it repeats. A repeated call changes
   * nothing.
   */
  deduplicate(candidate: DedupCandidate, nowMs: number): Promise<Deduplicated>;
  /** Whether a destination was notified of a problem, and not yet of its end. */
  isOpen(destination: string, fingerprint: string): Promise<boolean>;
  /** Adds alerts. Members are a set, so that adding one again changes nothing. */
  add(key: GroupKey, members: readonly GroupMember[], due: Due, nowMs: number): Promise<Added>;
  /**
   * Leases a group; `laterMs` when another worker has its lease or it is not due, `empty` when it has no members and is not
   * to notify again now.
   */
  take(key: GroupKey, owner: string, nowMs: number): Promise<Group | { readonly laterMs: number } | 'empty'>;
  /** Releases it; returns whether members are left. */
  release(key: GroupKey, owner: string, flushed: Flushed): Promise<boolean>;
}
