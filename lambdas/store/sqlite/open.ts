import fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type BackupReport, writeBackup } from './backup.ts';
import { type FileBlobs, fileBlobs } from './blobs.ts';
import { type CheckpointLimits, createCheckpointer } from './checkpoint.ts';
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
import { type DiskLimits, diskBytes, limitsFor } from './disk-size.ts';
import { isDamage, messageOf, type StoreError, WrongFileSystem } from './errors.ts';
import { type FileSystemLook, refuseNetworkFileSystem } from './file-system.ts';
import { checkFiles, damaged } from './integrity.ts';
import { type Lock, lockFolder } from './lock.ts';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';
import { findDamage } from './quick-check.ts';
import { createSpace, type Space } from './space.ts';
import { createThread } from './thread.ts';
import { logStates } from './thread-tasks.ts';
import { createTurns } from './turns.ts';
import { openWalFile } from './wal-file.ts';

const cacheKilobytes = 16_384;

export interface OpenOptions {
  readonly folder: string;
  readonly log: Log;
  /** The store cannot go on. Everything is refused from now on; end the process with this error's message. */
  readonly onFatal: (error: StoreError) => void;
  readonly reserveBytes?: number;
  readonly lowBytes?: number;
  readonly logBytes?: number;
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
  let connection: DatabaseSync | undefined;
  try {
    refuseMissingDatabase(files);
    const log = checkFiles(files);
    closeToOthers(files);
    connection = connect(files.database);
    prepare(connection, files, log.state === 'torn');
    const usual = limitsFor(diskBytes(options.folder));
    const wal = openWalFile(files.wal, options.logBytes ?? usual.logBytes);
    // What a process that was killed had written and not synced must be on the disk before more is written after it.
    await wal.sync();
    return await compose({ options, usual, files, lock, connection, wal });
  } catch (error) {
    connection?.close();
    lock.release();
    throw isDamage(error) ? damaged(files.database, messageOf(error)) : error;
  }
}

/** Makes the database one of this version, durable up to here. */
function prepare(connection: DatabaseSync, files: DataFiles, isTorn: boolean): void {
  connection.exec('PRAGMA auto_vacuum = INCREMENTAL');
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal')
    throw new WrongFileSystem(
      `${files.folder} cannot hold a write-ahead log (SQLite answered ${mode}), for want of shared memory or rights; ` +
        'choose a folder on a disk of this machine with --data',
    );
  connection.exec('PRAGMA synchronous = FULL');
  migrate(connection, files.database);
  // Without this, frames of a torn transaction could later be taken for frames that followed a damaged one.
  if (isTorn) logStates(connection, 'TRUNCATE')();
  connection.exec('PRAGMA synchronous = NORMAL');
  fs.writeFileSync(files.format, '1\n', { mode: 0o600, flush: true });
  syncFolder(files.folder);
}

interface Opened {
  readonly options: OpenOptions;
  readonly usual: DiskLimits;
  readonly files: DataFiles;
  readonly lock: Lock;
  readonly connection: DatabaseSync;
  readonly wal: ReturnType<typeof openWalFile>;
}

async function compose({ options, usual, files, lock, connection, wal }: Opened): Promise<OpenStore> {
  const { log, onFatal, checkpoints: limits = usual.checkpoints } = options;
  const { reserveBytes = usual.reserveBytes, lowBytes = usual.lowBytes } = options;
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
  connection.exec(`PRAGMA journal_size_limit = ${limits.restart}; PRAGMA cache_size = -${cacheKilobytes}`);
  const look = logStates(connection, 'NOOP');
  const checkpointer = createCheckpointer({ thread, look, hold: database.hold, limits, log, onFatal: database.fail });
  database.afterCommit(checkpointer.afterCommit);
  const blobs = fileBlobs(files.blobs);
  // A blob whose row expires while a copy is made must stay until the copy has it.
  const deletions = createTurns();
  let closing: Promise<void> | undefined;
  return {
    ...database,
    space,
    blobs: {
      ...blobs,
      remove: (key) => deletions.run(() => blobs.remove(key)),
      sweep: (isReferenced, nowMs) => deletions.run(() => blobs.sweep(isReferenced, nowMs)),
    },
    check: () => findDamage(files.database, database.fail),
    backup: (file) => deletions.run(() => writeBackup(files, file)),
    close() {
      closing ??= database.close().then(() => {
        wal.close();
        lock.release();
      });
      return closing;
    },
  };
}
