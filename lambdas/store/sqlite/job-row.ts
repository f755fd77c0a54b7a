/** What a queued message is ordered and found by; its content lies in the rows that it refers to. */
export interface NewJob {
  /** Source or destination, as in SQS: one group's backlog does not hold up the others. */
  readonly messageGroup: string;
  /** The higher go first within a group. */
  readonly rank: number;
  /** Id of the webhook, delivery, batch or notification group. */
  readonly ref: string;
  /** What those rows do not have, as JSON. */
  readonly message: string;
  /** The problem that it opens or ends, where order matters. */
  readonly problem?: string;
  readonly isEnding?: boolean;
  /** When it is run although its group is blocked (epoch ms): for its fallback, or to be given up. */
  readonly lookMs?: number;
  readonly giveUpMs?: number;
}

/** A message in the queue. */
export interface Job extends NewJob {
  readonly n: number;
  /** How often it was run and came back. */
  readonly receives: number;
}

export type Row = Readonly<Record<string, unknown>>;

export const jobColumns = 'n, message_group, rank, ref, message, problem, ending, look, give_up, receives';

export function jobOf(row: Row): Job {
  const { problem, look, give_up: giveUp } = row;
  return {
    n: Number(row['n']),
    messageGroup: String(row['message_group']),
    rank: Number(row['rank']),
    ref: String(row['ref']),
    message: String(row['message']),
    isEnding: row['ending'] === 1,
    receives: Number(row['receives']),
    ...(problem === null ? {} : { problem: String(problem) }),
    ...(look === null ? {} : { lookMs: Number(look) }),
    ...(giveUp === null ? {} : { giveUpMs: Number(giveUp) }),
  };
}

/** After `lookMs`, and where nothing says when to give up, it is looked at again so often. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** When a job that is put back is looked at next. */
export function nextLook({ lookMs, giveUpMs = 0 }: Job, nowMs: number): number | null {
  if (lookMs === undefined) return null;
  return lookMs > nowMs ? lookMs : Math.max(giveUpMs, nowMs + LOOK_AGAIN_MS);
}
