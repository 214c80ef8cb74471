// The nightly check with a real office suite, apart from the unit tests: it needs one installed.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { TEST_MS } from './lib/limits.mjs';
import { root } from './lib/paths.mjs';

export default defineConfig({
  root,
  resolve: { alias: { '@shared': join(root, 'src/shared') } },
  test: {
    include: ['test/office/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    teardownTimeout: TEST_MS,
  },
});
