/** The store cannot be used; the message says what was wrong, what was found and what to do. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** The data on the disk is not what was written. */
export class StoreDamaged extends StoreError {
  override readonly name = 'StoreDamaged';
}

/** Another process uses the data folder. */
export class StoreLocked extends StoreError {
  override readonly name = 'StoreLocked';
}

/** The data folder was written by another version that this one cannot read. */
export class StoreVersion extends StoreError {
  override readonly name = 'StoreVersion';
}

/** The data folder lies on a file system that cannot keep a database safely. */
export class WrongFileSystem extends StoreError {
  override readonly name = 'WrongFileSystem';
}

/** There was no room on the disk, so nothing was written. It may work again later. */
export class DiskFull extends StoreError {
  override readonly name = 'DiskFull';
}

/** More writes wait than may, or another process holds the database. Nothing was written; it may work again later. */
export class StoreBusy extends StoreError {
  override readonly name = 'StoreBusy';
}

/** The store ended, or is ending, so nothing was written. */
export class StoreClosed extends StoreError {
  override readonly name = 'StoreClosed';
}

/** The primary result codes of SQLite that matter here, and the extended ones that say more. */
const code = {
  busy: 5,
  ioError: 10,
  corrupt: 11,
  full: 13,
  notADatabase: 26,
  ioErrorFsync: 1034,
  ioErrorShmSize: 4874,
};

const resultCode = (error: unknown): number => {
  if (!(error instanceof Error)) return 0;
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : resultCode(error.cause);
};

const primary = (error: unknown): number => resultCode(error) & 0xff;

/** Whether SQLite found no room on the disk. */
export const isFull = (error: unknown): boolean =>
  error instanceof DiskFull || primary(error) === code.full || resultCode(error) === code.ioErrorShmSize;

/** Whether somebody else holds the lock that a write needs. */
export const isBusy = (error: unknown): boolean => primary(error) === code.busy;

/** Whether SQLite met pages that are not a database's. */
export const isDamage = (error: unknown): boolean =>
  primary(error) === code.corrupt || primary(error) === code.notADatabase;

/** Whether the disk could not say that it has what was written, after which no later answer of it proves anything. */
export const isLostSync = (error: unknown): boolean => resultCode(error) === code.ioErrorFsync;

/** Whether a whole transaction failed for the machine's sake, and not one piece of work for its own. */
export const isOfTheMachine = (error: unknown): boolean =>
  isFull(error) || isDamage(error) || primary(error) === code.ioError;

/** The error of a failed transaction or sync in this store's words. */
export function understood(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const found = messageOf(error);
  const cause = { cause: error };
  if (isFull(error)) return new DiskFull(`nothing was written: the disk is full (${found}); free some space`, cause);
  if (isBusy(error))
    return new StoreBusy(`nothing was written: another process holds the database (${found}); end it`, cause);
  if (isDamage(error))
    return new StoreDamaged(`the database is damaged (${found}); stop Tocsin and restore a backup`, cause);
  return new StoreError(`the disk did not take what was written (${found}); check it, then start Tocsin again`, cause);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
