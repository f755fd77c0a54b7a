import type { Database } from './database.ts';
import { type Job, jobColumns, jobOf, type NewJob, nextLook } from './job-row.ts';

export type QueueName = 'webhooks' | 'deliveries';

/** Rows that one step moves, so that no transaction holds the thread. */
const STEP = 200;

// An ending waits as long as what it ends is in the queue.
const READY = `SELECT ${jobColumns} FROM job WHERE queue = ? AND message_group = ? AND due = 0
  AND (ending = 0 OR NOT EXISTS (SELECT 1 FROM job AS opener
    WHERE opener.message_group = job.message_group AND opener.problem = job.problem AND opener.n < job.n))
  ORDER BY rank DESC, n LIMIT ?`;
const ENDINGS = 'SELECT 1 FROM job WHERE queue = ? AND message_group = ? AND due = 0 AND ending = 1 LIMIT 1';
const OPENER = 'SELECT 1 FROM job WHERE message_group = ? AND problem = ? AND n < ? LIMIT 1';
const LOOKS = `SELECT ${jobColumns} FROM job WHERE queue = ? AND look <= ? ORDER BY look LIMIT ${STEP}`;
const NEXT_DUE = 'SELECT due AS ms FROM job WHERE queue = ? AND due > 0 ORDER BY due LIMIT 1';
const NEXT_LOOK = 'SELECT look AS ms FROM job WHERE queue = ? AND look IS NOT NULL ORDER BY look LIMIT 1';
const GROUPS = 'SELECT message_group AS name, count(*) AS jobs FROM job WHERE queue = ? GROUP BY message_group';
const LAST = 'SELECT max(n) AS n FROM job';

const INSERT = `INSERT INTO job (n, queue, message_group, rank, due, wait, look, give_up, problem, ending, ref, message)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const PROMOTE = `UPDATE job SET due = 0 WHERE n IN
  (SELECT n FROM job WHERE queue = ? AND due > 0 AND due <= ? ORDER BY due LIMIT ${STEP}) RETURNING message_group AS name`;
const SHORTEN_WAITS = `UPDATE job SET due = 1 WHERE n IN
  (SELECT n FROM job WHERE queue = ? AND due > 1 AND due - wait > ? LIMIT ${STEP})`;
const AHEAD = 'SELECT 1 FROM job WHERE queue = ? AND due > 1 AND due - wait > ? LIMIT 1';
/** Clocks are set by less than this all the time. */
const SET_BACK_MS = 1_000;
const POSTPONE = 'UPDATE job SET due = ?, wait = ?, look = ?, receives = receives + 1 WHERE n = ?';
const LOOK_LATER = 'UPDATE job SET look = ? WHERE n = ?';
const COMPLETE = 'DELETE FROM job WHERE n = ?';

const last = new WeakMap<Database, number>();

/** What is in the queue when it is opened has the highest numbers: they may be gone when the next one is asked for. */
function noteNumbers(database: Database): void {
  if (!last.has(database)) last.set(database, Number(database.sql(LAST).get()?.['n'] ?? 0));
}

/** Numbers are never used twice by a process, or a job would be taken for one that it has just completed. */
function nextNumber(database: Database): number {
  const n = (last.get(database) ?? 0) + 1;
  last.set(database, n);
  return n;
}

/** Removes a job that is done with, within a transaction that is under way. */
export const removeJob = (n: number, { sql }: Database): unknown => sql(COMPLETE).run(n);

/** Reads of one queue's jobs. */
const readsOf = (queue: QueueName, { sql }: Database) => ({
  /** Ready jobs of a group, the urgent first, save an ending whose opener is in the queue. */
  ready: (group: string, limit: number): Job[] => sql(READY).all(queue, group, limit).map(jobOf),
  hasEndings: (group: string): boolean => sql(ENDINGS).get(queue, group) !== undefined,
  /** Whether what this ending ends is still in the queue. */
  hasOpener: ({ messageGroup, problem = '', n }: Job): boolean =>
    sql(OPENER).get(messageGroup, problem, n) !== undefined,
  /** The highest number in the queue. */
  lastNumber: (): number => Number(sql(LAST).get()?.['n'] ?? 0),
  /** Jobs whose time to be looked at has come, ready or waiting, some at a time. */
  looks: (nowMs: number): Job[] => sql(LOOKS).all(queue, nowMs).map(jobOf),
  nextDueMs: (): number => Number(sql(NEXT_DUE).get(queue)?.['ms'] ?? Number.POSITIVE_INFINITY),
  nextLookMs: (): number => Number(sql(NEXT_LOOK).get(queue)?.['ms'] ?? Number.POSITIVE_INFINITY),
  /** How many jobs each group has, ready and waiting. */
  groups: (): ReadonlyMap<string, number> =>
    new Map(
      sql(GROUPS)
        .all(queue)
        .map((row) => [String(row['name']), Number(row['jobs'])]),
    ),
});

/** Writes of one queue's jobs; each joins the next shared commit. */
const writesOf = (queue: QueueName, database: Database) => {
  const { sql } = database;
  return {
    /** Adds a job within a transaction that is under way; answers its number. */
    insert(job: NewJob, waitMs: number, nowMs: number): number {
      const { messageGroup, rank, ref, message, problem = null, isEnding, lookMs = null, giveUpMs = null } = job;
      const dueMs = waitMs > 0 ? nowMs + waitMs : 0;
      const n = nextNumber(database);
      const order = [n, queue, messageGroup, rank, dueMs, waitMs, lookMs, giveUpMs] as const;
      sql(INSERT).run(...order, problem, isEnding === true ? 1 : 0, ref, message);
      return n;
    },
    /** Makes what is due ready, some at a time; answers the groups that have more now. */
    promote: (nowMs: number): Promise<readonly string[]> =>
      database.write(() =>
        sql(PROMOTE)
          .all(queue, nowMs)
          .map((row) => String(row['name'])),
      ),
    /**
     * The clock was set back: what would wait for longer than it was to wait is due now, some at a time. Answers whether
     * there was any.
     */
    async shortenWaits(nowMs: number): Promise<boolean> {
      const aheadMs = nowMs + SET_BACK_MS;
      if (sql(AHEAD).get(queue, aheadMs) === undefined) return false;
      await database.write(() => sql(SHORTEN_WAITS).run(queue, aheadMs));
      return true;
    },
    /** Puts off when a job is looked at, and nothing else of it. */
    lookLater: (n: number, untilMs: number): Promise<unknown> =>
      database.write(() => sql(LOOK_LATER).run(Math.ceil(untilMs), n)),
    complete: (n: number): Promise<unknown> => database.write(() => removeJob(n, database)),
    /** Puts a job back until then. */
    postpone: (job: Job, dueMs: number, nowMs: number): Promise<unknown> =>
      database.write(() => {
        const waitMs = Math.max(0, Math.ceil(dueMs - nowMs));
        return sql(POSTPONE).run(Math.max(1, Math.ceil(dueMs)), waitMs, nextLook(job, nowMs), job.n);
      }),
  };
};

/** The jobs of one queue. What waits has a due time, what is ready has none. */
export function jobsOf(queue: QueueName, database: Database) {
  noteNumbers(database);
  return { ...readsOf(queue, database), ...writesOf(queue, database) };
}

export type Jobs = ReturnType<typeof jobsOf>;
