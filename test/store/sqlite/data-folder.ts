import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type OpenOptions, type OpenStore, openDatabase } from '../../../lambdas/store/sqlite/open.ts';

/** A path in a temporary folder that goes with the test. */
export function temporaryFolder(): string {
  const top = fs.mkdtempSync(path.join(os.tmpdir(), 'tocsin-store-'));
  onTestFinished(() => fs.rmSync(top, { recursive: true, force: true }));
  return path.join(top, 'data');
}

/** Little of everything, so that tests are fast. */
const small = { reserveBytes: 4096, lowBytes: 0, logBytes: 0 } as const;

export const openOptions = (folder: string, options: Partial<OpenOptions> = {}): OpenOptions => ({
  folder,
  log: () => {},
  onFatal: (error) => {
    throw error;
  },
  ...small,
  ...options,
});

/** An open store that is closed with the test at the latest. */
export async function openStore(folder: string, options: Partial<OpenOptions> = {}): Promise<OpenStore> {
  const store = await openDatabase(openOptions(folder, options));
  onTestFinished(() => store.close());
  return store;
}

/** Writes rows that a test can count: `heartbeat` is the smallest table. */
export const writeRow = (store: Pick<OpenStore, 'write' | 'sql'>, name: string, filler = ''): Promise<unknown> =>
  store.write(() => store.sql('INSERT INTO heartbeat VALUES (?, 1, NULL)').run(`${name}${filler}`));

export const rowNames = (store: Pick<OpenStore, 'sql'>): readonly unknown[] =>
  store
    .sql('SELECT source FROM heartbeat ORDER BY source')
    .all()
    .map(({ source }) => source);
