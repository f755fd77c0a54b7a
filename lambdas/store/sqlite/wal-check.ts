import fs from 'node:fs';
import { sizeOf } from './data-folder.ts';
import { type Checksum, frameOf, readHeader, type WalHeader } from './wal-format.ts';

/**
 * What a log looks like. `torn`: it ends with frames of a transaction that nobody was answered for, which SQLite drops.
 * `damaged`: frames were lost that had been on the disk.
 */
export type WalLook =
  | { readonly state: 'none' | 'whole' | 'torn' }
  | { readonly state: 'damaged'; readonly found: string };

/**
 * Reads a log as SQLite's recovery does, and then on. A transaction begins only after the one before it is on the
 * disk. So when a frame cannot be read and a later transaction has begun, the frame was on the disk and is damaged;
 * when none has, it belongs to the last transaction, which had not been answered.
 */
export function lookAtWal(file: string): WalLook {
  if (sizeOf(file) === 0) return { state: 'none' };
  const descriptor = fs.openSync(file, 'r');
  try {
    const header = readHeader(descriptor);
    if (header === 'none') return { state: 'none' };
    if (header === 'damaged') return { state: 'damaged', found: 'its header is not what was written' };
    return lookAtFrames(descriptor, header);
  } finally {
    fs.closeSync(descriptor);
  }
}

function lookAtFrames(descriptor: number, header: WalHeader): WalLook {
  const frames = Math.floor((header.fileBytes - header.headerBytes) / header.frameBytes);
  const { end, isCommitted } = readChain(descriptor, header, frames);
  let follows: Checksum | undefined;
  let isTorn = !isCommitted;
  for (let index = end; index < frames; index += 1) {
    const frame = frameOf(descriptor, header, index);
    if (frame === undefined) {
      follows = undefined;
      continue;
    }
    isTorn = true;
    if (follows !== undefined && frame.isIntactAfter(follows))
      return { state: 'damaged', found: `its frame ${end + 1} cannot be read, and a later transaction was written` };
    follows = frame.isCommit ? frame.stored : undefined;
  }
  return { state: isTorn ? 'torn' : 'whole' };
}

/** How many frames from the start can be read, and whether the last of them ends a transaction. */
function readChain(descriptor: number, header: WalHeader, frames: number) {
  let before = header.stored;
  let isCommitted = true;
  for (let index = 0; index < frames; index += 1) {
    const frame = frameOf(descriptor, header, index);
    if (frame === undefined || !frame.isIntactAfter(before)) return { end: index, isCommitted };
    before = frame.stored;
    isCommitted = frame.isCommit;
  }
  return { end: frames, isCommitted };
}
