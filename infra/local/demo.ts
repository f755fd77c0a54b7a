import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { configOf } from '../load-config.ts';
import { createSandbox, type InProcessSandbox } from '../sandbox/server/sandbox.ts';
import { sampleConfig } from './sample-config.ts';
import { type System, startSystem } from './system.ts';

const RECEIVERS = ['slack', 'teams', 'jira', 'splunk', 'webhook'] as const;
const PATIENCE_MS = 30_000;

/** The example payloads of the two vendors' pages, as they print them (Akto's is not even valid JSON). */
const webhooks = [
  { source: 'akto', file: 'akto.txt', headers: { authorization: 'Bearer sample-akto-token' } },
  { source: 'accuknox', file: 'accuknox.json', headers: { 'x-tocsin-key': 'sample-accuknox-key' } },
] as const;

async function post(url: string, { source, file, headers }: (typeof webhooks)[number]): Promise<void> {
  const body = readFileSync(path.join(import.meta.dirname, 'samples', file));
  const target = `${url}/v1/hooks/${source}`;
  const answer = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  console.log(`  POST /v1/hooks/${source.padEnd(9)} ${body.length} bytes → ${answer.status} ${await answer.text()}`);
}

type Arrivals = Readonly<Record<(typeof RECEIVERS)[number], ReadonlyMap<string, number>>>;

/** How often each alert reached each receiver. */
function arrivals(sandbox: InProcessSandbox): Arrivals {
  const counts = sandbox.counts();
  const { slack, teams, jira, splunk, webhook } = counts;
  return { slack, teams, jira, splunk, webhook };
}

const isComplete = (found: Arrivals): boolean => RECEIVERS.every((name) => found[name].size >= webhooks.length);
const isExact = (found: Arrivals): boolean =>
  RECEIVERS.every(
    (name) => found[name].size === webhooks.length && [...found[name].values()].every((times) => times === 1),
  );

function show(sandbox: InProcessSandbox): void {
  for (const name of RECEIVERS) {
    console.log(`\n${name}`);
    for (const { ok, status, summary } of sandbox.received().filter((receipt) => receipt.receiver === name)) {
      console.log(`  ${ok ? '✓' : '✗'} ${status} ${summary}`);
    }
  }
}

async function run(sandbox: InProcessSandbox, system: System): Promise<boolean> {
  console.log(`Tocsin listens on ${system.url}. Two webhooks, five destinations:\n`);
  for (const webhook of webhooks) await post(system.url, webhook);
  for (let waited = 0; waited < PATIENCE_MS && !isComplete(arrivals(sandbox)); waited += 100) await sleep(100);
  // Long enough to detect a duplicate.
  await sleep(1000);
  show(sandbox);
  const headers = { authorization: 'Bearer demo-admin-token' };
  console.log(`\nLedger: ${await (await fetch(`${system.url}/v1/ledger`, { headers })).text()}`);
  return isExact(arrivals(sandbox));
}

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tocsin-demo-'));
const sandbox = createSandbox({});
const { yaml, secrets } = sampleConfig(sandbox.endpoints);
const config = configOf(yaml, 'sample', true);
const props = {
  config,
  dataDir,
  port: 0,
  host: '127.0.0.1',
  secrets: { ...secrets, TOCSIN_ADMIN_TOKEN: 'demo-admin-token' },
  sandbox,
};
const system = await startSystem({ ...props, log: () => undefined });
const isGood = await run(sandbox, system);
console.log(
  isGood
    ? '\nEach alert reached each destination exactly once.'
    : '\nNot every alert reached every destination exactly once.',
);
await system.close();
rmSync(dataDir, { recursive: true, force: true });
process.exit(isGood ? 0 : 1);
