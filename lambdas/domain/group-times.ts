/** How long after its latest alert the same problem is a repeat, where the routes do not say. */
const DEFAULT_WINDOW_MS = 60 * 60_000;

/** How long the first member of a group waits for more before the summary. */
export const GROUP_WAIT_MS = 30_000;
/** The end of a problem is sent so soon, and the other members with it. */
export const RESOLVED_AFTER_MS = 2_000;
/** The shortest time between two summaries of a problem. */
export const GROUP_INTERVAL_MS = 5 * 60_000;
/** How long a digest waits for more members. */
export const DIGEST_WAIT_MS = 20_000;

/** A group that notifies again goes on with a problem for this long after its latest alert. */
const LONGEST_MS = 7 * 86_400_000;

/** A group takes so many members: a message has to list them, and some stores write all with every addition. What is full is flushed. */
export const MOST_MEMBERS = 250;

/** The window of deduplication that a route sets, in ms. */
export const windowMsOf = ({ repeatSeconds }: { readonly repeatSeconds?: number }): number =>
  repeatSeconds === undefined ? DEFAULT_WINDOW_MS : repeatSeconds * 1000;

/** How long a group of `groupBy` goes on with a problem after its latest alert. */
export const keepMsOf = (options: {
  readonly repeatSeconds?: number;
  readonly group?: { readonly repeatSeconds?: number };
}): number =>
  options.group?.repeatSeconds === undefined ? windowMsOf(options) : Math.max(windowMsOf(options), LONGEST_MS);

/** When a group is flushed at the latest (epoch ms). `isUrgent` moves a later due time forward. */
export interface Due {
  readonly ms: number;
  readonly isUrgent: boolean;
  /** The time instead of `ms` for a group that goes on with problems of before. */
  readonly joinMs?: number;
}

/** A group to which members are added: when it was due, and what it holds. */
export interface DueBefore {
  readonly dueMs: number;
  readonly hasMembers: boolean;
  readonly hasRoster: boolean;
}

/**
 * When a group is due after an addition: one that begins anew waits for company, though it was due when it ended; what is
 * urgent waits for nobody.
 */
export function dueAfter({ dueMs, hasMembers, hasRoster }: DueBefore, due: Due): number {
  if (due.isUrgent) return Math.ceil(due.ms);
  const { ms, joinMs = ms } = due;
  return hasMembers ? dueMs : Math.max(dueMs, Math.ceil(hasRoster ? joinMs : ms));
}
