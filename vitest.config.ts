import { availableParallelism } from 'node:os';
import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { Alternately } from './test/alternately.ts';
import { ClosingLine } from './test/closing-line.ts';

// Tests start hundreds of processes of the same files: Node strips their types and compiles them once, not each time.
process.env['NODE_COMPILE_CACHE'] ??= path.join(import.meta.dirname, 'node_modules/.cache/tocsin-compiled');

/**
 * Tests that start systems, emulators or processes, synthesize, bundle, play histories of faults or render thousands of
 * alerts; all others are unit tests.
 */
const system = [
  'test/{alertmanager,bench,bundles,cli,console,content,cost,faults,fuzz,interop,mock-destinations,one-machine,package}/**/*.test.ts',
  'test/{pipeline,situations}/**/*.test.ts',
  'test/conformance/hostile.test.ts',
  'test/domain/expression/hostile.test.ts',
  'test/docs/{aws,sandbox,worked-example}.test.ts',
  'test/engine/what-if/*.test.ts',
  'test/functions/{neighbours,old-queues,stalled-connection}.test.ts',
  'test/store/{bounded-client,client-options,dynamodb/contract,dynamodb/walk}.test.ts',
  'test/regex/redos.test.ts',
  'test/sandbox/email.test.ts',
  'test/store/sqlite/{backup,open,space,wal}.test.ts',
  'test/transport/{credential-deadlines,deadlines,misbehaviours,resolver,resolver-threads,syslog,syslog-kept}.test.ts',
  'test/{aws,infra,local,upgrade}/**/*.test.ts',
];

export default defineConfig({
  test: {
    reporters: [['default', { summary: false }], new ClosingLine()],
    setupFiles: ['test/seed.ts'],
    // Whole systems start and stop in some tests, on machines that do other work beside it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    isolate: false,
    // Half of the files that run at a time mostly wait, for a killed system or a browser: `sequence`.
    maxWorkers: Math.max(6, availableParallelism()),
    sequence: { sequencer: Alternately },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ...system] },
      },
      { extends: true, test: { name: 'system', include: system } },
    ],
  },
});
