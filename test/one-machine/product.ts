import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { childEnv } from '../child-env.ts';
import { freePort } from '../free-port.ts';
import { until } from '../until.ts';

const START = path.join(import.meta.dirname, '../../infra/local/start.ts');
const ADMIN_TOKEN = 'one-machine-admin-token-0123456789';

export interface ProductProps {
  readonly yaml: string;
  /** Its configuration, log and data; a new one that `remove` takes away when nothing is said. */
  readonly folder?: string;
  /** @default `data` in the folder */
  readonly dataDir?: string;
  /** @default a free one */
  readonly port?: number;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly nodeOptions?: string;
  /** A command that starts it: `unshare --mount …`. */
  readonly launcher?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The counts of `GET /v1/ledger`. */
export interface Ledger {
  readonly webhooks: Readonly<Record<string, number>>;
  readonly alerts: number;
  readonly deliveries: Readonly<Record<string, number>>;
  readonly balanced: boolean;
}

/** The product as a process of its own, known by nothing but what it answers over HTTP. */
export interface Product {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  readonly dataDir: string;
  /** From the start of the process until it answered. */
  readonly startedInMs: number;
  isRunning(): boolean;
  /** Any request; no answer at all is status 0. */
  request(target: string, init?: RequestInit): Promise<Answer>;
  hook(source: string, body: string): Promise<Answer>;
  /** A request with the admin's credential. */
  admin(target: string, init?: RequestInit): Promise<Answer>;
  ledger(): Promise<Ledger | undefined>;
  /** The end of what it logged. */
  log(): string;
  /** `kill -9` of the whole group: nothing gets to say goodbye. */
  kill(): Promise<void>;
  /** Kills it and takes its folder away. */
  remove(): Promise<void>;
}

const START_MS = 90_000;
const ANSWER_MS = 120_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS), ...init });
    return { status: answer.status, headers: answer.headers, body: parsed(await answer.text()) };
  } catch (error) {
    return { status: 0, headers: new Headers(), body: String(error) };
  }
}

function launch(props: ProductProps, folder: string, dataDir: string, port: number): ChildProcess {
  const file = path.join(folder, 'tocsin.yaml');
  writeFileSync(file, props.yaml);
  const log = openSync(path.join(folder, 'log.txt'), 'a');
  const options = ['--config', file, '--port', String(port), '--data', dataDir];
  const [command = process.execPath, ...words] = [...(props.launcher ?? []), process.execPath, START, ...options];
  const child = spawn(command, words, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...childEnv,
      TOCSIN_ADMIN_TOKEN: ADMIN_TOKEN,
      ...(props.nodeOptions === undefined ? {} : { NODE_OPTIONS: props.nodeOptions }),
      ...props.secrets,
    },
  });
  closeSync(log);
  return child;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const { pid } of living) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
});

function track(child: ChildProcess): void {
  living.add(child);
  child.once('exit', () => living.delete(child));
}

/** Starts the product over a configuration, and waits until it answers. */
export async function startProduct(props: ProductProps): Promise<Product> {
  const folder = props.folder ?? mkdtempSync(path.join(os.tmpdir(), 'tocsin-machine-'));
  mkdirSync(folder, { recursive: true });
  const dataDir = props.dataDir ?? path.join(folder, 'data');
  const port = props.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = launch(props, folder, dataDir, port);
  track(child);
  const log = () => readFileSync(path.join(folder, 'log.txt'), 'utf8').slice(-3000);
  const admin = (target: string, init: RequestInit = {}) =>
    send(url + target, {
      ...init,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json', ...init.headers },
    });
  const isUp = async () => {
    if (hasEnded(child)) throw new Error(`the product ended at its start: ${log()}`);
    return (await send(`${url}/v1/health`, {})).status === 200 ? true : undefined;
  };
  try {
    await until('the product answers', isUp, START_MS);
  } catch (error) {
    await kill(child);
    throw error;
  }
  return {
    url,
    port,
    pid: child.pid ?? 0,
    folder,
    dataDir,
    startedInMs: performance.now() - began,
    isRunning: () => !hasEnded(child),
    request: (target, init = {}) => send(url + target, init),
    hook: (source, body) =>
      send(`${url}/v1/hooks/${source}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    admin,
    async ledger() {
      const { status, body } = await admin('/v1/ledger');
      return status === 200 ? (body as Ledger) : undefined;
    },
    log,
    kill: () => kill(child),
    async remove() {
      await kill(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
