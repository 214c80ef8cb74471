import { relative } from 'node:path';
import { root } from './paths.mjs';
import { ProgressWriter } from './progress.mjs';

/** Playwright's reporter for stages: keeps what ran as it runs (`XIUHUA_PROGRESS`). @implements {import('@playwright/test/reporter').Reporter} */
export default class PlaywrightProgress {
  writer = new ProgressWriter(process.env.XIUHUA_PROGRESS);

  /** @param {import('@playwright/test/reporter').FullConfig} _config @param {import('@playwright/test/reporter').Suite} suite */
  onBegin(_config, suite) {
    const files = new Set();
    for (const test of suite.allTests()) {
      const file = relative(root, test.location.file);
      if (!files.has(file)) this.writer.write({ what: 'file', file });
      files.add(file);
      this.writer.write({ what: 'test', id: test.id, file, name: test.title });
    }
  }

  /** @param {import('@playwright/test/reporter').TestCase} test */
  onTestBegin(test) {
    this.writer.write({ what: 'begun', id: test.id });
  }

  /**
   * A test that passed only when tried again failed; one that was interrupted did not run.
   * @param {import('@playwright/test/reporter').TestCase} test @param {import('@playwright/test/reporter').TestResult} result
   */
  onTestEnd(test, result) {
    if (result.status === 'interrupted') return;
    const state = { skipped: 'skipped', expected: 'passed', unexpected: 'failed', flaky: 'failed' }[
      test.outcome()
    ];
    this.writer.end(test.id, /** @type {'passed'} */ (state), result.duration, test.title);
  }

  /** @param {import('@playwright/test/reporter').TestError} error */
  onError(error) {
    this.writer.write({ what: 'error', message: error.message ?? 'an error outside of the tests' });
  }
}
