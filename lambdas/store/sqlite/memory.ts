import { connect } from './connection.ts';
import { createDatabase, type Database } from './database.ts';
import { migrations } from './schema.ts';

/** A database in memory with the tables of the store, for tests: the same behaviour, no files. */
export function memoryDatabase(): Database {
  const connection = connect(':memory:');
  connection.exec(migrations.join(''));
  return createDatabase(connection);
}
