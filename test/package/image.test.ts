/**
 * The Dockerfile as a system: what .dockerignore lets pass, what COPY takes, packages without the development ones and
 * without the optional ones, then the image's own ENTRYPOINT, HEALTHCHECK and command line, by another user where the
 * test runs as root. The base image is the Node of this repository.
 */
import { execFile, spawn } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { until } from '../until.ts';

const run = promisify(execFile);
const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll(/\\\n\s*/g, '');
const instructions = dockerfile
  .split('\n')
  .flatMap((line) =>
    /^[A-Z]+ /.test(line) ? [[line.split(' ')[0] ?? '', line.replace(/^[A-Z]+ /, '')] as const] : [],
  );
const lastStage = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
const wordsOf = (name: string): string => lastStage.findLast(([each]) => each === name)?.[1] ?? '';
const listOf = (name: string): string[] => JSON.parse(/\[.*\]/.exec(wordsOf(name))?.[0] ?? '[]');

const passing = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
const copied = instructions
  .filter(([name, words]) => name === 'COPY' && !words.startsWith('--from'))
  .flatMap(([, words]) => words.split(' ').slice(0, -1));

const isRoot = process.getuid?.() === 0;
const USER = 1000;
const root = mkdtempSync(path.join(os.tmpdir(), 'tocsin-image-'));
const app = path.join(root, 'app');
const data = path.join(root, 'data');

/** The packages that `npm ci --omit=dev --omit=optional` leaves. */
function runtimePackages(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  return Object.entries(packages).flatMap(([place, { dev, optional }]) =>
    place !== '' && dev !== true && optional !== true ? [place] : [],
  );
}

/** A word of the image as it is here. */
const here = (word: string): string => (word === 'node' ? process.execPath : word.replace(/^\/app\//, `${app}/`));
const environment = {
  PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
  HOME: root,
  NODE_ENV: 'production',
  TOCSIN_LOG: 'json',
  TOCSIN_DATA: path.join(data, 'tocsin'),
  AKTO_HOOK_TOKEN: 'sample-akto-token',
};
const asUser = isRoot ? { uid: USER, gid: USER } : {};
let child: ReturnType<typeof spawn>;
let port: number;
let printed = '';

/** What the image holds, where the user of the image can read it and cannot write it. */
async function fill(): Promise<void> {
  for (const each of copied.filter((name) => name !== 'package-lock.json' && name !== '.npmrc'))
    cpSync(each, path.join(app, each), { recursive: true });
  const outermost = runtimePackages().filter((place) => place.split('node_modules/').length === 2 && existsSync(place));
  for (const place of outermost) cpSync(place, path.join(app, place), { recursive: true });
  mkdirSync(path.join(root, 'config'));
  mkdirSync(data, { mode: 0o700 });
  if (!isRoot) return;
  chownSync(data, USER, USER);
  await run('chmod', ['755', root]);
}

beforeAll(async () => {
  port = await freePort();
  await fill();
  const [program = '', ...args] = listOf('ENTRYPOINT').map(here);
  const listen = ['--host', '127.0.0.1', '--port', String(port)];
  child = spawn(program, [...args, ...listen], { cwd: path.join(root, 'config'), env: environment, ...asUser });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk));
  await until('it listens', () => (printed.includes('Console:') || child.exitCode !== null ? true : undefined)).catch(
    (error) => {
      throw new Error(`${error}: ${printed}`);
    },
  );
});
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const inImage = (words: readonly string[]) => {
  const [program = '', ...args] = words.map(here);
  return run(program, args, { cwd: path.join(root, 'config'), env: environment, ...asUser });
};

describe('the image', () => {
  it('copies nothing that .dockerignore keeps out, and runs no install script', () => {
    expect(copied.filter((each) => !passing.includes(each))).toEqual([]);
    expect(dockerfile).toContain('RUN npm ci --omit=dev --omit=optional --ignore-scripts');
  });

  it('runs as a user without a name and without rights', () => {
    expect(wordsOf('USER')).toBe('1000:1000');
    expect(wordsOf('VOLUME')).toBe('/data');
    expect(wordsOf('EXPOSE')).toBe('8787');
  });

  it('is healthy by its own check, and not when nothing listens', async () => {
    const check = listOf('HEALTHCHECK').map((word) => word.replace(':8787/', `:${port}/`));
    await expect(inImage(check)).resolves.toBeDefined();
    await expect(inImage(check.map((word) => word.replace(`:${port}/`, ':9/')))).rejects.toMatchObject({ code: 1 });
  });

  it('takes a webhook and shows its alert by its own command line', async () => {
    const link = /ln -s (\S+) (\S+)/.exec(dockerfile);
    expect(link?.[2]).toBe('/usr/local/bin/tocsin');
    const command = path.join(root, 'tocsin');
    symlinkSync(here(link?.[1] ?? ''), command);
    const url = ['--url', `http://127.0.0.1:${port}`];
    const sent = await inImage([command, 'send', 'akto', '--sample', ...url]);
    expect(JSON.parse(sent.stdout)).toMatchObject({ status: 'accepted' });
    const listed = await until('the alert is there', async () => {
      const { alerts } = JSON.parse((await inImage([command, 'alerts', '-o', 'json', ...url])).stdout);
      return alerts.length > 0 ? alerts : undefined;
    });
    expect(listed[0]).toMatchObject({ source: 'akto' });
  });

  it('shows the console, which it builds without the development packages', async () => {
    const page = await (await fetch(`http://127.0.0.1:${port}/console`)).text();
    const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(page) ?? [];
    expect((await fetch(new URL(script, `http://127.0.0.1:${port}/console`))).status).toBe(200);
  });

  it('ends in order on the signal that it names', async () => {
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(wordsOf('STOPSIGNAL') as NodeJS.Signals);
    expect(await ended).toBe(0);
  });
});
