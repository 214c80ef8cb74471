// The crash tests apart from the unit tests: they run a built store process for minutes, one file at a time.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { root } from './lib/paths.mjs';

export default defineConfig({
  root,
  resolve: { alias: { '@shared': join(root, 'src/shared') } },
  test: {
    include: ['test/crash/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
  },
});
