import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoreError } from './errors.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { createTransactions } from './transaction.ts';

/** How long the works of one transaction may take together. Its commit comes on top; both stay below 20 ms. */
const budgetMs = 8;
const maxStatements = 1_000;

/** The embedded database, as the stores see it. */
export interface Database {
  /** Prepares once and keeps the statement. Reads see what was committed, also before it is on the disk. */
  sql(text: string): StatementSync;
  /**
   * Runs `work` in the next shared transaction; resolves with its result when that is on the disk. A work that throws
   * is undone alone (its neighbours in the transaction stand) and rejects. A work may run more than once, what it did
   * before being undone: it does nothing but read and write the database, and `whenDone`.
   */
  write<T>(work: () => T): Promise<T>;
  /** Called by a running work: `effect` happens just before the commit that has the work, and not if it is undone. */
  whenDone(effect: () => void): void;
  /** Runs just before each commit, inside the transaction: counters that commit with the rows that they count. */
  beforeCommit(work: () => void): void;
  /** Called after each durable commit. */
  afterCommit(work: () => void): void;
  /** How many writes wait for a transaction. */
  waiting(): number;
  /** Lets nothing be written while `work` runs; what comes waits. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Refuses what waits and what comes from now on; the store's `onFatal` is called. */
  fail(error: StoreError): void;
  /** Writes what waits, refuses what comes, and ends. */
  close(): Promise<void>;
}

export interface DatabaseParts {
  /** Makes everything that was committed durable; nothing for a database in memory. */
  readonly sync?: () => Promise<void>;
  /** The disk is full. Answers whether room was made. */
  readonly makeRoom?: () => boolean;
  readonly onFatal?: (error: StoreError) => void;
  readonly budgetMs?: number;
  /** What is to be released once nothing is written any more; the connection is closed after it. */
  readonly release?: () => Promise<void>;
}

/** A database over an open connection. */
export function createDatabase(connection: DatabaseSync, parts: DatabaseParts = {}): Database {
  const before: (() => void)[] = [];
  const after: (() => void)[] = [];
  const transactions = createTransactions(connection, {
    budgetMs: parts.budgetMs ?? budgetMs,
    beforeCommit: () => callAll(before),
  });
  const commits: GroupCommit = createGroupCommit(transactions, { ...parts, afterCommit: () => callAll(after) });
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    await commits.close();
    await parts.release?.();
    connection.close();
  };
  return {
    sql: keptStatements(connection),
    write: commits.write,
    whenDone: transactions.whenDone,
    beforeCommit: (work) => void before.push(work),
    afterCommit: (work) => void after.push(work),
    waiting: commits.waiting,
    hold: commits.hold,
    fail: commits.fail,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function keptStatements(connection: DatabaseSync): (text: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return (text) => {
    const found = kept.get(text);
    if (found !== undefined) return found;
    const statement = connection.prepare(text);
    if (kept.size < maxStatements) kept.set(text, statement);
    return statement;
  };
}

const callAll = (works: readonly (() => void)[]): void => {
  for (const work of works) work();
};
