import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { childEnv } from '../child-env.ts';
import { freePort } from '../free-port.ts';
import { alertLine, fakeApi, TOKEN } from './fake-api.ts';

const CLI = path.resolve('infra/cli/bin/tocsin.ts');

/** Runs a command line of the shell in an empty folder, in which `tocsin` is the program; it has no terminal. */
async function shell(line: string, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-process-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = `tocsin() { "${process.execPath}" "${CLI}" "$@"; }; ${line}`;
  const child = spawn('bash', ['--norc', '-c', script], { cwd: folder, env: { ...childEnv, ...env } });
  child.stdin.end();
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err, left: readdirSync(folder) };
}

describe('the process', () => {
  it('prints help, and leaves an empty folder empty', async () => {
    const called = await shell('tocsin --help');
    expect(called).toMatchObject({ code: 0, err: '', left: [] });
    expect(called.out).toContain('Exit codes:');
  });

  it('ends with the code of its error, one line on standard error', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const called = await shell(`tocsin alerts --url ${url} --token x`);
    expect(called).toMatchObject({ code: 3, out: '', left: [] });
    expect(called.err).toMatch(/^tocsin: nothing answers at [^\n]+\n$/);
  });

  it('is quiet when its output is not read to the end', async () => {
    const alerts = Array.from({ length: 200 }, (_, n) => alertLine(n, 'x'.repeat(2_000)));
    const { url } = await fakeApi(() => ({ body: { alerts } }));
    const called = await shell(`tocsin alerts --limit 200 --url ${url} | head -n 1; echo "\${PIPESTATUS[0]}"`, {
      TOCSIN_ADMIN_TOKEN: TOKEN,
    });
    expect(called).toMatchObject({ code: 0, err: '', out: '{\n0\n' });
  });

  it('has no colour without a terminal, whatever FORCE_COLOR says', async () => {
    const { url } = await fakeApi(() => ({ body: { alerts: [alertLine(1)] } }));
    const env = { TOCSIN_ADMIN_TOKEN: TOKEN, FORCE_COLOR: '1' };
    const called = await shell(`tocsin alerts -o table --url ${url}`, env);
    expect(called.code).toBe(0);
    expect(called.out).not.toContain('\u001b');
  });

  it('has tables with colour on a terminal, and none with NO_COLOR', async () => {
    const { url } = await fakeApi(() => ({ body: { alerts: [alertLine(1)] } }));
    const command = `"${process.execPath}" "${CLI}" alerts --url ${url}`;
    const line = `script -qec '${command}' /dev/null`;
    const env = { TOCSIN_ADMIN_TOKEN: TOKEN, TERM: 'xterm' };
    const colored = await shell(line, env);
    expect(colored.out).toContain('SEVERITY');
    expect(colored.out).toContain('\u001b[31m');
    expect((await shell(line, { ...env, NO_COLOR: '1' })).out).not.toContain('\u001b[31m');
  });

  it('reads a secret from standard input, never from the command line', async () => {
    const called = await shell(`printf 'a value' | tocsin secrets set KEY; cat .env`);
    expect(called).toMatchObject({ code: 0, out: "KEY='a value'\n", left: ['.env'] });
  });
});
