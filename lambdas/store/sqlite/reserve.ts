import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { open } from 'node:fs/promises';

const chunkBytes = 2 ** 20;

/** A file whose room can be given to the database when the disk is full. */
export interface Reserve {
  isThere(): boolean;
  /** Takes the room, really: a file system that compresses or writes late would only promise it. Throws when there is none. */
  allocate(): Promise<void>;
  /** Gives the room back; `false` when there is none to give. */
  release(): boolean;
}

export function createReserve(file: string, bytes: number): Reserve {
  let isThere = fs.statSync(file, { throwIfNoEntry: false })?.size === bytes;
  return {
    isThere: () => isThere,
    async allocate() {
      try {
        await fill(file, bytes);
        isThere = true;
      } catch (error) {
        fs.rmSync(file, { force: true });
        throw error;
      }
    },
    release() {
      const had = isThere;
      isThere = false;
      fs.rmSync(file, { force: true });
      return had;
    },
  };
}

async function fill(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    const chunk = randomBytes(Math.min(chunkBytes, bytes));
    for (let at = 0; at < bytes; at += chunk.length) await writeAll(handle, chunk.subarray(0, bytes - at));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
}
