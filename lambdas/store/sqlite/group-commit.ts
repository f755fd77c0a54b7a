import { setTimeout as delay } from 'node:timers/promises';
import { isBusy, isDamage, isFull, isLostSync, StoreClosed, type StoreError, understood } from './errors.ts';
import type { Result, Transactions, Work } from './transaction.ts';
import { createTurns, type Turns } from './turns.ts';
import { createWriteQueue } from './write-queue.ts';

/** How often and how long to try when another process, such as an operator's `sqlite3`, holds the database. */
const busyRetryMs = 5;
const busyDeadlineMs = 10_000;

export interface GroupCommitOptions {
  /** Makes everything that was committed durable; nothing for a database in memory. */
  readonly sync?: (() => Promise<void>) | undefined;
  /** The disk is full. Answers whether room was made, so that the same works are worth another run. */
  readonly makeRoom?: (() => boolean) | undefined;
  /** The store cannot go on: all writes were refused, and all that come will be. */
  readonly onFatal?: ((error: StoreError) => void) | undefined;
  /** Called after each durable commit. */
  readonly afterCommit: () => void;
}

/** Writes of many callers in few transactions. */
export interface GroupCommit {
  write<T>(work: () => T): Promise<T>;
  /** How many works wait. */
  waiting(): number;
  /** Lets nothing be written while `work` runs; what comes waits. */
  readonly hold: Turns['run'];
  /** Refuses what waits and what comes, and calls `onFatal`; only the first time counts. */
  fail(error: StoreError): void;
  /** Writes what waits and refuses what comes. */
  close(): Promise<void>;
}

/**
 * Durable before the answer, without a thread that waits for the disk.
 *
 * Works are collected for a turn of the event loop and run in one transaction. Its commit writes frames into the
 * write-ahead log and syncs nothing (`synchronous=NORMAL`); the log is then synced in libuv's pool, and only after that
 * are the callers answered. While a sync is under way nothing is committed: what comes meanwhile shares the next
 * transaction. So at most one transaction is in the log and not yet known to be on the disk.
 * `docs/decisions/0038-durable-before-the-answer.md` says why this is sound.
 */
export function createGroupCommit(transactions: Transactions, options: GroupCommitOptions): GroupCommit {
  const turns = createTurns();
  const queue = createWriteQueue();
  let isScheduled = false;
  let hasFailed = false;

  const schedule = (): void => {
    if (isScheduled || queue.length === 0) return;
    isScheduled = true;
    setImmediate(() => void turns.run(round));
  };
  const fail = (error: StoreError): void => {
    if (hasFailed) return;
    hasFailed = true;
    queue.end(error);
    options.onFatal?.(error);
  };
  const answer = async (results: readonly Result[]): Promise<void> => {
    const written = queue.take(results);
    const problem = await options.sync?.().then(() => undefined, understood);
    if (problem === undefined) {
      written.answer();
      return options.afterCommit();
    }
    written.reject(problem);
    fail(problem);
  };
  const refuse = (error: unknown): void =>
    isDamage(error) || isLostSync(error) ? fail(understood(error)) : queue.reject(understood(error));
  const commit = () => commitWithRoom(transactions, queue.works(), options.makeRoom);
  const round = async (): Promise<void> => {
    if (queue.length > 0) await whenFree(commit).then(answer, refuse);
    isScheduled = false;
    schedule();
  };

  return {
    write(work) {
      const written = queue.add(work);
      schedule();
      return written;
    },
    waiting: () => queue.length,
    hold: turns.run,
    fail,
    async close() {
      queue.shut(closed());
      do await turns.run(round);
      while (queue.length > 0);
    },
  };
}

const closed = (): StoreClosed => new StoreClosed('the store was closed, so nothing was written; start Tocsin again');

function commitWithRoom(
  transactions: Transactions,
  works: readonly Work[],
  makeRoom: (() => boolean) | undefined,
): readonly Result[] {
  try {
    return transactions.run(works);
  } catch (error) {
    if (!isFull(error) || makeRoom?.() !== true) throw error;
    return transactions.run(works);
  }
}

async function whenFree<T>(commit: () => T): Promise<T> {
  for (const started = performance.now(); ; await delay(busyRetryMs)) {
    try {
      return commit();
    } catch (error) {
      if (!isBusy(error) || performance.now() - started > busyDeadlineMs) throw error;
    }
  }
}
