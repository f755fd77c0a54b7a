import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../lambdas/domain/counters.ts';
import { childEnv } from '../child-env.ts';
import type { Backend } from './backends.ts';

const ADMIN_TOKEN = 'soak-admin-token';
export const HOOK_TOKEN = 'soak-hook-token';

/** The product as a process of its own, in a group of its own. */
export interface Product {
  readonly url: string;
  /** `kill -9` of the whole group: nothing gets to say goodbye. */
  kill(): Promise<void>;
  ledger(): Promise<Ledger | undefined>;
}

export interface ProductProps {
  readonly folder: string;
  readonly configFile: string;
  readonly backend: Pick<Backend, 'script' | 'args'>;
  readonly secrets: Readonly<Record<string, string>>;
}

const started = /Tocsin listens on (http:\S+?),/;
const PATIENCE_MS = 60_000;

async function listening(child: ChildProcess, said: () => string): Promise<string> {
  for (const began = performance.now(); performance.now() - began < PATIENCE_MS; await sleep(50)) {
    const url = started.exec(said())?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) break;
  }
  throw new Error(`the product did not start: ${said().slice(-2000)}`);
}

export async function startProduct({ folder, configFile, backend, secrets }: ProductProps): Promise<Product> {
  const child = spawn(process.execPath, [backend.script, '--config', configFile, ...backend.args], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...childEnv, HOOK_TOKEN, TOCSIN_ADMIN_TOKEN: ADMIN_TOKEN, ...secrets },
  });
  let said = '';
  const listen = (chunk: unknown) => {
    // Its log goes on for long; only the end is worth keeping.
    said = `${said}${String(chunk)}`.slice(-20_000);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const exited = once(child, 'exit');
  const kill = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
    await exited;
  };
  try {
    const url = await listening(child, () => said);
    return {
      url,
      kill,
      async ledger() {
        const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
        const answer = await fetch(`${url}/v1/ledger`, { headers }).catch(() => undefined);
        return answer?.ok === true ? ((await answer.json()) as Ledger) : undefined;
      },
    };
  } catch (error) {
    await kill();
    throw error;
  }
}
