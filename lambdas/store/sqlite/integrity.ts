import fs from 'node:fs';
import { type DataFiles, sizeOf } from './data-folder.ts';
import { StoreDamaged } from './errors.ts';
import { lookAtWal, type WalLook } from './wal-check.ts';

const magic = 'SQLite format 3\0';
const headerBytes = 100;

/**
 * Looks at the header of the database and at its log, before SQLite opens them. SQLite takes a log that it cannot read
 * for an empty one; here that is damage. Call it while nothing has the database open: closing a file ends the locks on it.
 */
export function checkFiles(files: DataFiles): WalLook {
  if (sizeOf(files.database) > 0) checkHeader(files);
  const log = lookAtWal(files.wal);
  if (log.state !== 'damaged') return log;
  throw damaged(files.wal, log.found);
}

function checkHeader(files: DataFiles): void {
  const header = readStart(files.database);
  if (header.length < headerBytes || header.toString('latin1', 0, magic.length) !== magic)
    throw damaged(files.database, 'its first bytes are not those of an SQLite database');
  // 1 stands for 65,536, which does not fit into the two bytes.
  const found = header.readUInt16BE(16);
  const pageSize = found === 1 ? 65_536 : found;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0)
    throw damaged(files.database, `its header says a page has ${pageSize} bytes, which is no power of two from 512`);
  // A log that is not empty holds pages that this file may still lack.
  const rest = sizeOf(files.database) % pageSize;
  if (rest !== 0 && sizeOf(files.wal) === 0)
    throw damaged(files.database, `it ends within a page: ${rest} of ${pageSize} bytes`);
}

function readStart(file: string): Buffer {
  const descriptor = fs.openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(headerBytes);
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, headerBytes, 0));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** What to say of a file that is not what was written. */
export const damaged = (file: string, found: string): StoreDamaged =>
  new StoreDamaged(
    `${file} is damaged: ${found}. Keep a copy of the folder, check the disk, and restore a backup into an empty folder ` +
      '(tocsin restore FILE --data DIR)',
  );
