/** What waits for a destination that a later configuration does not name any more. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import { unconfiguredLine } from '../../infra/local/unconfigured.ts';
import { aktoSource, aktoWebhook, HOOK_TOKEN, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tocsin-unconfigured-'));

beforeAll(async () => {
  receiver = await startReceiver((at) => (at === '/down' ? { status: 500 } : undefined));
});
afterAll(async () => {
  await receiver.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = (...names: string[]): Promise<System> => {
  const hook = (name: string) => `{ type: webhook, url: "${receiver.url}/${name}" }`;
  const destinations = Object.fromEntries(names.map((name) => [name, hook(name)]));
  const routes = `  - { to: [${names.join()}] }`;
  return startSystem({
    config: configOf(yamlOf(destinations, { akto: aktoSource }, routes), 'test.yaml', true),
    dataDir,
    port: 0,
    host: '127.0.0.1',
    secrets: { HOOK_TOKEN, TOCSIN_ADMIN_TOKEN: 'admin' },
    log: () => undefined,
  });
};

it('is counted at the next start, with what to do', async () => {
  const first = await start('down', 'fine');
  expect(first.unconfigured).toEqual([]);
  for (const n of [1, 2, 3]) {
    const headers = { authorization: `Bearer ${HOOK_TOKEN}`, 'content-type': 'application/json' };
    await fetch(`${first.url}/v1/hooks/akto`, { method: 'POST', headers, body: aktoWebhook(n) });
  }
  await until('all were tried', () =>
    receiver.at('/down').length >= 3 && receiver.at('/fine').length >= 3 ? true : undefined,
  );
  await first.close();
  const second = await start('fine');
  await second.close();
  expect(second.unconfigured).toEqual([{ destination: 'down', deliveries: 3, isAtLeast: false }]);
});

it.each([
  [{ destination: 'down', deliveries: 1, isAtLeast: false }, /^1 delivery waits for the destination "down"/],
  [
    { destination: 'down', deliveries: 1234, isAtLeast: false },
    /^1,234 deliveries wait .*configure it again.*--destination down --to ID/,
  ],
  [{ destination: 'down', deliveries: 1000, isAtLeast: true }, /^1,000 or more deliveries wait/],
])('is said as %j', (waiting, expected) => {
  expect(unconfiguredLine(waiting)).toMatch(expected);
});
