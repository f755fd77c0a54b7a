import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childEnv } from '../child-env.ts';

/** The blocks of the page by the file that they name: ```ts lambdas/destinations/ntfy/index.ts */
const blocks = new Map(
  [...readFileSync('docs/adapters.md', 'utf8').matchAll(/```\w+ (\S+)\n([\s\S]*?)```/g)].map(
    ([, file = '', text = '']) => [file, text],
  ),
);

const registry = /^lambdas\/(sources|destinations)\/registry\.ts$/;
let copy: string;

/** Adds the page's line to the list, as whoever follows the page would. */
const register = (file: string, line: string): string =>
  readFileSync(file, 'utf8').replace(/^export const registry = \{\n/m, (head) => `${head}${line}`);

beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'tocsin-example-'));
  const folders = ['lambdas', 'infra', 'docs', 'test/conformance', 'test/fixtures/alerts', 'test/validators'];
  const files = [
    'package.json',
    'tsconfig.json',
    'biome.json',
    'test/adapter.ts',
    'test/seed.ts',
    'test/sources/read.ts',
  ];
  for (const each of [...folders, ...files]) cpSync(each, path.join(copy, each), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(copy, 'node_modules'));
  for (const [file, text] of blocks) {
    const target = path.join(copy, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, registry.test(file) ? register(target, text) : text);
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What a program reports in the copy. */
function run(program: string, ...args: readonly string[]) {
  const env = { ...childEnv, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: copy, encoding: 'utf8', env });
  return { status, said: `${stdout}\n${stderr}` };
}
const testAdapter = (...args: readonly string[]) => run(process.execPath, 'test/adapter.ts', ...args);

const examples = [
  { kind: 'destinations', type: 'ntfy', tests: 20 },
  { kind: 'sources', type: 'opencanary', tests: 10 },
] as const;

const moduleOf = ({ kind, type }: { readonly kind: string; readonly type: string }): string =>
  `lambdas/${kind}/${type}/index.ts`;

describe.each(examples)('the page’s $type', ({ kind, type, tests }) => {
  it('is one folder, one line in the registry and one case table', () => {
    const own = [moduleOf({ kind, type }), `lambdas/${kind}/registry.ts`, `test/fixtures/${kind}/${type}.json`];
    expect([...blocks.keys()].filter((file) => file.includes(kind))).toEqual(own);
  });

  it('passes the conformance suite when it is added as the page says', { timeout: 120_000 }, () => {
    const unread = testAdapter(type);
    expect(unread.said).toContain(`npm run test:adapter -- ${type} -u rewrites it`);
    expect(unread.status, unread.said).toBe(1);
    const written = testAdapter(type, '-u');
    expect(written.status, written.said).toBe(0);
    const compared = testAdapter(type);
    expect(compared.status, compared.said).toBe(0);
    expect(Number(/Tests\s+(\d+) passed/.exec(compared.said)?.[1] ?? 0), compared.said).toBeGreaterThan(tests);
  });
});

it('nothing else is written by hand: "npm run docs" adds its page and what routing has to know', () => {
  const written = run(process.execPath, 'infra/docs/write-docs.ts');
  expect(written.status, written.said).toBe(0);
  for (const { kind, type } of examples)
    expect(readFileSync(path.join(copy, `docs/${kind}/README.md`), 'utf8')).toContain(`](${type}.md)`);
  expect(readFileSync(path.join(copy, 'lambdas/destinations/traits-list.ts'), 'utf8')).toContain(
    "  ntfy: { group: 'chat', takesBatches: false },",
  );
});

it('the compiler and the linter find nothing in what the page adds', () => {
  const added = [...examples.map(moduleOf), 'lambdas/destinations/traits-list.ts'];
  writeFileSync(
    path.join(copy, 'added.json'),
    JSON.stringify({ extends: './tsconfig.json', include: [], files: added }),
  );
  const compiled = run('node_modules/.bin/tsc', '-p', 'added.json');
  expect(compiled.said.split('\n').filter((line) => added.some((file) => line.startsWith(file)))).toEqual([]);
  const linted = run('node_modules/.bin/biome', 'lint', '--vcs-enabled=false', ...added);
  expect(linted.status, linted.said).toBe(0);
});

it('a type that is in no registry is an error that says what to add', () => {
  const { said, status } = testAdapter('nfty');
  expect(said).toContain('the type "nfty" is in no registry');
  expect(status).not.toBe(0);
});
