import type { DatabaseSync } from 'node:sqlite';
import { StoreVersion } from './errors.ts';
import { damaged } from './integrity.ts';
import { migrations } from './schema.ts';

/** Stands in the file's header and says whose it is: "tocs". */
export const applicationId = 0x746f6373;

/** Brings the tables to the newest version, each step in a transaction of its own; throws when they are newer still. */
export function migrate(connection: DatabaseSync, file: string, steps: readonly string[] = migrations): void {
  const version = numberOf(connection, 'user_version');
  checkOwner(connection, file, version);
  if (version > steps.length)
    throw new StoreVersion(
      `${file} has the schema version ${version}; this Tocsin knows versions up to ${steps.length}. Start the version ` +
        'that wrote it, or a newer one',
    );
  steps.slice(version).forEach((step, index) => {
    connection.exec(
      `BEGIN IMMEDIATE; ${step}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + index + 1}; COMMIT`,
    );
  });
}

function checkOwner(connection: DatabaseSync, file: string, version: number): void {
  const owner = numberOf(connection, 'application_id');
  const tables = connection.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'];
  if (owner === applicationId && version > 0) return;
  if (owner === 0 && version === 0 && tables === 0) return;
  throw damaged(file, `its header names the application ${owner} and the schema version ${version}, not Tocsin's`);
}

function numberOf(connection: DatabaseSync, pragma: 'user_version' | 'application_id'): number {
  return Number(connection.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}
