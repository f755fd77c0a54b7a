import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/closing-line.ts';
import { SlowestFirst } from './test/slowest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: [['default', { summary: false }], new ClosingLine()],
    setupFiles: ['test/seed.ts'],
    // Whole systems start and stop in some tests, on machines that do other work beside it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    isolate: false,
    // Some tests mostly wait, for a killed system or a bundler.
    maxWorkers: 3,
    sequence: { sequencer: SlowestFirst },
  },
});
