import { rm } from 'node:fs/promises';
import { test as base, type TestInfo } from '@playwright/test';
import { TEST_MS } from '../../../scripts/lib/limits.mjs';
import { type LaunchOptions, launchApp, newDataDir, type RunningApp } from './launch.mjs';
import { copySeed, ensureSeed } from './seed.mjs';

export type { LaunchOptions, Role, RunningApp } from './launch.mjs';
export { launchApp, newDataDir, packedExecutable } from './launch.mjs';

interface Fixtures {
  /** Starts the application with a data folder of its own and ends it after the test, whatever happened. */
  launch: (options?: LaunchOptions) => Promise<RunningApp>;
  /** The same on a copy of the demo data. */
  launchDemo: (options?: LaunchOptions) => Promise<RunningApp>;
}

interface WorkerFixtures {
  /** The demo data folder, built once for the run. */
  seed: string;
}

const tracing = process.env.XIUHUA_TRACE !== '0';

/** On failure: trace and a picture of every window in out/e2e/results, and what the application wrote. */
async function keepEvidence(app: RunningApp, index: number, info: TestInfo): Promise<void> {
  await info.attach(`app-${index}.log`, { body: app.log(), contentType: 'text/plain' });
  if (app.exited) return;
  if (tracing) {
    await app.electron.context().tracing.stop({ path: info.outputPath(`trace-${index}.zip`) });
  }
  for (const [n, page] of app.electron.windows().entries()) {
    await page.screenshot({ path: info.outputPath(`window-${index}-${n}.png`), timeout: 5000 });
  }
}

/** Playwright's test with `launch` and `launchDemo`. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  launch: async ({}, use, info) => {
    const apps: RunningApp[] = [];
    await use(async (options = {}) => {
      const app = await launchApp({ data: newDataDir(info.title), ...options });
      apps.push(app);
      if (tracing) await app.electron.context().tracing.start({ snapshots: true, screenshots: false });
      return app;
    });
    const failed = info.status !== info.expectedStatus;
    for (const [index, app] of apps.entries()) {
      if (failed) await keepEvidence(app, index, info).catch(() => undefined);
      await app.close();
    }
    if (failed) return;
    for (const data of new Set(apps.map((app) => app.data))) {
      await rm(data, { recursive: true, force: true });
      await rm(`${data}.profile`, { recursive: true, force: true });
    }
  },
  seed: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => use(await ensureSeed()),
    { scope: 'worker', timeout: TEST_MS },
  ],
  launchDemo: async ({ launch, seed: _ }, use, info) => {
    await use(async (options = {}) => launch({ data: await copySeed(info.title), ...options }));
  },
});

export { expect } from '@playwright/test';
