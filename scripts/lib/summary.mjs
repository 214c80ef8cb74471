import { rename, writeFile } from 'node:fs/promises';

/**
 * @typedef {object} StageSummary
 * @property {string} name
 * @property {'passed' | 'failed' | 'not ended'} state `not ended`: the run came to an end before this stage did
 * @property {number} passed
 * @property {number} failed
 * @property {number} ms from the stage's beginning to its end, beside whatever else ran; 0 where it was not run
 * @property {string} [note]
 *
 * @typedef {object} Run
 * @property {boolean} nightly
 * @property {import('./runtime.mjs').Runtime | undefined} runtime
 * @property {number} ms
 *
 * @typedef {Run & { passed: number, failed: number, stages: StageSummary[] }} Summary
 */

/**
 * The report of a run as far as it came.
 * @param {readonly { name: string }[]} todo
 * @param {ReadonlyMap<string, import('./stages.mjs').StageResult>} results
 * @param {Run} run
 * @returns {Summary}
 */
export function summaryOf(todo, results, run) {
  const stages = todo.map(({ name }) => {
    const result = results.get(name);
    if (!result) return { name, state: /** @type {const} */ ('not ended'), passed: 0, failed: 0, ms: 0 };
    const { passed, failed, ms = 0, note } = result;
    const state = failed > 0 ? /** @type {const} */ ('failed') : /** @type {const} */ ('passed');
    return { name, state, passed, failed, ms, ...(note ? { note } : {}) };
  });
  return {
    passed: stages.reduce((sum, stage) => sum + stage.passed, 0),
    failed: stages.reduce((sum, stage) => sum + stage.failed, 0),
    ...run,
    stages,
  };
}

/** Never half a report: whoever reads it meanwhile, or after we were killed, finds a whole one. @param {string} file @param {Summary} summary */
export async function writeSummary(file, summary) {
  const temp = `${file}.${process.pid}`;
  await writeFile(temp, `${JSON.stringify(summary, null, 2)}\n`);
  await rename(temp, file);
}
