import { readFile } from 'node:fs/promises';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {string} [note] e.g. skipped tests
 */

/** @param {string} file @returns {Promise<any>} undefined if the runner did not get so far as to write it */
const readReport = async (file) =>
  readFile(file, 'utf8').then(
    (text) => JSON.parse(text),
    () => undefined,
  );

/**
 * A runner that failed without a failed test still failed; one that ran nothing proved nothing.
 * @param {Count} count @param {number} code @returns {Count}
 */
function judge(count, code) {
  if (count.failed === 0 && code !== 0)
    return { ...count, failed: 1, note: `the runner ended with code ${code}` };
  if (count.failed === 0 && count.passed === 0) return { ...count, failed: 1, note: 'no test ran' };
  return count;
}

/** @param {number} skipped */
const skippedNote = (skipped) => (skipped > 0 ? { note: `${skipped} skipped` } : {});

/** @param {string} file vitest's JSON report @param {number} code @returns {Promise<Count>} */
export async function vitestCount(file, code) {
  const report = await readReport(file);
  if (!report) return { passed: 0, failed: 1, note: 'no report was written' };
  // A file that cannot be loaded has no tests to fail.
  const unloadable = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ one) =>
      one.status === 'failed' && !one.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const { numPassedTests, numFailedTests, numPendingTests } = report;
  return judge(
    { passed: numPassedTests, failed: numFailedTests + unloadable, ...skippedNote(numPendingTests) },
    code,
  );
}

/** @param {string} file Playwright's JSON report @param {number} code @returns {Promise<Count>} */
export async function playwrightCount(file, code) {
  const report = await readReport(file);
  if (!report) return { passed: 0, failed: 1, note: 'no report was written' };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return judge(
    { passed: expected, failed: unexpected + flaky + report.errors.length, ...skippedNote(skipped) },
    code,
  );
}
