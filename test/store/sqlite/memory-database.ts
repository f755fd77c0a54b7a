import { connect } from '../../../lambdas/store/sqlite/connection.ts';
import { createDatabase, type Database } from '../../../lambdas/store/sqlite/database.ts';
import { migrations } from '../../../lambdas/store/sqlite/schema.ts';

/** A database of a test's own, in memory or in a file. */
export function memoryDatabase(file = ':memory:'): Database {
  const connection = connect(file);
  connection.exec('PRAGMA journal_mode = WAL');
  if (connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'alert'").get() === undefined)
    connection.exec(migrations.join(''));
  return createDatabase(connection);
}
