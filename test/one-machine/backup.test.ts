import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../until.ts';
import { genericAlert, markOf, webhookTo, yamlOf } from './alerts.ts';
import { startProduct } from './product.ts';
import { startReceiver } from './receiver.ts';

const run = promisify(execFile);
const CLI = path.join(import.meta.dirname, '../../infra/cli/bin/tocsin.ts');
const marks = Array.from({ length: 20 }, (_, n) => markOf('backup', n));
/** Larger than 256 kB when packed, so that it is kept as a file. */
const large = Array.from({ length: 100_000 }, (_, n) => Math.imul(n + 1, 2_654_435_761).toString(36)).join(' ');

it('a backup of a running system, restored elsewhere, has its alerts, ledger and large bodies', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-backup-'));
  const receiver = await startReceiver();
  const yaml = yamlOf({ archive: webhookTo(receiver.url) });
  const product = await startProduct({ yaml, folder: path.join(folder, 'one') });
  onTestFinished(async () => {
    await product.kill();
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const mark of marks) expect((await product.hook('generic', genericAlert(mark))).status).toBe(202);
  expect((await product.hook('generic', genericAlert('mark-large-1', 'low', large))).status).toBe(202);
  const arrived = () => (receiver.times.size === marks.length + 1 ? true : undefined);
  await until('all alerts arrive', arrived, 30_000);
  const atRest = async () => {
    const ledger = await product.ledger();
    return ledger?.deliveries['delivered'] === marks.length + 1 ? ledger : undefined;
  };
  const before = await until('all are counted', atRest, 30_000);

  const file = path.join(folder, 'tocsin.backup');
  const written = await product.admin('/v1/backup', { method: 'POST', body: JSON.stringify({ file }) });
  expect(written).toMatchObject({ status: 201, body: { file, blobs: 1, missing: [] } });
  await product.kill();
  await run(process.execPath, [CLI, 'restore', file, '--data', path.join(folder, 'two', 'data')]);

  const restored = await startProduct({ yaml, folder: path.join(folder, 'two') });
  onTestFinished(() => restored.kill());
  expect(await restored.ledger()).toEqual(before);
  const { body } = await restored.admin('/v1/alerts?severity=low');
  expect(body).toMatchObject({ alerts: [{ title: expect.stringContaining('mark-large-1') }] });
});

it.each([
  ['a relative path', { file: 'x.backup' }, 'absolute path'],
  ['no file', {}, 'file: is missing; expected a text; send for example {"file":"/var/backups/'],
  ['a file by a relative path', { file: 'x.backup' }, 'absolute path'],
  ['a folder that does not exist', { file: '/does-not-exist/x.backup' }, '/does-not-exist does not exist'],
])('a backup to %s is refused, and says what to do', async (_, request, detail) => {
  const product = await startProduct({ yaml: yamlOf({ archive: webhookTo('http://127.0.0.1:9') }) });
  onTestFinished(() => product.remove());
  const answer = await product.admin('/v1/backup', { method: 'POST', body: JSON.stringify(request) });
  expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) } });
  expect((await product.request('/v1/backup', { method: 'POST', body: JSON.stringify(request) })).status).toBe(401);
});
