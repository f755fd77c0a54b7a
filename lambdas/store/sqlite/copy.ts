import fs from 'node:fs';
import path from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { blobPath } from './blob-path.ts';

export interface CopyQuestion {
  /** A file that does not exist yet. */
  readonly to: string;
  readonly blobs: string;
  readonly adminToken: string;
}

export interface CopyReport {
  readonly blobs: number;
  /** Blobs that a row refers to and that are not there. */
  readonly missing: readonly string[];
}

/** The table that holds the files beside the database, in a copy. */
const fileTable = 'CREATE TABLE backup_file (path TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT';
/** All pages in one step: between two steps a writer would make the copy begin again. */
const allPages = 2 ** 31 - 1;

/** Copies the database as it is now, with the blobs that its rows refer to and the admin token, and syncs the copy. */
export async function copyStore(source: DatabaseSync, { to, blobs, adminToken }: CopyQuestion): Promise<CopyReport> {
  fs.closeSync(fs.openSync(to, 'wx', 0o600));
  await backup(source, to, { rate: allPages });
  const copy = new DatabaseSync(to);
  try {
    copy.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL');
    return addFiles(copy, blobs, adminToken);
  } finally {
    copy.close();
  }
}

function addFiles(copy: DatabaseSync, blobs: string, adminToken: string): CopyReport {
  copy.exec(`BEGIN; ${fileTable}`);
  const insert = copy.prepare('INSERT INTO backup_file VALUES (?, ?)');
  if (fs.existsSync(adminToken)) insert.run('admin-token', fs.readFileSync(adminToken));
  const missing: string[] = [];
  let count = 0;
  for (const { blob } of copy.prepare('SELECT DISTINCT blob FROM webhook WHERE blob IS NOT NULL').iterate()) {
    const file = blobPath(String(blob));
    if (fs.existsSync(path.join(blobs, file))) {
      insert.run(`blobs/${file}`, fs.readFileSync(path.join(blobs, file)));
      count += 1;
    } else missing.push(String(blob));
  }
  copy.exec('COMMIT');
  return { blobs: count, missing };
}
