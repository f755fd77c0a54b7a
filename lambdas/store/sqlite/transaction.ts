import type { DatabaseSync } from 'node:sqlite';
import { isOfTheMachine } from './errors.ts';

/** What came of one work. */
export type Result =
  | { readonly isDone: true; readonly value: unknown }
  | { readonly isDone: false; readonly error: unknown };

export type Work = () => unknown;

/** Runs works in one transaction. */
export interface Transactions {
  /** Runs as many of the works as the time allows, at least one, and commits; answers a result for each that was run. */
  run(works: readonly Work[]): readonly Result[];
  /** Called by a running work: `effect` happens just before the commit, unless the work is undone. */
  whenDone(effect: () => void): void;
}

export interface TransactionOptions {
  /** How long the works of one transaction may take together. */
  readonly budgetMs: number;
  readonly beforeCommit: () => void;
}

/** A work threw, so the transaction begins anew with each work apart. */
class Undone extends Error {}

/**
 * Transactions over many works. In the usual case nothing keeps the works apart, which costs nothing. When one throws,
 * all are undone and run again, each in a savepoint of its own, so that only the one that throws is undone. For this a
 * work may run more than once: it must do nothing but read and write the database, and `whenDone`.
 */
export function createTransactions(db: DatabaseSync, options: TransactionOptions): Transactions {
  const inTransaction = transactionOf(db);
  const inSavepoint = savepointOf(db);
  let effects: (() => void)[] = [];

  const together = (work: Work): Result => {
    try {
      return { isDone: true, value: finished(work()) };
    } catch (error) {
      throw isOfTheMachine(error) ? error : new Undone();
    }
  };
  const apart = (work: Work): Result => {
    const before = effects.length;
    const result = inSavepoint(() => finished(work()));
    if (!result.isDone) effects.length = before;
    return result;
  };
  const attempt = (works: readonly Work[], runOne: (work: Work) => Result): readonly Result[] => {
    effects = [];
    return inTransaction(() => {
      const results = runWithin(options.budgetMs, works, runOne);
      for (const effect of effects) effect();
      options.beforeCommit();
      return results;
    });
  };

  return {
    run(works) {
      try {
        return attempt(works, together);
      } catch (error) {
        if (!(error instanceof Undone)) throw error;
        return attempt(works, apart);
      }
    },
    whenDone: (effect) => void effects.push(effect),
  };
}

function runWithin(budgetMs: number, works: readonly Work[], runOne: (work: Work) => Result): readonly Result[] {
  const until = performance.now() + budgetMs;
  const results: Result[] = [];
  for (const work of works) {
    results.push(runOne(work));
    if (performance.now() >= until) break;
  }
  return results;
}

function transactionOf(db: DatabaseSync): <T>(body: () => T) => T {
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')];
  return (body) => {
    begin.run();
    try {
      const result = body();
      commit.run();
      return result;
    } catch (error) {
      // SQLite may have rolled back by itself, as it does when the disk is full.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
}

function savepointOf(db: DatabaseSync): (body: () => unknown) => Result {
  const [begin, release] = [db.prepare('SAVEPOINT work'), db.prepare('RELEASE work')];
  return (body) => {
    begin.run();
    try {
      const value = body();
      release.run();
      return { isDone: true, value };
    } catch (error) {
      if (isOfTheMachine(error) || !db.isTransaction) throw error;
      db.exec('ROLLBACK TO work; RELEASE work');
      return { isDone: false, error };
    }
  };
}

function finished(value: unknown): unknown {
  if (!(value instanceof Promise)) return value;
  value.catch(() => {});
  throw new TypeError('a write returned a promise: what it does later is outside its transaction; make it synchronous');
}
