import fs from 'node:fs';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';
import { createReserve } from './reserve.ts';

const lookMs = 500;
const recoverMs = 1_000;
/** With less than this part of the low mark, and no reserve, a commit is likely to fail. */
const SPENT_PART = 64;

/** `low`: nothing new is accepted, what runs goes on. `spent`: the reserve is used up, so commits fail. */
export type SpaceState = 'ok' | 'low' | 'spent';

/** The room on the disk. */
export interface Space {
  /** Asks the disk at most twice a second. */
  state(): SpaceState;
  /** Whether there is room for what is new. */
  mayAccept(): boolean;
  /** For a commit that found the disk full: gives the reserve, once; `false` when it has been given. */
  makeRoom(): boolean;
  close(): Promise<void>;
}

export interface SpaceOptions {
  readonly folder: string;
  /** The reserve's file. */
  readonly file: string;
  readonly log: Log;
  readonly reserveBytes: number;
  /** With less free room than this nothing new is accepted. */
  readonly lowBytes: number;
  readonly freeBytes?: (folder: string) => number;
}

const free = (folder: string): number => {
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize;
};

/** Watches the room on the disk. The reserve is taken at the start, and again, by itself, when there is room once more. */
export async function createSpace(options: SpaceOptions): Promise<Space> {
  const { folder, log, reserveBytes, lowBytes, freeBytes = free } = options;
  const reserve = createReserve(options.file, reserveBytes);
  let seen = { bytes: freeBytes(folder), atMs: performance.now() };
  let allocating: Promise<void> | undefined;

  const look = (): number => {
    if (performance.now() - seen.atMs > lookMs) seen = { bytes: freeBytes(folder), atMs: performance.now() };
    return seen.bytes;
  };
  const state = (): SpaceState => {
    const bytes = look();
    if (reserve.isThere()) return bytes >= lowBytes ? 'ok' : 'low';
    return bytes >= lowBytes / SPENT_PART ? 'low' : 'spent';
  };
  const allocate = async (): Promise<void> => {
    if (reserve.isThere() || freeBytes(folder) < reserveBytes + lowBytes) return;
    try {
      await reserve.allocate();
      log('store.reserve_allocated', { bytes: reserveBytes });
    } catch (error) {
      log('store.reserve_failed', { error: messageOf(error) });
    }
  };
  await allocate();
  let logged: SpaceState = 'ok';
  const logChange = (): void => {
    const current = state();
    if (current !== logged)
      log('store.space_changed', { state: current, freeBytes: seen.bytes, neededBytes: lowBytes });
    logged = current;
  };
  logChange();
  const timer = setInterval(() => {
    logChange();
    allocating ??= allocate().finally(() => {
      allocating = undefined;
    });
  }, recoverMs).unref();

  return {
    state,
    mayAccept: () => state() === 'ok',
    makeRoom() {
      const had = reserve.release();
      seen = { bytes: freeBytes(folder), atMs: performance.now() };
      log(had ? 'store.reserve_released' : 'store.space_exhausted', { folder });
      return had;
    },
    async close() {
      clearInterval(timer);
      await allocating;
    },
  };
}
