import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreDamaged, type StoreError } from '../../../lambdas/store/sqlite/errors.ts';
import { openStore, temporaryFolder, writeRow } from './data-folder.ts';

describe('the check of all pages', () => {
  const damagedPage = async (at: number) => {
    const folder = temporaryFolder();
    const found: StoreError[] = [];
    const store = await openStore(folder);
    for (let n = 0; n < 20; n += 1) await writeRow(store, `${n}`, 'x'.repeat(2_000));
    const root = Number(store.sql("SELECT rootpage FROM sqlite_schema WHERE name = 'heartbeat'").get()?.['rootpage']);
    await store.close();
    const file = path.join(folder, 'tocsin.db');
    const bytes = fs.readFileSync(file);
    bytes.fill(0x5a, (root - 1) * 4096 + at, (root - 1) * 4096 + at + 200);
    fs.writeFileSync(file, bytes);
    const reopened = await openStore(folder, { onFatal: (error) => found.push(error) });
    return { reopened, found };
  };

  it.each([0, 12])(
    'finds a page that is not what was written, from its byte %i on, and says what to do',
    async (at) => {
      const { reopened, found } = await damagedPage(at);
      await reopened.check();
      expect(found).toHaveLength(1);
      expect(found[0]).toBeInstanceOf(StoreDamaged);
      expect(found[0]?.message).toContain('restore a backup into an empty folder');
      await expect(writeRow(reopened, 'more')).rejects.toBe(found[0]);
    },
  );

  it('finds nothing in a database that is whole, while it is written to', async () => {
    const store = await openStore(temporaryFolder());
    for (let n = 0; n < 50; n += 1) await writeRow(store, `before-${n}`);
    const check = store.check();
    for (let n = 0; n < 50; n += 1) await writeRow(store, `during-${n}`);
    await check;
  });

  it('ends the store also when a write meets the damage first', async () => {
    const { reopened, found } = await damagedPage(0);
    await expect(writeRow(reopened, 'more')).rejects.toBeInstanceOf(StoreDamaged);
    await expect(writeRow(reopened, 'later')).rejects.toBeInstanceOf(StoreDamaged);
    expect(found).toHaveLength(1);
  });
});
