import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dataFiles, prepareFolder, syncFolder } from './data-folder.ts';
import { messageOf, StoreError } from './errors.ts';
import { damaged } from './integrity.ts';
import { applicationId } from './migrate.ts';

/** The files that a backup may hold beside the rows. */
const allowedPath = /^(?:admin-token|blobs\/[0-9a-f]\/[0-9a-f]\/[\w%!'()*~-]{1,450})$/;

/** Lays a data folder out of a backup. The folder must be empty or missing. */
export function restore(file: string, folder: string): void {
  if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0)
    throw new StoreError(`${folder} is not empty, and nothing in it is replaced; restore into another folder`);
  if (!fs.existsSync(file)) throw new StoreError(`${file} does not exist; name a file that tocsin backup wrote`);
  prepareFolder(folder);
  try {
    fill(folder, file);
  } catch (error) {
    for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name), { recursive: true });
    throw error;
  }
}

function fill(folder: string, file: string): void {
  const files = dataFiles(folder);
  const unfinished = `${files.database}.tmp`;
  fs.copyFileSync(file, unfinished);
  fs.chmodSync(unfinished, 0o600);
  layOut(unfinished, file, folder);
  fs.renameSync(unfinished, files.database);
  fs.writeFileSync(files.format, '1\n', { mode: 0o600, flush: true });
  syncFolder(folder);
}

function layOut(copy: string, file: string, folder: string): void {
  const connection = new DatabaseSync(copy);
  try {
    checkBackup(connection, file);
    for (const row of connection.prepare('SELECT path, bytes FROM backup_file').iterate())
      writeFile(folder, String(row['path']), row['bytes'] as Uint8Array);
    connection.exec('DROP TABLE backup_file; PRAGMA incremental_vacuum');
  } catch (error) {
    throw error instanceof StoreError ? error : damaged(file, messageOf(error));
  } finally {
    connection.close();
  }
}

function checkBackup(connection: DatabaseSync, file: string): void {
  const owner = connection.prepare('PRAGMA application_id').get()?.['application_id'];
  const table = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'backup_file'").get();
  if (owner !== applicationId || table === undefined)
    throw new StoreError(
      `${file} is an SQLite database but not a backup of Tocsin; name a file that tocsin backup wrote`,
    );
  const found = connection.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (found !== 'ok') throw damaged(file, String(found));
}

function writeFile(folder: string, name: string, bytes: Uint8Array): void {
  if (!allowedPath.test(name)) throw damaged(name, 'no backup holds a file of this name');
  const target = path.join(folder, name);
  fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
  fs.writeFileSync(target, bytes, { mode: 0o600, flush: true });
}
