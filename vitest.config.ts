import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { TEST_MS } from './scripts/lib/limits.mjs';

export default defineConfig({
  resolve: { alias: { '@shared': resolve(import.meta.dirname, 'src/shared') } },
  test: {
    include: [
      'src/**/*.test.{ts,tsx}',
      'test/unit/**/*.test.ts',
      'test/sim/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    environment: 'node',
    // These only end what hangs.
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    teardownTimeout: TEST_MS,
  },
});
