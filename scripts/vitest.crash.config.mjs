// The crash tests apart from the unit tests: they run a built store process for minutes, one file at a time.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { TEST_MS } from './lib/limits.mjs';
import { root } from './lib/paths.mjs';

export default defineConfig({
  root,
  resolve: { alias: { '@shared': join(root, 'src/shared') } },
  test: {
    include: ['test/crash/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    // One test kills many times; it says something after each, which the stage listens for.
    testTimeout: 6 * TEST_MS,
    hookTimeout: TEST_MS,
    teardownTimeout: TEST_MS,
  },
});
