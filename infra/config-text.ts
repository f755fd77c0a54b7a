import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { FileMistake, fileBytes, type Reasons } from './file-bytes.ts';

const MOST_BYTES = 4 * 1024 * 1024;

const ofOurs: Reasons = {
  ENOENT: 'does not exist: name the file of your configuration, or begin with a copy of tocsin.example.yaml',
  EISDIR: 'is a folder: name the file of your configuration',
};

/** The text of a configuration; throws an error that says why there is none, and what to do (`reasons`). */
export function configText(file: string, reasons: Reasons = ofOurs): string {
  const bytes = fileBytes(file, reasons);
  if (bytes.length > MOST_BYTES)
    throw new FileMistake(`${path.resolve(file)} has more than ${MOST_BYTES / 1024 / 1024} MB: it is no configuration`);
  if (!isUtf8(bytes) || bytes.includes(0))
    throw new FileMistake(`${path.resolve(file)} is not text in UTF-8: save it in that encoding`);
  return bytes.toString('utf8');
}
