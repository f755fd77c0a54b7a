import { randomBytes } from 'node:crypto';
import { appendFileSync, closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

/** SQLite's write-ahead log (https://www.sqlite.org/fileformat2.html#walformat): a header, then frames. */
const WAL_HEADER = 32;
const FRAME_HEADER = 24;

function bytesAt(file: string, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
  } finally {
    closeSync(descriptor);
  }
}

/** The first half of the last frame once more: what a power cut leaves of a write that nobody was answered for. */
function halfFrame(file: string, size: number): Buffer {
  const pageSize = bytesAt(file, 8, 4).readUInt32BE() || 4096;
  const frame = FRAME_HEADER + pageSize;
  return size < WAL_HEADER + frame ? randomBytes(pageSize / 2) : bytesAt(file, size - frame, frame / 2);
}

/** The write-ahead logs in a folder, the newest last. */
function logsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => file.endsWith('-wal'))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
}

/** Appends a torn write to every write-ahead log: by turns half of a true frame, and bytes that mean nothing. */
export function tear(folder: string, turn: number): readonly string[] {
  const torn: string[] = [];
  for (const file of logsIn(folder)) {
    const { size } = statSync(file);
    if (size === 0) continue;
    appendFileSync(file, turn % 2 === 0 ? halfFrame(file, size) : randomBytes(2048));
    torn.push(path.basename(file));
  }
  return torn;
}
