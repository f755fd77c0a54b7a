import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openStore, temporaryFolder, writeRow } from './data-folder.ts';

const filler = 'x'.repeat(3000);

describe('the log under steady writes', () => {
  it('stays bounded, and the main thread does not write the database file', async () => {
    const folder = temporaryFolder();
    const log = path.join(folder, 'tocsin.db-wal');
    const limits = { step: 2 ** 19, restart: 2 ** 21 };
    const store = await openStore(folder, { checkpoints: limits });
    let largest = 0;
    for (let n = 0; n < 400; n += 1) {
      await Promise.all([0, 1, 2, 3, 4].map((part) => writeRow(store, `${n}-${part}`, filler)));
      largest = Math.max(largest, fs.statSync(log).size);
    }
    const written = 400 * 5 * filler.length;
    expect(written).toBeGreaterThan(2 * limits.restart);
    expect(largest).toBeGreaterThan(limits.step);
    expect(largest).toBeLessThan(2 * limits.restart);
    expect(fs.statSync(path.join(folder, 'tocsin.db')).size).toBeGreaterThan(written / 2);
    expect(store.sql('SELECT count(*) AS count FROM heartbeat').get()).toEqual({ count: 2000 });
  });

  it('outgrows its bound only as long as a reader needs it', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder, { checkpoints: { step: 2 ** 18, restart: 2 ** 19 } });
    const write = async (from: number, to: number) => {
      for (let n = from; n < to; n += 1) await writeRow(store, `${n}`, filler);
    };
    await write(0, 10);
    const reader = new DatabaseSync(path.join(folder, 'tocsin.db'), { readOnly: true });
    reader.exec('BEGIN; SELECT count(*) FROM heartbeat');
    await write(10, 300);
    const frames = () => Number(store.sql('PRAGMA wal_checkpoint(NOOP)').get()?.['log']);
    const kept = frames();
    reader.exec('COMMIT');
    reader.close();
    await write(300, 600);
    expect(kept * 4120).toBeGreaterThan(2 ** 20);
    expect(frames()).toBeLessThan(kept);
  });
});
