import { defineConfig } from '@playwright/test';

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
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: process.env.XIUHUA_E2E_REPORT ?? 'out/report/e2e.json' }]],
  projects: [
    { name: 'app', testIgnore: 'packed.spec.ts' },
    { name: 'packed', testMatch: 'packed.spec.ts' },
  ],
});
