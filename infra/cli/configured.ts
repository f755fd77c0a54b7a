import { existsSync, readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import type { Config } from '../../lambdas/config/schema.ts';
import { configText } from '../config-text.ts';
import { configOf } from '../load-config.ts';

const CONFIG = 'tocsin.yaml';

/** The configuration, if there is one; without a word about it there does not have to be. */
export function configured(file: string | undefined): Config | undefined {
  const name = file ?? CONFIG;
  return file === undefined && !existsSync(name) ? undefined : configOf(configText(name), name, true);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'its permissions do not allow it',
};

function fileBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Error(
      `cannot read ${file}: ${reasons[code] ?? code}; name a file that holds one payload, or - for standard input`,
    );
  }
}

/** What a file holds; `-` is standard input. */
export const bytesOf = async (file: string): Promise<Uint8Array> =>
  file === '-' ? Buffer.from(await readAll(process.stdin)) : fileBytes(file);
