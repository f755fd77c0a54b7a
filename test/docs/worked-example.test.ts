import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The blocks of the page by the file that they name: ```ts lambdas/destinations/ntfy/index.ts */
const blocks = new Map(
  [...readFileSync('docs/adapters.md', 'utf8').matchAll(/```\w+ (\S+)\n([\s\S]*?)```/g)].map(
    ([, file = '', text = '']) => [file, text],
  ),
);

const REGISTRY = 'lambdas/destinations/index.ts';
let copy: string;

/** Adds the page's import, and the name to the list, as whoever follows the page would. */
function register(text: string, line: string): string {
  const name = /\{ (\w+) \}/.exec(line)?.[1] ?? '';
  const imported = text.replace(/^import /m, `${line}import `);
  return imported.replace(/export const destinations = \{/, `export const destinations = { ${name},`);
}

beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'tocsin-example-'));
  for (const folder of ['lambdas', 'infra', 'test/conformance', 'test/fixtures/alerts', 'test/validators'])
    cpSync(folder, path.join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json', 'test/adapter.ts', 'test/seed.ts'])
    cpSync(file, path.join(copy, file));
  symlinkSync(path.resolve('node_modules'), path.join(copy, 'node_modules'));
  for (const [file, text] of blocks) {
    const target = path.join(copy, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file === REGISTRY ? register(readFileSync(target, 'utf8'), text) : text);
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What `npm run test:adapter` reports in the copy. */
function testAdapter(...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/adapter.ts', ...args], {
    cwd: copy,
    encoding: 'utf8',
    env,
  });
  return { status, said: `${stdout}\n${stderr}`, passed: Number(/Tests\s+(\d+) passed/.exec(stdout)?.[1] ?? 0) };
}

it('the page’s destination passes the conformance suite when it is added as the page says', {
  timeout: 120_000,
}, () => {
  expect([...blocks.keys()]).toEqual(expect.arrayContaining(['lambdas/destinations/ntfy/index.ts', REGISTRY]));
  const unread = testAdapter('ntfy');
  expect(unread.said).toContain('npm run test:adapter -- ntfy -u rewrites it');
  expect(unread.status, unread.said).toBe(1);
  const written = testAdapter('ntfy', '-u');
  expect(written.status, written.said).toBe(0);
  const compared = testAdapter('ntfy');
  expect(compared.status, compared.said).toBe(0);
  expect(compared.passed, compared.said).toBeGreaterThan(20);
  expect(testAdapter('nfty').said).toContain('the type "nfty" is in no registry');
});
