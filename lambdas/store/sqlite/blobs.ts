import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Blobs } from '../../engine/ports/blobs.ts';
import { blobKey, blobPath } from './blob-path.ts';

const dayMs = 86_400_000;
/** What a file is called until it is whole. */
const unfinished = '.tmp';

/** Bodies as files, each on the disk before the row that refers to it is committed. */
export interface FileBlobs extends Blobs {
  /** Nothing happens when there is none. */
  remove(key: string): Promise<void>;
  /** Deletes files older than a day that nothing refers to; answers how many. */
  sweep(isReferenced: (key: string) => boolean, nowMs: number): Promise<number>;
}

export function fileBlobs(folder: string): FileBlobs {
  const fileOf = (key: string) => path.join(folder, blobPath(key));
  return {
    async store(key, bytes) {
      const file = fileOf(key);
      await makeFolders(folder, path.dirname(file));
      const written = `${file}.${randomUUID()}${unfinished}`;
      try {
        await fs.writeFile(written, bytes, { mode: 0o600, flush: true });
        await fs.rename(written, file);
      } catch (error) {
        await fs.rm(written, { force: true });
        throw error;
      }
      await syncFolder(path.dirname(file));
    },
    load: (key) => fs.readFile(fileOf(key)),
    remove: (key) => fs.rm(fileOf(key), { force: true }),
    async sweep(isReferenced, nowMs) {
      let removed = 0;
      for await (const file of filesBelow(folder)) {
        const { mtimeMs } = await fs.stat(file);
        if (nowMs - mtimeMs < dayMs) continue;
        if (!file.endsWith(unfinished) && isReferenced(blobKey(file))) continue;
        await fs.rm(file, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

/** Makes the two levels of folders and their names durable; usually they are there. */
async function makeFolders(top: string, folder: string): Promise<void> {
  const made = await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (const parent of [path.dirname(top), top, path.dirname(folder)]) await syncFolder(parent);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The files two levels down; a folder at a time, so that little is in memory. */
async function* filesBelow(folder: string, depth = 2): AsyncGenerator<string> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const found = path.join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) yield* filesBelow(found, depth - 1);
    else if (entry.isFile() && depth === 0) yield found;
  }
}
