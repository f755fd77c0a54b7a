import { DatabaseSync } from 'node:sqlite';

/** The settings of every connection. Checkpoints are ours, commits do not sync, and no temporary file is made. */
const settings = `
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 0;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = OFF;
PRAGMA trusted_schema = OFF;
`;

/** Connects to the database; never waits for a lock, because the thread that would wait has other work. */
export function connect(path: string, options: { readonly readOnly?: boolean } = {}): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: 0, readOnly: options.readOnly ?? false });
  connection.exec(settings);
  return connection;
}
