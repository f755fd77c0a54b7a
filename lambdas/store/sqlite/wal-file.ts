import fs from 'node:fs';
import { promisify } from 'node:util';
import { StoreError } from './errors.ts';

const fstat = promisify(fs.fstat);
const syncDeadlineMs = 60_000;
const lookMs = 1_000;
const piece = 2 ** 18;

/** The write-ahead log, through a descriptor of our own. SQLite locks the `-shm` file and never this one. */
export interface WalFile {
  /** Resolves when what was written is on the disk. Never call it again after it failed: the next answer proves nothing. */
  sync(): Promise<void>;
  close(): void;
}

/**
 * Opens the log of an open database, which exists until the database is closed, and makes it at least `bytes` long.
 * SQLite writes into what is there, so deliveries that end while the disk is full can still be written down.
 */
export function openWalFile(path: string, bytes = 0): WalFile {
  const descriptor = fs.openSync(path, 'r+');
  lengthen(descriptor, bytes);
  let lookedMs = performance.now();

  const stillThere = async (): Promise<void> => {
    lookedMs = performance.now();
    const { nlink } = await fstat(descriptor);
    if (nlink === 0)
      throw new StoreError(
        `${path} was removed while Tocsin used it; leave the data folder alone and start Tocsin again`,
      );
  };
  return {
    async sync() {
      await syncWithinDeadline(descriptor, path);
      if (performance.now() - lookedMs > lookMs) await stillThere();
    },
    close: () => fs.closeSync(descriptor),
  };
}

/** Adds zeros, which SQLite and our own look take for the end of the log. */
function lengthen(descriptor: number, bytes: number): void {
  const zeros = Buffer.alloc(piece);
  try {
    for (let end = fs.fstatSync(descriptor).size; end < bytes; end += piece)
      fs.writeSync(descriptor, zeros, 0, piece, end);
  } catch {
    // A disk with less room gives what it has; one that is broken fails at the next sync, which counts.
  }
}

function syncWithinDeadline(descriptor: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () =>
      reject(new StoreError(`the disk did not answer within ${syncDeadlineMs / 1000} s (${path}); check it`));
    const timer = setTimeout(late, syncDeadlineMs);
    fs.fdatasync(descriptor, (error) => {
      clearTimeout(timer);
      if (error === null) resolve();
      else reject(error);
    });
  });
}
