import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DiskFull } from '../../../lambdas/store/sqlite/errors.ts';
import { createSpace } from '../../../lambdas/store/sqlite/space.ts';
import { openStore, rowNames, temporaryFolder, writeRow } from './data-folder.ts';

const megabyte = 2 ** 20;

/** A disk of its own for a test; nothing when this user may mount none. */
function smallDisk(bytes: number): string | undefined {
  const folder = temporaryFolder();
  fs.mkdirSync(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  if (mounted.status !== 0) return undefined;
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

const canMount = (() => {
  if (process.getuid?.() !== 0) return false;
  const folder = fs.mkdtempSync('/tmp/tocsin-mount-');
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
  if (mounted) spawnSync('umount', ['-l', folder]);
  fs.rmdirSync(folder);
  return mounted;
})();

describe('the room on the disk', () => {
  const watched = async (free: () => number) => {
    const folder = temporaryFolder();
    fs.mkdirSync(folder);
    const events: string[] = [];
    const options = { folder, file: path.join(folder, 'reserve'), reserveBytes: 3 * megabyte, lowBytes: 10 * megabyte };
    const space = await createSpace({ ...options, freeBytes: free, log: (event) => void events.push(event) });
    onTestFinished(() => space.close());
    return { space, events, reserve: options.file };
  };

  it('is kept in a file that really takes it', async () => {
    const { space, reserve } = await watched(() => 100 * megabyte);
    const { size, blocks, mode } = fs.statSync(reserve);
    expect([size, blocks * 512 >= size, mode & 0o777]).toEqual([3 * megabyte, true, 0o600]);
    expect([space.state(), space.mayAccept()]).toEqual(['ok', true]);
  });

  it('is low before it is spent, is given once, and is taken again by itself', async () => {
    let free = 100 * megabyte;
    const { space, events, reserve } = await watched(() => free);
    free = 5 * megabyte;
    await delay(550);
    expect([space.state(), space.mayAccept(), fs.existsSync(reserve)]).toEqual(['low', false, true]);
    expect([space.makeRoom(), fs.existsSync(reserve), space.state()]).toEqual([true, false, 'low']);
    free = 1_000;
    expect([space.makeRoom(), space.state()]).toEqual([false, 'spent']);
    free = 100 * megabyte;
    for (const end = Date.now() + 4_000; !space.mayAccept() && Date.now() < end; ) await delay(20);
    expect([space.state(), fs.existsSync(reserve)]).toEqual(['ok', true]);
    expect(events).toEqual(
      expect.arrayContaining(['store.reserve_released', 'store.space_exhausted', 'store.space_changed']),
    );
  });

  it('does not stop a start when there is little', async () => {
    const { space, reserve } = await watched(() => 5 * megabyte);
    expect([space.state(), fs.existsSync(reserve)]).toEqual(['low', false]);
  });
});

describe.skipIf(!canMount)('a full disk (needs the right to mount one)', () => {
  it('lets what runs go on from the reserve, then refuses, and recovers by itself', async () => {
    const folder = smallDisk(12 * megabyte) ?? '';
    const events: string[] = [];
    const log = (event: string) => void events.push(event);
    const store = await openStore(folder, { reserveBytes: 2 * megabyte, lowBytes: megabyte, log });
    await writeRow(store, 'before');
    expect(store.space.state()).toBe('ok');
    const ballast = path.join(folder, 'ballast');
    const { bavail, bsize } = fs.statfsSync(folder);
    fs.writeFileSync(ballast, Buffer.alloc(bavail * bsize - 200_000));
    const filler = 'x'.repeat(50_000);
    let written = 0;
    const fill = async () => {
      for (; ; written += 1) await writeRow(store, `${written}-`, filler);
    };
    await expect(fill()).rejects.toBeInstanceOf(DiskFull);
    // 200 kB were free; the rest of what was written came from the reserve.
    expect(written * filler.length).toBeGreaterThan(megabyte);
    expect(events).toEqual(expect.arrayContaining(['store.reserve_released', 'store.space_exhausted']));
    expect([store.space.state(), store.space.mayAccept()]).toEqual(['spent', false]);
    expect(rowNames(store)).toHaveLength(written + 1);
    await expect(writeRow(store, 'during', filler)).rejects.toThrow('free some space');
    fs.rmSync(ballast);
    for (const end = Date.now() + 4_000; !store.space.mayAccept() && Date.now() < end; ) await delay(20);
    expect(store.space.state()).toBe('ok');
    await writeRow(store, 'after');
    expect(rowNames(store)).toHaveLength(written + 2);
    await store.close();
    expect(rowNames(await openStore(folder))).toHaveLength(written + 2);
  });
});
