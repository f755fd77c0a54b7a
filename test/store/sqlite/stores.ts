import type { Database } from '../../../lambdas/store/sqlite/database.ts';
import { type SqliteStores, sqliteStores } from '../../../lambdas/store/sqlite/index.ts';
import { writeWebhook } from '../../../lambdas/store/sqlite/webhooks.ts';
import type { OpenStore } from '../contract/store.ts';
import { NOW } from '../contract/subjects.ts';
import { memoryBlobs } from '../memory-blobs.ts';
import { memoryDatabase } from './memory-database.ts';

/** A store that keeps rows for 30 days. */
export const storesOn = (database: Database): SqliteStores & OpenStore => ({
  ...sqliteStores(database, memoryBlobs(), { retentionDays: 30, now: () => NOW }),
  accept: async (message) => void (await database.write(() => writeWebhook(message, database))),
  close: () => database.close(),
});

/** Runs a test with a store of its own. */
export async function withStore(
  work: (store: SqliteStores & OpenStore, database: Database) => Promise<void>,
): Promise<void> {
  const database = memoryDatabase();
  await work(storesOn(database), database);
  await database.close();
}

/** Rows in a table. */
export const rowsIn = (table: string, database: Database): number =>
  Number(database.sql(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);

/** Puts a job into the queue that stands for something. */
export const addJob = (ref: string, database: Database) =>
  database.write(() =>
    database
      .sql(
        "INSERT INTO job (queue, message_group, rank, due, wait, ending, ref, message) VALUES ('d', 'soc', 0, 0, 0, 0, ?, '')",
      )
      .run(ref),
  );
