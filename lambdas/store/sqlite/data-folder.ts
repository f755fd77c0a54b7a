import fs from 'node:fs';
import path from 'node:path';
import { StoreDamaged, StoreVersion } from './errors.ts';

/** The files of a data folder. */
export interface DataFiles {
  readonly folder: string;
  readonly database: string;
  readonly wal: string;
  readonly shm: string;
  /** Its lock is the process's hold on the folder. */
  readonly lock: string;
  /** Which process holds the lock, for the message of the next one. */
  readonly pid: string;
  /** Says that a database was made here, so that its absence is noticed. */
  readonly format: string;
  /** Room for deliveries that run when the disk is full. */
  readonly reserve: string;
  readonly blobs: string;
  readonly adminToken: string;
}

export function dataFiles(folder: string): DataFiles {
  const at = (name: string) => path.join(folder, name);
  return {
    folder,
    database: at('tocsin.db'),
    wal: at('tocsin.db-wal'),
    shm: at('tocsin.db-shm'),
    lock: at('lock'),
    pid: at('pid'),
    format: at('format'),
    reserve: at('reserve'),
    blobs: at('blobs'),
    adminToken: at('admin-token'),
  };
}

/** Makes the folder, for this user alone; one that exists is closed to others. */
export function prepareFolder(folder: string): void {
  if (fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) syncFolder(path.dirname(folder));
  fs.chmodSync(folder, 0o700);
}

/** Closes the files to others. The database's own are made here, because SQLite gives its log the rights of its database. */
export function closeToOthers(files: DataFiles): void {
  fs.closeSync(fs.openSync(files.database, 'a', 0o600));
  for (const file of [files.database, files.wal, files.shm, files.adminToken, files.reserve, files.format])
    if (fs.existsSync(file)) fs.chmodSync(file, 0o600);
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Throws when the folder is of a version before 0.2.0, which kept its data in other files. */
export function refuseOldFolder({ folder }: DataFiles): void {
  const found = ['table', 'queues'].filter((name) => fs.existsSync(path.join(folder, name)));
  if (found.length === 0) return;
  throw new StoreVersion(
    `${folder} holds the data of Tocsin 0.1 (${found.join(', ')}), which this version cannot read and does not change. ` +
      'Choose another folder with --data, or delete this one if its alerts are no longer needed',
  );
}

/** Throws when there are other files of a store but not the database that they belong to. */
export function refuseMissingDatabase(files: DataFiles): void {
  if (sizeOf(files.database) > 0) return;
  const found = [
    ...(fs.existsSync(files.format) ? ['format'] : []),
    ...(sizeOf(files.wal) > 0 ? [path.basename(files.wal)] : []),
    ...(holdsFiles(files.blobs) ? ['blobs'] : []),
  ];
  if (found.length === 0) return;
  throw new StoreDamaged(
    `${files.database} is missing or empty, but ${found.join(', ')} beside it shows that there was one. Put it back, ` +
      'or restore a backup into an empty folder; to begin without the old alerts, delete the folder',
  );
}

/** The size of a file; 0 when there is none. */
export const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const holdsFiles = (folder: string): boolean =>
  fs.existsSync(folder) &&
  fs.readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile());
