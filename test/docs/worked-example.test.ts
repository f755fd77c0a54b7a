import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The blocks of the page by the file that they name: ```ts lambdas/destinations/ntfy.ts */
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
  for (const file of ['package.json', 'tsconfig.json']) cpSync(file, path.join(copy, file));
  symlinkSync(path.resolve('node_modules'), path.join(copy, 'node_modules'));
  for (const [file, text] of blocks) {
    const target = path.join(copy, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file === REGISTRY ? register(readFileSync(target, 'utf8'), text) : text);
  }
  writeFileSync(
    path.join(copy, 'vitest.config.ts'),
    "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { include: ['test/conformance/destinations.test.ts'] } });\n",
  );
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('the page’s destination passes the conformance suite when it is added as the page says', {
  timeout: 120_000,
}, () => {
  expect([...blocks.keys()]).toEqual(expect.arrayContaining(['lambdas/destinations/ntfy.ts', REGISTRY]));
  const vitest = path.resolve('node_modules/vitest/vitest.mjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '-t', 'destination ntfy ', '--reporter', 'json', '--outputFile', 'report.json'],
    { cwd: copy, encoding: 'utf8', env: { PATH: process.env['PATH'], GOLDENS: 'write' } },
  );
  const said = `${stdout}\n${stderr}`;
  expect(existsSync(path.join(copy, 'report.json')), said).toBe(true);
  const report = JSON.parse(readFileSync(path.join(copy, 'report.json'), 'utf8'));
  const failed = report.testResults.flatMap(({ assertionResults }: { assertionResults: { status: string }[] }) =>
    assertionResults.filter(({ status }) => status === 'failed'),
  );
  expect(failed, said).toEqual([]);
  expect(report.numPassedTests, said).toBeGreaterThan(20);
});
