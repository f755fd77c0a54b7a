import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreDamaged, StoreLocked, StoreVersion, WrongFileSystem } from '../../../lambdas/store/sqlite/errors.ts';
import { migrate } from '../../../lambdas/store/sqlite/migrate.ts';
import { openDatabase } from '../../../lambdas/store/sqlite/open.ts';
import { migrations } from '../../../lambdas/store/sqlite/schema.ts';
import { openOptions, openStore, rowNames, temporaryFolder, writeRow } from './data-folder.ts';

const modeOf = (file: string) => (fs.statSync(file).mode & 0o777).toString(8);
const refusal = async (folder: string) => {
  const error: unknown = await openDatabase(openOptions(folder)).then(
    () => 'opened',
    (found: unknown) => found,
  );
  return error as Error;
};

/** A process that writes into a folder, and the rows that it was answered for. */
async function startWriter(folder: string) {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./writer.ts')), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  reader.on('line', (line) => lines.push(line));
  await once(reader, 'line');
  return { child, lines, reader };
}

async function killWhileWriting(folder: string): Promise<readonly string[]> {
  const { child, lines, reader } = await startWriter(folder);
  while (lines.length < 20) await once(reader, 'line');
  child.kill('SIGKILL');
  await once(reader, 'close');
  return lines.slice(1);
}

describe('a data folder', () => {
  it('is made, closed to others, and keeps what was written', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    await writeRow(store, 'one');
    expect([
      modeOf(folder),
      ...['tocsin.db', 'tocsin.db-wal', 'tocsin.db-shm', 'lock', 'reserve'].map((name) =>
        modeOf(path.join(folder, name)),
      ),
    ]).toEqual(['700', '600', '600', '600', '600', '600']);
    await store.close();
    expect(rowNames(await openStore(folder))).toEqual(['one']);
  });

  it('is closed to others when it was open to them', async () => {
    const folder = temporaryFolder();
    await (await openStore(folder)).close();
    fs.chmodSync(folder, 0o755);
    fs.chmodSync(path.join(folder, 'tocsin.db'), 0o644);
    await openStore(folder);
    expect([
      modeOf(folder),
      modeOf(path.join(folder, 'tocsin.db')),
      modeOf(path.join(folder, 'tocsin.db-wal')),
    ]).toEqual(['700', '600', '600']);
  });

  it('does not sync on the main thread at a commit, and vacuums in steps', async () => {
    const store = await openStore(temporaryFolder());
    const pragma = (name: string) => Object.values(store.sql(`PRAGMA ${name}`).get() ?? {})[0];
    expect(['journal_mode', 'synchronous', 'auto_vacuum', 'wal_autocheckpoint'].map(pragma)).toEqual(['wal', 1, 2, 0]);
  });
});

describe('a log that is removed while the store is open', () => {
  it('ends the store, because what is written into it is lost', async () => {
    const folder = temporaryFolder();
    const fatal: string[] = [];
    const store = await openStore(folder, { onFatal: ({ message }) => void fatal.push(message) });
    await writeRow(store, 'one');
    fs.rmSync(path.join(folder, 'tocsin.db-wal'));
    await delay(1_050);
    await expect(writeRow(store, 'two')).rejects.toThrow('was removed while Tocsin used it');
    await expect(writeRow(store, 'three')).rejects.toThrow('was removed');
    expect(fatal).toHaveLength(1);
  });
});

describe('a second process', () => {
  it('is refused with the folder and the pid of the first', async () => {
    const folder = temporaryFolder();
    const { child } = await startWriter(folder);
    const error = await refusal(folder);
    expect(error).toBeInstanceOf(StoreLocked);
    expect(error.message).toContain(`${folder} is in use by the process ${child.pid}`);
  });

  it('is refused also within one process', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    expect(await refusal(folder)).toBeInstanceOf(StoreLocked);
    await writeRow(store, 'still here');
    expect(await refusal(folder)).toBeInstanceOf(StoreLocked);
  });
});

describe('after kill -9', () => {
  it('everything that was answered is there, and the lock is free', async () => {
    const folder = temporaryFolder();
    const answered = await killWhileWriting(folder);
    const rows = rowNames(await openStore(folder));
    expect(answered.flatMap((n) => [`${n}-0`, `${n}-1`, `${n}-2`]).filter((row) => !rows.includes(row))).toEqual([]);
    expect(rows.length % 3).toBe(0);
  });

  it('more can be written and killed again', async () => {
    const folder = temporaryFolder();
    await killWhileWriting(folder);
    const store = await openStore(folder);
    await store.write(() => store.sql('DELETE FROM heartbeat').run());
    await store.close();
    const answered = await killWhileWriting(folder);
    const rows = rowNames(await openStore(folder));
    expect(answered.filter((n) => !rows.includes(`${n}-2`))).toEqual([]);
  });
});

describe('what cannot be opened is refused with what to do', () => {
  const closed = async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    await writeRow(store, 'one');
    await store.close();
    return { folder, database: path.join(folder, 'tocsin.db') };
  };
  const overwrite = (file: string, at: number, bytes: string) => {
    const content = fs.readFileSync(file);
    content.write(bytes, at, 'latin1');
    fs.writeFileSync(file, content);
  };

  it.each([
    ['network', 0x6969, '', 'NFS'],
    ['CIFS', 0xff534d42, '', 'CIFS'],
    ['CIFS as a signed number', 0xff534d42 | 0, '', 'CIFS'],
    [
      'sshfs',
      0x65735546,
      '36 35 0:1 / / rw - ext4 /dev/a rw\n37 36 0:2 / /tmp rw - fuse.sshfs me@there: rw',
      'fuse.sshfs',
    ],
  ])('a file system: %s', async (_, type, mounts, name) => {
    const folder = temporaryFolder();
    const opening = openDatabase(openOptions(folder, { fileSystem: { type: () => type, mounts: () => mounts } }));
    await expect(opening).rejects.toThrow(`network file system (${name})`);
    await expect(opening).rejects.toBeInstanceOf(WrongFileSystem);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('a disk of this machine over FUSE is none of those', async () => {
    const mounts = '36 35 0:1 / / rw - fuse.fuse-overlayfs a rw\n37 36 0:2 / /mnt/there rw - fuse.sshfs me@there: rw';
    await openStore(temporaryFolder(), { fileSystem: { type: () => 0x65735546, mounts: () => mounts } });
  });

  it('the data of version 0.1', async () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, 'table'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'queues'));
    const error = await refusal(folder);
    expect(error).toBeInstanceOf(StoreVersion);
    expect(error.message).toContain('Tocsin 0.1 (table, queues)');
    expect(fs.readdirSync(folder)).toEqual(['queues', 'table']);
  });

  it.each(['removed', 'emptied'])('a database that was %s', async (how) => {
    const { folder, database } = await closed();
    if (how === 'removed') fs.rmSync(database);
    else fs.truncateSync(database);
    const error = await refusal(folder);
    expect(error).toBeInstanceOf(StoreDamaged);
    expect(error.message).toContain('format beside it shows that there was one');
  });

  it('blobs without a database', async () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, 'blobs/a/b'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'blobs/a/b/c'), 'body');
    expect((await refusal(folder)).message).toContain('blobs beside it');
  });

  it.each([
    ['no header', 0, 'nonsense', 'first bytes'],
    ['an impossible page size', 16, '\x03\x01', 'no power of two'],
    ['another owner', 68, 'abcd', 'names the application'],
  ])('a database with %s', async (_, at, bytes, found) => {
    const { folder, database } = await closed();
    overwrite(database, at, bytes);
    const error = await refusal(folder);
    expect(error).toBeInstanceOf(StoreDamaged);
    expect(error.message).toContain(found);
    expect(error.message).toContain('restore a backup');
  });

  it('a database that ends within a page', async () => {
    const { folder, database } = await closed();
    fs.truncateSync(database, fs.statSync(database).size - 100);
    expect((await refusal(folder)).message).toContain('ends within a page: 3996 of 4096 bytes');
  });

  it('a newer schema', async () => {
    const { folder, database } = await closed();
    const connection = new DatabaseSync(database);
    connection.exec('PRAGMA user_version = 9');
    connection.close();
    const error = await refusal(folder);
    expect(error).toBeInstanceOf(StoreVersion);
    expect(error.message).toContain('schema version 9');
    expect(error.message).toContain(`up to ${migrations.length}.`);
  });

  it('nothing keeps the lock after a refusal', async () => {
    const { folder, database } = await closed();
    const whole = fs.readFileSync(database);
    overwrite(database, 68, 'abcd');
    await refusal(folder);
    fs.writeFileSync(database, whole);
    expect(rowNames(await openStore(folder))).toEqual(['one']);
  });
});

describe('an older schema', () => {
  it('is brought up step by step, and a step that fails leaves the one before', () => {
    const connection = new DatabaseSync(':memory:');
    const version = () => connection.prepare('PRAGMA user_version').get()?.['user_version'];
    migrate(connection, 'file', ['CREATE TABLE a (n)']);
    expect(() => migrate(connection, 'file', ['', 'CREATE TABLE b (n)', 'no sql'])).toThrow('syntax error');
    if (connection.isTransaction) connection.exec('ROLLBACK');
    expect(version()).toBe(2);
    migrate(connection, 'file', ['', '', 'CREATE TABLE c (n)']);
    expect(version()).toBe(3);
    connection.exec('INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); INSERT INTO c VALUES (1)');
  });
});
