import type { GroupKey, GroupMember } from '../../core/group.ts';

/** An alert at a destination for people: does it notify, or repeat a problem that they were notified of? */
export interface DedupCandidate {
  readonly destination: string;
  readonly fingerprint: string;
  readonly deliveryId: string;
  /** How bad it is: a problem that gets worse notifies anew. */
  readonly rank: number;
  /** How long after its latest occurrence the same problem is a repeat, in ms; `Infinity` as long as it is known. */
  readonly windowMs: number;
}

/** What was added to a group, leased by one worker. */
export interface Group {
  readonly members: readonly GroupMember[];
  /** Occurrences that earlier messages counted. */
  readonly notified: number;
  /** Counts the messages about it. */
  readonly sequence: number;
  /** A worker died while it sent, so some members may have been notified. */
  readonly isUncertain: boolean;
  /** The delivery that notified first, for repeats. */
  readonly first?: string;
}

/** How a worker lets go of a group. */
export interface Flushed {
  /** The members that a message carries now: they leave the group. */
  readonly members: readonly GroupMember[];
  /** When the rest, or what comes, is flushed (epoch ms). */
  readonly dueMs: number;
  /** The problem has ended: what comes of it again notifies anew. */
  readonly isOver: boolean;
  /** The delivery that is joined from now on, where the one before cannot be joined any more. */
  readonly first?: string;
}

/** When a group is to be flushed at the latest (epoch ms); `isUrgent` also when it was to wait for longer. */
export interface Due {
  readonly ms: number;
  readonly isUrgent: boolean;
}

/**
 * Where members were added: the number of the message that will carry them, and when that is. `full`: the group takes
 * no more until it is flushed, which `isDueNow` says was moved to now by this call.
 */
export type Added =
  | { readonly kind: 'added'; readonly sequence: number; readonly isFirst: boolean; readonly dueMs: number }
  | { readonly kind: 'full'; readonly isDueNow: boolean };

/** Deduplication and notification groups. */
export interface Groups {
  /** Makes one delivery the one that notifies of a problem, or answers which one it repeats. Asking again changes nothing. */
  deduplicate(
    candidate: DedupCandidate,
    nowMs: number,
  ): Promise<{ readonly kind: 'first' } | { readonly kind: 'repeat'; readonly of: string }>;
  /** Whether a destination was notified of a problem, and not yet that it is over. */
  isOpen(destination: string, fingerprint: string): Promise<boolean>;
  /** Adds alerts; a set, so that adding one again changes nothing. */
  add(key: GroupKey, members: readonly GroupMember[], due: Due, nowMs: number): Promise<Added>;
  /** Leases what was added; `laterMs` when another worker holds it or it is not due, `empty` when there is nothing. */
  take(key: GroupKey, owner: string, nowMs: number): Promise<Group | { readonly laterMs: number } | 'empty'>;
  /** Releases it; answers whether members are left. */
  release(key: GroupKey, owner: string, flushed: Flushed): Promise<boolean>;
}
