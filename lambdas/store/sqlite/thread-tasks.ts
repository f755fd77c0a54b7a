import type { DatabaseSync } from 'node:sqlite';
import { connect } from './connection.ts';
import { type CopyQuestion, type CopyReport, copyStore } from './copy.ts';

/** Frames in the log, and how many of them are in the database file too. */
export interface LogState {
  readonly log: number;
  readonly checkpointed: number;
}

/** What the thread can be asked. */
export interface Tasks {
  /** Brings pages from the log into the database file, as many as no reader needs. */
  checkpoint(question: undefined): LogState;
  /** Looks through a table and its indexes; answers what is wrong. */
  check(table: string): readonly string[];
  tables(question: undefined): readonly string[];
  /** Writes a copy of the whole store into one file. */
  copy(question: CopyQuestion): Promise<CopyReport>;
}

export type Question<Name extends keyof Tasks> = Parameters<Tasks[Name]>[0];
export type Answer<Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

export function createTasks(database: string): Tasks & { close(): void } {
  let kept: DatabaseSync | undefined;
  let reading: DatabaseSync | undefined;
  const writer = () => {
    kept ??= connect(database);
    return kept;
  };
  const reader = () => {
    reading ??= connect(database, { readOnly: true });
    return reading;
  };
  return {
    checkpoint: () => logStates(writer(), 'PASSIVE')(),
    tables: () => namesOf(reader(), "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"),
    check: (table) => namesOf(reader(), `PRAGMA quick_check("${table}")`).filter((found) => found !== 'ok'),
    copy: (question) => copyStore(reader(), question),
    close() {
      kept?.close();
      reading?.close();
    },
  };
}

/** What runs a checkpoint each time that it is called, or with `NOOP` only looks. */
export function logStates(connection: DatabaseSync, mode: 'PASSIVE' | 'TRUNCATE' | 'NOOP'): () => LogState {
  const statement = connection.prepare(`PRAGMA wal_checkpoint(${mode})`);
  return () => {
    const found = statement.get();
    return { log: Number(found?.['log']), checkpointed: Number(found?.['checkpointed']) };
  };
}

const namesOf = (connection: DatabaseSync, sql: string): readonly string[] =>
  connection
    .prepare(sql)
    .all()
    .map((row) => String(Object.values(row)[0]));
