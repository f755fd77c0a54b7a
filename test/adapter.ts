/**
 * `npm run test:adapter -- slack`: the tests of one source or destination, without loading any other.
 * With `-u` what its table expects is rewritten, with `--watch` the tests run again whenever a file changes.
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { isRegistered } from './conformance/under-test.ts';

const root = path.join(import.meta.dirname, '..');

const suites = {
  sources: ['test/conformance/sources.test.ts'],
  destinations: ['test/conformance/destinations.test.ts', 'test/conformance/hostile.test.ts'],
} as const;

/** The test files that bear the name of a type: `teams.test.ts`, `teams.schema.test.ts`, `sentinel/asim.test.ts`. */
const ownFiles = (folder: keyof typeof suites, type: string): string[] =>
  globSync([`test/${folder}/${type}.{test,*.test}.ts`, `test/${folder}/${type}/**/*.test.ts`], { cwd: root });

/** The suites for a type that is in a registry, and its own test files. */
const filesFor = (type: string): string[] =>
  (['sources', 'destinations'] as const)
    .filter((folder) => isRegistered(folder, type))
    .flatMap((folder) => [...suites[folder], ...ownFiles(folder, type)]);

async function run(type: string, isUpdate: boolean, watch: boolean): Promise<void> {
  const files = filesFor(type);
  if (files.length === 0)
    throw new Error(`the type "${type}" is in no registry: lambdas/sources/registry.ts or lambdas/destinations/registry.ts
must have its line, as "'my-type': async () => (await import('./my-type/index.ts')).myType," for the type my-type`);
  process.env['ADAPTER'] = type;
  if (isUpdate) process.env['GOLDENS'] = 'write';
  const vitest = await startVitest('test', files, {
    root,
    // The project's configuration starts two projects, and workers for hundreds of files.
    config: false,
    watch,
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    testTimeout: 120_000,
    isolate: false,
    maxWorkers: 1,
    reporters: [['default', { summary: false }]],
  });
  if (!watch) await vitest?.close();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: 'boolean', short: 'u', default: false }, watch: { type: 'boolean', default: false } },
});
const [type, ...others] = positionals;
if (type === undefined || others.length > 0)
  throw new Error(`one type is expected, ${positionals.length} are named: npm run test:adapter -- slack`);
await run(type, values.update, values.watch);
