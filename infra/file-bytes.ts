import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What to say of a file that cannot be read, by the code of the error. */
export type Reasons = Readonly<Record<string, string>>;

const common: Reasons = { EACCES: 'cannot be read: its permissions do not allow it' };

/** A file that cannot be used, in words for whoever named it. */
export class FileMistake extends Error {
  override readonly name = 'FileMistake';
}

/** The bytes of a file; throws an error that names the file and says why it cannot be read. */
export function fileBytes(file: string, reasons: Reasons): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new FileMistake(`${path.resolve(file)} ${reasons[code] ?? common[code] ?? `cannot be read (${code})`}`);
  }
}
