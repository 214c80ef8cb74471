import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runStages } from './scheduler.mjs';
import { summaryOf, writeSummary } from './summary.mjs';

const folder = mkdtempSync(join(tmpdir(), 'xiuhua-summary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

const context = { nightly: false, runtime: () => Promise.reject(new Error('not asked for')) };
/** @param {string} name @param {string[]} needs @param {number} failed @param {number} slots */
const stage = (name, needs = [], failed = 0, slots = 1) => ({
  name,
  needs,
  slots,
  run: async () => ({ passed: 2, failed, output: '' }),
});

it('stands after each stage, with its time, and names the stages that have not ended', async () => {
  const file = join(folder, 'summary.json');
  const todo = [stage('one', [], 0, 2), stage('two', ['one'], 1, 2), stage('three', ['two'], 0, 2)];
  /** @type {string[][]} */
  const seen = [];
  await runStages(todo, context, async (results) => {
    await writeSummary(file, summaryOf(todo, results, { nightly: false, runtime: undefined, ms: 1 }));
    const { stages } = JSON.parse(readFileSync(file, 'utf8'));
    seen.push(stages.map((/** @type {{ state: string }} */ { state }) => state));
    for (const { ms } of stages) expect(ms).toBeTypeOf('number');
  });
  expect(seen).toEqual([
    ['passed', 'not ended', 'not ended'],
    ['passed', 'failed', 'not ended'],
    ['passed', 'failed', 'failed'],
  ]);
  const { passed, failed, stages } = JSON.parse(readFileSync(file, 'utf8'));
  expect({ passed, failed, last: stages[2] }).toEqual({
    passed: 4,
    failed: 2,
    last: { name: 'three', state: 'failed', passed: 0, failed: 1, ms: 0, note: 'not run: two failed' },
  });
  expect(readdirSync(folder)).toEqual(['summary.json']);
});
