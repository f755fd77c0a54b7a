import fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type BackupReport, writeBackup } from './backup.ts';
import { type FileBlobs, fileBlobs } from './blobs.ts';
import { type CheckpointLimits, createCheckpointer, usualLimits } from './checkpoint.ts';
import { connect } from './connection.ts';
import {
  closeToOthers,
  type DataFiles,
  dataFiles,
  prepareFolder,
  refuseMissingDatabase,
  refuseOldFolder,
  syncFolder,
} from './data-folder.ts';
import { createDatabase, type Database } from './database.ts';
import type { StoreError } from './errors.ts';
import { type FileSystemLook, refuseNetworkFileSystem } from './file-system.ts';
import { checkFiles } from './integrity.ts';
import { type Lock, lockFolder } from './lock.ts';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';
import { findDamage } from './quick-check.ts';
import { createSpace, type Space } from './space.ts';
import { createThread } from './thread.ts';
import { logState } from './thread-tasks.ts';
import { openWalFile } from './wal-file.ts';

export interface OpenOptions {
  readonly folder: string;
  readonly log: Log;
  /** The store cannot go on. Everything is refused from now on; end the process with this error's message. */
  readonly onFatal: (error: StoreError) => void;
  readonly reserveBytes?: number;
  readonly lowBytes?: number;
  readonly checkpoints?: CheckpointLimits;
  readonly fileSystem?: FileSystemLook;
}

/** A database in a data folder that this process alone uses. */
export interface OpenStore extends Database {
  readonly space: Space;
  readonly blobs: FileBlobs;
  /** Reads all pages in a thread and calls `onFatal` when they are damaged. To be begun when the system listens. */
  check(): Promise<void>;
  /** Writes a consistent copy with blobs and admin token into one new file. */
  backup(file: string): Promise<BackupReport>;
}

/** Opens a data folder, which is made when there is none. Throws a `StoreError` that says what to do. */
export async function openDatabase(options: OpenOptions): Promise<OpenStore> {
  const files = dataFiles(options.folder);
  prepareFolder(options.folder);
  refuseNetworkFileSystem(options.folder, options.fileSystem);
  refuseOldFolder(files);
  const lock = lockFolder(files);
  try {
    const connection = openConnection(files);
    const wal = openWalFile(files.wal);
    // What a process that was killed had written and not synced must be on the disk before more is written after it.
    await wal.sync();
    return await compose({ options, files, lock, connection, wal });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A connection to a database that is whole, of this version, and durable up to here. */
function openConnection(files: DataFiles): DatabaseSync {
  refuseMissingDatabase(files);
  const log = checkFiles(files);
  closeToOthers(files);
  const connection = connect(files.database);
  connection.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  migrate(connection, files.database);
  // Without this, frames of a torn transaction could later be taken for frames that followed a damaged one.
  if (log.state === 'torn') logState(connection, 'TRUNCATE');
  connection.exec('PRAGMA synchronous = NORMAL');
  fs.writeFileSync(files.format, '1\n', { mode: 0o600, flush: true });
  syncFolder(files.folder);
  return connection;
}

interface Opened {
  readonly options: OpenOptions;
  readonly files: DataFiles;
  readonly lock: Lock;
  readonly connection: DatabaseSync;
  readonly wal: ReturnType<typeof openWalFile>;
}

async function compose({ options, files, lock, connection, wal }: Opened): Promise<OpenStore> {
  const { log, onFatal, reserveBytes, lowBytes, checkpoints: limits = usualLimits } = options;
  const space = await createSpace({ folder: options.folder, file: files.reserve, log, reserveBytes, lowBytes });
  const thread = createThread(files.database);
  const database = createDatabase(connection, {
    sync: wal.sync,
    makeRoom: space.makeRoom,
    onFatal,
    async release() {
      await checkpointer.idle();
      await thread.end();
      await space.close();
    },
  });
  const look = () => logState(connection, 'NOOP');
  const checkpointer = createCheckpointer({ thread, look, hold: database.hold, limits, log, onFatal });
  database.afterCommit(checkpointer.afterCommit);
  return {
    ...database,
    space,
    blobs: fileBlobs(files.blobs),
    check: () => findDamage(files.database, onFatal),
    backup: (file) => writeBackup(files, file),
    async close() {
      await database.close();
      wal.close();
      lock.release();
    },
  };
}
