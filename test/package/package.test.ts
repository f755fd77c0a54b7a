import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const run = promisify(execFile);
const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-package-'));
const clone = path.join(folder, 'clone');
const home = path.join(folder, 'home');
const bin = path.join(home, 'node_modules/.bin/tocsin');

/** A copy of what is packed, so that nothing here changes while other tests read it. */
function copyRepository(): void {
  mkdirSync(clone);
  const parts = [
    'infra',
    'lambdas',
    'docs',
    'package.json',
    'README.md',
    'LICENSE',
    'NOTICE',
    'CHANGELOG.md',
    'tsconfig.json',
  ];
  for (const part of parts) cpSync(part, path.join(clone, part), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(clone, 'node_modules'));
}

const npm = (cwd: string, ...words: string[]) =>
  run('npm', [...words, '--offline', '--no-audit', '--no-fund', '--cache', path.join(folder, 'cache')], { cwd });

beforeAll(async () => {
  copyRepository();
  await npm(clone, 'pack');
  mkdirSync(home);
  writeFileSync(path.join(home, 'package.json'), '{}');
  await npm(home, 'install', path.join(clone, `tocsin-${manifest.version}.tgz`));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The path without the Node of this repository: the command is run by that of the machine, which may be older. */
const PATH = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((each) => !each.includes('node_modules'))
  .join(path.delimiter);

/** Runs the installed command. */
async function tocsin(...words: string[]) {
  const child = run(bin, words, { cwd: home, env: { ...process.env, PATH } });
  return child.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  );
}

describe('the package', () => {
  it('installs offline and alone, and leaves the repository as it was', () => {
    expect(readdirSync(path.join(home, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['tocsin']);
    expect(readFileSync(path.join(clone, 'package.json'), 'utf8')).toBe(readFileSync('package.json', 'utf8'));
    expect(readdirSync(clone)).not.toContain('.package.json.repository');
  });

  it('holds compiled code, the licences of what is in it, and no source or test', () => {
    const files = readdirSync(path.join(home, 'node_modules/tocsin'), { recursive: true }).map(String);
    expect(files).toEqual(
      expect.arrayContaining(['dist/tocsin.js', 'dist/samples.jsonl', 'LICENSE', 'NOTICE', 'README.md']),
    );
    expect(files.filter((file) => /\.ts$|node_modules|test/.test(file))).toEqual([]);
    const licenses = readFileSync(path.join(home, 'node_modules/tocsin/dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['commander', 'zod', 'undici', 'yaml'])
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  it('runs --version and --help', async () => {
    expect(await tocsin('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
    expect(await tocsin('--help')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Exit codes:') });
  });

  it('runs check, preview, map and send without the system', async () => {
    cpSync('tocsin.example.yaml', path.join(home, 'tocsin.yaml'));
    const checked = await tocsin('check');
    expect(checked, checked.err).toMatchObject({ code: 0, out: expect.stringContaining('no mistakes') });
    rmSync(path.join(home, 'tocsin.yaml'));
    const sample = path.resolve('infra/local/samples/accuknox.json');
    const previewed = await tocsin('preview', sample);
    expect(previewed).toMatchObject({ code: 0, out: expect.stringContaining('nothing was sent') });
    expect((await tocsin('map', sample)).out).toContain('type: custom');
    const sent = await tocsin('send', 'akto', '--sample', '--url', 'http://127.0.0.1:9');
    expect(sent).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('nothing answers at http://127.0.0.1:9'),
    });
  });
});
