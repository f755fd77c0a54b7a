import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DataFiles } from './data-folder.ts';
import { isBusy, StoreLocked } from './errors.ts';

/** A process's hold on a data folder. */
export interface Lock {
  release(): void;
}

/**
 * Takes the folder for this process, or throws `StoreLocked`. The lock is the operating system's, on an empty SQLite
 * file with a transaction that stays open, so it ends with the process however that ends.
 */
export function lockFolder(files: DataFiles): Lock {
  createOnce(files.lock);
  const connection = new DatabaseSync(files.lock, { timeout: 0 });
  try {
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    throw isBusy(error) ? taken(files) : error;
  }
  fs.writeFileSync(files.pid, `${process.pid}\n`, { mode: 0o600 });
  return {
    release() {
      fs.rmSync(files.pid, { force: true });
      connection.close();
    },
  };
}

/** Never opens a lock file that exists: when a process closes a file, all its locks on that file end. */
function createOnce(file: string): void {
  try {
    fs.closeSync(fs.openSync(file, 'ax', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function taken(files: DataFiles): StoreLocked {
  const pid = fs.existsSync(files.pid) ? fs.readFileSync(files.pid, 'utf8').trim() : '';
  const who = /^\d{1,10}$/.test(pid) ? `by the process ${pid}` : 'by another process';
  return new StoreLocked(
    `${files.folder} is in use ${who}. Nothing was touched. Stop that one first, or choose another folder with --data`,
  );
}
