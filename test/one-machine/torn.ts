import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

/** SQLite's write-ahead log (https://www.sqlite.org/fileformat2.html#walformat): a header, then frames. */
const WAL_HEADER = 32;
const FRAME_HEADER = 24;
const PAGE_SIZE_AT = 8;
const SALT_AT = 16;
const FRAME_SALT_AT = 8;
const SALT = 8;

/** Where the frames end that belong to the log: after a checkpoint it is written from its beginning again. */
function endOf(log: Buffer, frame: number): number {
  const salt = log.subarray(SALT_AT, SALT_AT + SALT);
  const isOurs = (at: number) => log.subarray(at + FRAME_SALT_AT, at + FRAME_SALT_AT + SALT).equals(salt);
  let end = WAL_HEADER;
  while (end + frame <= log.length && isOurs(end)) end += frame;
  return end;
}

/** What a power cut leaves of a write that nobody was answered for: half of a true frame, or bytes without meaning. */
const halfWrite = (log: Buffer, end: number, frame: number, isFrame: boolean): Buffer =>
  isFrame && end - frame >= WAL_HEADER
    ? log.subarray(end - frame, end - frame + Math.floor(frame / 2))
    : randomBytes(Math.floor(frame / 2));

const logsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => file.endsWith('-wal') && statSync(file).size >= WAL_HEADER);

/** Ends every write-ahead log in a folder with a torn write, by turns of one kind and the other; answers their names. */
export function tear(folder: string, turn: number): readonly string[] {
  return logsIn(folder).map((file) => {
    const log = readFileSync(file);
    const frame = FRAME_HEADER + log.readUInt32BE(PAGE_SIZE_AT);
    const end = endOf(log, frame);
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, halfWrite(log, end, frame, turn % 2 === 0), 0, null, end);
    closeSync(descriptor);
    return path.basename(file);
  });
}
