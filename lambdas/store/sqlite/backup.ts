import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { CopyReport } from './copy.ts';
import { type DataFiles, sizeOf, syncFolder } from './data-folder.ts';
import { DiskFull, StoreError } from './errors.ts';
import { createThread } from './thread.ts';

const deadlineMs = 3_600_000;

export interface BackupReport extends CopyReport {
  readonly file: string;
  readonly bytes: number;
}

/** Writes a consistent copy of a store that is in use, with its blobs and admin token, into one new file. */
export async function writeBackup(files: DataFiles, file: string): Promise<BackupReport> {
  if (fs.existsSync(file))
    throw new StoreError(`${file} exists already, and a backup replaces nothing; choose another name, or delete it`);
  const folder = path.dirname(file);
  if (!fs.existsSync(folder)) throw new StoreError(`${folder} does not exist; make it, or choose another folder`);
  refuseWithoutRoom(files, file);
  const written = `${file}.${randomUUID()}.tmp`;
  const thread = createThread(files.database);
  try {
    const copied = await thread.ask(
      'copy',
      { to: written, blobs: files.blobs, adminToken: files.adminToken },
      deadlineMs,
    );
    fs.renameSync(written, file);
    syncFolder(folder);
    return { ...copied, file, bytes: sizeOf(file) };
  } finally {
    await thread.end();
    for (const left of [written, `${written}-journal`]) fs.rmSync(left, { force: true });
  }
}

function refuseWithoutRoom(files: DataFiles, file: string): void {
  const { bavail, bsize } = fs.statfsSync(path.dirname(file));
  const needed = sizeOf(files.database) + sizeOf(files.wal);
  if (bavail * bsize > needed) return;
  throw new DiskFull(
    `${file} needs ${needed} bytes and the disk has ${bavail * bsize}; free some space or choose another`,
  );
}
