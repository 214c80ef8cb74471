import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { HANG_MS, TEST_MS } from './scripts/lib/limits.mjs';

/** Real Electron only: `npm test` gives it the runtime and a display (scripts/lib/stages.mjs). */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  tsconfig: './tsconfig.node.json',
  outputDir: 'out/e2e/results',
  // One at a time: two Electron applications on two cores only measure each other.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // These only end what hangs (scripts/lib/limits.mjs); the whole has no limit, its stage ends when it is silent.
  timeout: TEST_MS,
  globalTimeout: 0,
  expect: { timeout: HANG_MS },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env.XIUHUA_E2E_REPORT ?? 'out/report/e2e.json' }],
    [join(import.meta.dirname, 'scripts/lib/playwright-progress.mjs')],
  ],
  projects: [
    { name: 'app', testIgnore: 'packed.spec.ts' },
    { name: 'packed', testMatch: 'packed.spec.ts' },
  ],
});
