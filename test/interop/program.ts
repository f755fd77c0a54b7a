import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../free-port.ts';
import { until } from '../until.ts';

/** Where system programs are that are in no user's PATH. */
const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];

/** The first of some programs that is installed here. */
export const installed = (...names: readonly string[]): string | undefined =>
  names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => existsSync(file));

/** A Python that has a module; the one of the system need not be the first in PATH. */
export const pythonWith = (module: string): string | undefined =>
  folders
    .map((folder) => path.join(folder, 'python3'))
    .find((file) => existsSync(file) && spawnSync(file, ['-c', `import ${module}`]).status === 0);

const isListening = (port: number): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(undefined));
    socket.once('connect', () => socket.destroy());
  });

/** A running program: a folder of its own, a port of loopback, and what it has written. */
export interface Program {
  readonly folder: string;
  readonly port: number;
  output(): string;
  /** Ends this process and its children, by its id, and removes the folder. */
  close(): Promise<void>;
}

export interface Plan {
  readonly command: string;
  readonly args: (folder: string, port: number) => readonly string[];
  /** Files of its folder, by name. */
  readonly files: (folder: string, port: number) => Readonly<Record<string, string>>;
}

/** Ends a program and what it started: it leads a process group of its own. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // Nobody of the group is left.
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    signal(child, 'SIGTERM');
    const timer = setTimeout(() => signal(child, 'SIGKILL'), 5_000);
    await exit;
    clearTimeout(timer);
  }
  signal(child, 'SIGKILL');
}

/** Starts a program on a free port of loopback and waits until it listens there. */
export async function start({ command, args, files }: Plan): Promise<Program> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tocsin-interop-'));
  // Servers that begin as root go on as another user.
  await chmod(folder, 0o777);
  const port = await freePort();
  for (const [name, text] of Object.entries(files(folder, port))) await writeFile(path.join(folder, name), text);
  const child = spawn(command, args(folder, port), { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const close = async () => {
    await ended(child);
    // What a server began before its end may still write.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    await until(
      `${command} listens`,
      () => {
        if (child.exitCode !== null) throw new Error(`${command} ended: ${output.slice(-2000)}`);
        return isListening(port);
      },
      20_000,
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { folder, port, output: () => output, close };
}
