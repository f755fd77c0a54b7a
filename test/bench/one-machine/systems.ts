import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../../free-port.ts';
import { webhookTo, yamlOf } from '../../one-machine/alerts.ts';
import { type Product, startProduct } from '../../one-machine/product.ts';
import { until } from '../../until.ts';

export const systemNames = ['bare', 'floor', 'tocsin', 'empty'] as const;
/** `empty`: Tocsin with adapters that do as good as nothing. */
export type SystemName = (typeof systemNames)[number];

/** A forwarder under measurement. */
export interface System {
  readonly name: SystemName;
  readonly pid: number;
  /** Where alerts are posted. */
  readonly hookUrl: string;
  stop(): Promise<void>;
}

export const HOOK_PATH = '/v1/hooks/generic';

const isOpen = (port: number): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
    socket.once('connect', () => socket.destroy());
  });

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** One of the two forwarders that Tocsin is held against, as a process of its own. */
async function startForwarder(name: 'bare' | 'floor', sinkUrl: string): Promise<System> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-floor-'));
  const port = await freePort();
  const file = path.join(import.meta.dirname, name === 'bare' ? 'bare-forwarder.ts' : 'durable-forwarder.ts');
  const words = [file, String(port), sinkUrl, path.join(folder, 'floor.db')];
  const child = spawn(process.execPath, ['--no-warnings', ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  await until(`${file} listens`, () => isOpen(port), 20_000);
  return {
    name,
    pid: child.pid ?? 0,
    hookUrl: `http://127.0.0.1:${port}${HOOK_PATH}`,
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The product over one source without a credential and one webhook destination. */
export const startTocsin = (sinkUrl: string, nodeOptions = ''): Promise<Product> =>
  startProduct({ yaml: yamlOf({ archive: webhookTo(sinkUrl) }), nodeOptions });

const emptyAdapters = `--import=${pathToFileURL(path.join(import.meta.dirname, 'empty-adapters.ts'))}`;

/** Starts a forwarder that posts to a sink. */
export async function startSystem(name: SystemName, sinkUrl: string): Promise<System> {
  if (name === 'bare' || name === 'floor') return startForwarder(name, sinkUrl);
  const { pid, url, remove } = await startTocsin(sinkUrl, name === 'empty' ? emptyAdapters : '');
  return { name, pid, hookUrl: url + HOOK_PATH, stop: remove };
}
