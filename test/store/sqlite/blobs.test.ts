import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { blobKey, blobPath } from '../../../lambdas/store/sqlite/blob-path.ts';
import { fileBlobs } from '../../../lambdas/store/sqlite/blobs.ts';
import { temporaryFolder } from './data-folder.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('bodies as files', () => {
  it('are read as they were stored, closed to others', async () => {
    const folder = temporaryFolder();
    const blobs = fileBlobs(folder);
    await blobs.store('webhooks/01J', bytes('body'));
    expect(new TextDecoder().decode(await blobs.load('webhooks/01J'))).toBe('body');
    const file = path.join(folder, blobPath('webhooks/01J'));
    expect([fs.statSync(file).mode & 0o777, fs.statSync(path.dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(fs.readdirSync(path.dirname(file))).toHaveLength(1);
  });

  it('are replaced whole, and removed once', async () => {
    const blobs = fileBlobs(temporaryFolder());
    await blobs.store('a', bytes('one'));
    await blobs.store('a', bytes('two'));
    expect(new TextDecoder().decode(await blobs.load('a'))).toBe('two');
    await blobs.remove('a');
    await blobs.remove('a');
    await expect(blobs.load('a')).rejects.toThrow('ENOENT');
  });

  it.each(['../../../etc/passwd', '..', '.', 'a/b\\c:d', 'ключ', `${'a'.repeat(150)}`])(
    'stay in their folder: %s',
    (key) => {
      const file = blobPath(key);
      expect(file).toMatch(/^[0-9a-f]\/[0-9a-f]\/[^/.]+$/);
      expect(blobKey(file)).toBe(key);
    },
  );

  it.each(['', 'a'.repeat(151)])('refuse a key of a length that is no file name', (key) => {
    expect(() => blobPath(key)).toThrow('1 to 150 are allowed');
  });

  it('are deleted when nothing refers to them any more and they are older than a day', async () => {
    const folder = temporaryFolder();
    const blobs = fileBlobs(folder);
    for (const key of ['kept', 'old', 'new']) await blobs.store(key, bytes(key));
    const longAgo = Date.now() / 1000 - 100_000;
    const left = path.join(folder, `${blobPath('kept')}.123.tmp`);
    fs.writeFileSync(left, 'half');
    for (const file of [blobPath('kept'), blobPath('old')].map((name) => path.join(folder, name)).concat(left))
      fs.utimesSync(file, longAgo, longAgo);
    expect(await blobs.sweep((key) => key === 'kept', Date.now())).toBe(2);
    await expect(blobs.load('old')).rejects.toThrow('ENOENT');
    expect([await blobs.load('kept'), await blobs.load('new'), fs.existsSync(left)]).toEqual([
      Buffer.from('kept'),
      Buffer.from('new'),
      false,
    ]);
  });

  it('are none where there is no folder yet', async () => {
    expect(await fileBlobs(temporaryFolder()).sweep(() => false, Date.now())).toBe(0);
  });
});
