import { readProgress } from './progress.mjs';

/** @typedef {import('./progress.mjs').Count} Count */

/** @param {import('./progress.mjs').Told} told @returns {string[]} */
function leftOut({ notRun, filesNotRun, running }) {
  const lacking = [
    ...(notRun > 0 ? [`${notRun} tests`] : []),
    ...(filesNotRun > 0 ? [`${filesNotRun} files of tests`] : []),
  ];
  const then = running.length > 0 ? [`at work then: ${running.slice(0, 3).join('; ')}`] : [];
  return lacking.length > 0 ? [`${lacking.join(' and ')} did not run`, ...then] : [];
}

/**
 * Counts what a runner did by its progress file. A runner that failed without a failed test still failed; one that ran
 * nothing proved nothing; one that was ended says what did not run.
 * @param {string} file @param {{ code: number, silent: boolean }} end @returns {Count}
 */
export function countOf(file, { code, silent }) {
  const told = readProgress(file);
  const { passed, skipped } = told;
  const notes = skipped > 0 ? [`${skipped} skipped`] : [];
  if (silent) notes.push('ended, because it was silent for too long');
  notes.push(...leftOut(told));
  const lacking = silent || told.notRun + told.filesNotRun > 0;
  let failed = told.failed + (lacking ? 1 : 0);
  if (failed === 0 && code !== 0) {
    failed = 1;
    notes.push(`the runner ended with code ${code}`);
  } else if (failed === 0 && passed === 0) {
    failed = 1;
    notes.push('no test ran');
  }
  return { passed, failed, ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
}
