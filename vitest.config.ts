import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whole systems start and stop in some tests, on machines that do other work beside it.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    isolate: false,
  },
});
