import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { OpenStore } from '../../../lambdas/store/sqlite/open.ts';
import { restore } from '../../../lambdas/store/sqlite/restore.ts';
import { openStore, rowNames, temporaryFolder, writeRow } from './data-folder.ts';

const webhook = (store: OpenStore, key: string) =>
  store.write(() =>
    store
      .sql("INSERT INTO webhook (id, source, received, headers, gzip, blob) VALUES (?, 'akto', 1, '{}', 0, ?)")
      .run(key, key),
  );

async function filled() {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  fs.writeFileSync(path.join(folder, 'admin-token'), 'secret', { mode: 0o600 });
  for (const key of ['webhooks/a', 'webhooks/b']) {
    await store.blobs.store(key, Buffer.from(`body of ${key}`));
    await webhook(store, key);
  }
  await store.blobs.store('webhooks/unreferenced', Buffer.from('left over'));
  await writeRow(store, 'one');
  return { folder, store, file: path.join(path.dirname(folder), 'backup') };
}

describe('a backup', () => {
  it('is one file, closed to others, from which the folder is laid out again', async () => {
    const { store, file } = await filled();
    const report = await store.backup(file);
    expect(report).toEqual({ file, bytes: fs.statSync(file).size, blobs: 2, missing: [] });
    expect(fs.readdirSync(path.dirname(file)).toSorted()).toEqual(['backup', 'data']);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    const target = temporaryFolder();
    restore(file, target);
    const restored = await openStore(target);
    expect(rowNames(restored)).toEqual(['one']);
    expect(Buffer.from(await restored.blobs.load('webhooks/b')).toString()).toBe('body of webhooks/b');
    await expect(restored.blobs.load('webhooks/unreferenced')).rejects.toThrow('ENOENT');
    expect(fs.readFileSync(path.join(target, 'admin-token'), 'utf8')).toBe('secret');
    expect(fs.statSync(path.join(target, 'admin-token')).mode & 0o777).toBe(0o600);
    expect(restored.sql("SELECT count(*) AS count FROM sqlite_schema WHERE name = 'backup_file'").get()).toEqual({
      count: 0,
    });
  });

  it('is consistent while writes go on', async () => {
    const { store, file } = await filled();
    let isWriting = true;
    const pair = async (n: number) => {
      await store.write(() => {
        for (const part of ['x', 'y'])
          store.sql('INSERT INTO heartbeat VALUES (?, 1, NULL)').run(`pair-${n}-${part}-${'z'.repeat(2_000)}`);
      });
    };
    const writing = (async () => {
      for (let n = 0; isWriting; n += 1) await pair(n);
      return store.sql('SELECT count(*) AS count FROM heartbeat').get()?.['count'];
    })();
    for (let n = 10_000; n < 10_200; n += 1) await pair(n);
    await store.backup(file);
    isWriting = false;
    const written = Number(await writing);
    const copy = new DatabaseSync(file, { readOnly: true });
    const found = Number(copy.prepare('SELECT count(*) AS count FROM heartbeat').get()?.['count']);
    expect(copy.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    copy.close();
    expect(found % 2).toBe(1);
    expect(found).toBeGreaterThan(400);
    expect(found).toBeLessThanOrEqual(written);
  });

  it('names the blobs that are not there any more', async () => {
    const { store, file } = await filled();
    await store.blobs.remove('webhooks/a');
    expect(await store.backup(file)).toMatchObject({ blobs: 1, missing: ['webhooks/a'] });
  });

  it('replaces nothing, and leaves nothing behind when it fails', async () => {
    const { store, file } = await filled();
    fs.writeFileSync(file, 'something else');
    await expect(store.backup(file)).rejects.toThrow('exists already');
    await expect(store.backup(path.join(file, 'below a file'))).rejects.toThrow('ENOTDIR');
    expect(fs.readFileSync(file, 'utf8')).toBe('something else');
    expect(fs.readdirSync(path.dirname(file)).toSorted()).toEqual(['backup', 'data']);
  });
});

describe('a restore is refused', () => {
  it('into a folder that is not empty', async () => {
    const { store, file, folder } = await filled();
    await store.backup(file);
    expect(() => restore(file, folder)).toThrow('is not empty');
  });

  it.each([
    ['no database', (file: string) => fs.writeFileSync(file, 'nonsense'.repeat(1_000)), 'not a database'],
    ['another database', (file: string) => new DatabaseSync(file).exec('CREATE TABLE t (n)'), 'not a backup of Tocsin'],
    ['nothing', () => {}, 'does not exist'],
  ])('from %s, and leaves the folder empty', (_, write, found) => {
    const target = temporaryFolder();
    const file = `${target}-file`;
    write(file);
    expect(() => restore(file, target)).toThrow(found);
    expect(fs.existsSync(target) ? fs.readdirSync(target) : []).toEqual([]);
  });

  it('from a backup with a file of another place', async () => {
    const { store, file } = await filled();
    await store.backup(file);
    const copy = new DatabaseSync(file);
    copy.exec("UPDATE backup_file SET path = '../outside' WHERE path = 'admin-token'");
    copy.close();
    const target = temporaryFolder();
    expect(() => restore(file, target)).toThrow('no backup holds a file of this name');
    expect(fs.readdirSync(target)).toEqual([]);
    expect(fs.existsSync(path.join(path.dirname(target), 'outside'))).toBe(false);
  });
});
