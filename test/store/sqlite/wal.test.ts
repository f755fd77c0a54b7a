import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreDamaged } from '../../../lambdas/store/sqlite/errors.ts';
import { openDatabase } from '../../../lambdas/store/sqlite/open.ts';
import { lookAtWal } from '../../../lambdas/store/sqlite/wal-check.ts';
import { openOptions, openStore, rowNames, temporaryFolder, writeRow } from './data-folder.ts';

const headerBytes = 32;
const frameBytes = 24 + 4096;

/** What a power cut leaves: the files of a store in use, after so many transactions of one row each. */
async function powerCut(transactions: number) {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  const sizes: number[] = [];
  const wal = path.join(folder, 'tocsin.db-wal');
  for (let n = 0; n < transactions; n += 1) {
    await writeRow(store, `row-${n}`);
    sizes.push(fs.statSync(wal).size);
  }
  const copy = temporaryFolder();
  fs.mkdirSync(copy, { recursive: true });
  for (const name of ['tocsin.db', 'tocsin.db-wal', 'format'])
    fs.copyFileSync(path.join(folder, name), path.join(copy, name));
  await store.close();
  const log = path.join(copy, 'tocsin.db-wal');
  const bytes = fs.readFileSync(log);
  /** The rows that are there when the log is this one. */
  const rowsWith = async (content: Uint8Array) => {
    fs.writeFileSync(log, content);
    const opened = await openDatabase(openOptions(copy));
    const rows = rowNames(opened);
    await opened.close();
    return rows;
  };
  return { copy, log, bytes, sizes, rowsWith };
}

const flipped = (bytes: Uint8Array, at: number) => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
};

describe('a log that ends within a transaction', () => {
  it('is read up to the transaction before, wherever it is cut', async () => {
    const { log, sizes } = await powerCut(3);
    const [, before = 0, whole = 0] = sizes;
    expect(whole - before).toBe(frameBytes);
    const states = new Set<string>();
    for (let size = whole - 1; size >= before; size -= 1) {
      fs.truncateSync(log, size);
      states.add(lookAtWal(log).state);
    }
    expect([...states]).toEqual(['whole']);
  });

  it('gives all transactions before it, at cuts along the last frame', async () => {
    const folder = await powerCut(3);
    const [, before = 0, whole = 0] = folder.sizes;
    const original = fs.readFileSync(path.join(folder.copy, 'tocsin.db'));
    const cuts = Array.from({ length: 42 }, (_, index) => before + index * 100).filter((at) => at < whole);
    for (const cut of cuts) {
      fs.writeFileSync(path.join(folder.copy, 'tocsin.db'), original);
      expect(await folder.rowsWith(folder.bytes.subarray(0, cut))).toEqual(['row-0', 'row-1']);
    }
    fs.writeFileSync(path.join(folder.copy, 'tocsin.db'), original);
    expect(await folder.rowsWith(folder.bytes.subarray(0, whole))).toEqual(['row-0', 'row-1', 'row-2']);
  });

  it('is torn when the bytes of its last frame are not those that were written', async () => {
    const { log, bytes, sizes, rowsWith } = await powerCut(3);
    const torn = flipped(bytes, (sizes[1] ?? 0) + 1000);
    fs.writeFileSync(log, torn);
    expect(lookAtWal(log).state).toBe('torn');
    expect(await rowsWith(torn)).toEqual(['row-0', 'row-1']);
    expect(fs.existsSync(log)).toBe(false);
  });
});

describe('a log that lost what had been on the disk', () => {
  it('is refused, whichever byte of an earlier transaction changed', async () => {
    const { copy, log, bytes, sizes } = await powerCut(4);
    const end = sizes[1] ?? 0;
    for (let at = headerBytes; at < end; at += 97) {
      fs.writeFileSync(log, flipped(bytes, at));
      expect([at, lookAtWal(log).state]).toEqual([at, 'damaged']);
    }
    const error: unknown = await openDatabase(openOptions(copy)).catch((found: unknown) => found);
    expect(error).toBeInstanceOf(StoreDamaged);
    expect(String(error)).toContain('a later transaction was written');
    expect(fs.existsSync(log)).toBe(true);
  });

  it('is refused when its header changed, which SQLite takes for an empty log', async () => {
    const { log, bytes } = await powerCut(2);
    for (let at = 0; at < headerBytes; at += 1) {
      fs.writeFileSync(log, flipped(bytes, at));
      expect([at, lookAtWal(log).state]).toEqual([at, 'damaged']);
    }
  });

  it('is not one that never had frames', () => {
    const folder = temporaryFolder();
    fs.mkdirSync(folder);
    const log = path.join(folder, 'log');
    expect(lookAtWal(log).state).toBe('none');
    for (const size of [0, 1, 31, 32, 5000]) {
      fs.writeFileSync(log, Buffer.alloc(size));
      expect(lookAtWal(log).state).toBe('none');
    }
  });

  it('is not one that began again over an earlier one', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    for (let n = 0; n < 20; n += 1) await writeRow(store, `row-${n}`);
    store.sql('PRAGMA wal_checkpoint(RESTART)').get();
    await writeRow(store, 'after');
    expect(lookAtWal(path.join(folder, 'tocsin.db-wal')).state).toBe('whole');
    expect(fs.statSync(path.join(folder, 'tocsin.db-wal')).size).toBeGreaterThan(20 * frameBytes);
  });
});

describe('a log that was made long at the start', () => {
  const logBytes = 2 ** 20;

  it('keeps its length while rows are written into it', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder, { logBytes });
    const { size } = fs.statSync(path.join(folder, 'tocsin.db-wal'));
    expect(size).toBeGreaterThanOrEqual(logBytes);
    for (let n = 0; n < 20; n += 1) await writeRow(store, `row-${n}`);
    expect(fs.statSync(path.join(folder, 'tocsin.db-wal')).size).toBe(size);
  });

  it('is whole after a power cut, and gives every row', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder, { logBytes });
    const names = Array.from({ length: 20 }, (_, n) => `row-${String(n).padStart(2, '0')}`);
    for (const name of names) await writeRow(store, name);
    const copy = temporaryFolder();
    fs.cpSync(folder, copy, { recursive: true, filter: (file) => !file.endsWith('lock') });
    expect(lookAtWal(path.join(copy, 'tocsin.db-wal')).state).toBe('whole');
    const opened = await openStore(copy, { logBytes });
    expect(rowNames(opened)).toEqual(names);
  });
});
