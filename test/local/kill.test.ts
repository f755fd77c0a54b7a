import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ledger } from '../../lambdas/core/ledger.ts';
import { aktoSource, aktoWebhook, HOOK_TOKEN, until, yamlOf } from '../pipeline/pipeline.ts';
import { type Receiver, startReceiver } from '../pipeline/receiver.ts';

const ALERTS = 60;
/** After how many accepted webhooks the process is killed. */
const KILLS = [20, 40];
const ADMIN = { authorization: 'Bearer kill-admin-token' };
const start = path.join(import.meta.dirname, '../../infra/local/start.ts');

let receiver: Receiver;
let folder: string;
let running: Started | undefined;

interface Started {
  readonly url: string;
  /** kill -9 of the whole process group: nothing gets to say goodbye. */
  kill(): Promise<void>;
}

async function startProcess(): Promise<Started> {
  const args = ['--config', path.join(folder, 'tocsin.yaml'), '--port', '0', '--data', path.join(folder, 'data')];
  const child: ChildProcess = spawn(process.execPath, [start, ...args], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOOK_TOKEN, TOCSIN_ADMIN_TOKEN: 'kill-admin-token' },
  });
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const exited = once(child, 'exit');
  const kill = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
    await exited;
  };
  const url = await until('it listens', () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said.slice(-1000)}`);
    return /Tocsin listens on (http:\S+?),/.exec(said)?.[1];
  });
  return { url, kill };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-kill-'));
  // Slow enough that each kill finds requests under way.
  receiver = await startReceiver(() => ({ status: 200, delayMs: 150 }));
  const hook = (name: string) => `{ type: webhook, url: "${receiver.url}/${name}" }`;
  writeFileSync(path.join(folder, 'tocsin.yaml'), yamlOf({ one: hook('one'), two: hook('two') }, { akto: aktoSource }));
});
afterAll(async () => {
  await running?.kill();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Posts until the process is gone; what was answered with 202 is accepted and may not be lost. */
async function post(url: string, numbers: Iterator<number>, onAccepted: (n: number) => void): Promise<void> {
  for (let next = numbers.next(); next.done !== true; next = numbers.next()) {
    const headers = { authorization: `Bearer ${HOOK_TOKEN}` };
    const init = { method: 'POST', headers, body: aktoWebhook(next.value) };
    const answer = await fetch(`${url}/v1/hooks/akto`, init).catch(() => undefined);
    if (answer?.status !== 202) return;
    onAccepted(next.value);
  }
}

/** How often each alert came to a path, by its number. */
function timesAt(name: string): Map<number, number> {
  const numbers = receiver.at(`/${name}`).map(({ body }) => Number(JSON.parse(body).type.replace('FILTER_', '')));
  return new Map([...Map.groupBy(numbers, (n) => n)].map(([n, all]) => [n, all.length]));
}

const lostAt = (name: string, accepted: ReadonlySet<number>): number[] =>
  [...accepted].filter((n) => !timesAt(name).has(n));

async function ledgerOf(url: string, query = ''): Promise<Ledger> {
  // What the API promises under this path.
  return (await (await fetch(`${url}/v1/ledger${query}`, { headers: ADMIN })).json()) as Ledger;
}

/** The ledger once nothing is in flight and nothing changes any more. */
async function drained(url: string, accepted: ReadonlySet<number>): Promise<Ledger> {
  let before = '';
  let ledger = await ledgerOf(url);
  const isStill = async () => {
    await sleep(400);
    ledger = await ledgerOf(url);
    const { queued, sending, retrying, unknown } = ledger.deliveries;
    const isDone = queued + sending + retrying + unknown === 0 && ledger.webhooks.accepted >= accepted.size;
    const now = JSON.stringify([ledger, ...timesAt('one'), ...timesAt('two')]);
    const isSame = now === before;
    before = now;
    return isDone && isSame ? ledger : undefined;
  };
  return until('nothing is in flight', isStill, 60_000).catch((error: unknown) => {
    const lost = ['one', 'two'].map((name) => lostAt(name, accepted));
    throw new Error(`${String(error)}; not arrived: ${JSON.stringify(lost)}; the ledger: ${JSON.stringify(ledger)}`);
  });
}

it('nothing that was accepted is lost when the process is killed under load, twice', { timeout: 60_000 }, async () => {
  const numbers = Array.from({ length: ALERTS }, (_, n) => n).values();
  const accepted = new Set<number>();
  for (const killAt of KILLS) {
    running = await startProcess();
    const { url, kill } = running;
    const killed = Promise.withResolvers<void>();
    const onAccepted = (n: number) => {
      accepted.add(n);
      if (accepted.size === killAt) kill().then(killed.resolve, killed.reject);
    };
    await Promise.all([killed.promise, ...[1, 2, 3, 4].map(() => post(url, numbers, onAccepted))]);
  }
  expect(accepted.size, 'the kills came under load').toBeLessThan(ALERTS);

  running = await startProcess();
  await post(running.url, numbers, (n) => accepted.add(n));
  const ledger = await drained(running.url, accepted);

  expect({ one: lostAt('one', accepted), two: lostAt('two', accepted) }).toEqual({ one: [], two: [] });
  // A webhook may have been stored whose answer the kill cut off: more than was answered, never less.
  const alerts = timesAt('one').size;
  expect(ledger).toMatchObject({
    webhooks: { accepted: alerts, empty: 0, ignored: 0, duplicate: 0 },
    alerts,
    deliveries: { delivered: 2 * alerts, dead: 0 },
    balanced: true,
  });
  expect(await ledgerOf(running.url, '?audit=1')).toMatchObject({ audit: { agrees: true, differences: [] } });
  // What was under way at a kill may come once more, under the same id, and nothing else may.
  for (const name of ['one', 'two']) expect(Math.max(...timesAt(name).values())).toBeLessThanOrEqual(1 + KILLS.length);
});
