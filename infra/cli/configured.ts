import { existsSync, readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import type { Config } from '../../lambdas/config/schema.ts';
import { configOf } from '../load-config.ts';

const CONFIG = 'tocsin.yaml';

/** The configuration, if there is one; without a word about it there does not have to be. */
export function configured(file: string | undefined): Config | undefined {
  const name = file ?? CONFIG;
  return file === undefined && !existsSync(name) ? undefined : configOf(readFileSync(name, 'utf8'), name, true);
}

/** What a file holds; `-` is standard input. */
export const bytesOf = async (file: string): Promise<Uint8Array> =>
  file === '-' ? Buffer.from(await readAll(process.stdin)) : readFileSync(file);
