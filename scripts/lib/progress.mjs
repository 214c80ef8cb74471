import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * What a runner did, a line for each thing as it happens: a run that is ended in the middle leaves what it came to.
 * A file and a test have an id of the runner's own.
 * @typedef {{ what: 'file', file: string }
 *   | { what: 'test', id: string, file: string, name: string }
 *   | { what: 'begun', id: string }
 *   | { what: 'ended', id: string, state: 'passed' | 'failed' | 'skipped', ms: number }
 *   | { what: 'fileEnded', file: string, broken: boolean, ms: number }
 *   | { what: 'error', message: string }} Progress
 *
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {string} [note] e.g. skipped tests
 *
 * @typedef {Count & { skipped: number, notRun: number, filesNotRun: number, running: string[] }} Told
 */

const SAY_EVERY_MS = 10_000;

/** The reporters' side: keeps the record, and says at least now and then that tests end. */
export class ProgressWriter {
  said = performance.now();
  ended = 0;

  /** @param {string | undefined} path where nothing is kept without one (a run by hand) */
  constructor(path) {
    this.path = path;
    if (path) writeFileSync(path, '');
  }

  /** @param {Progress} progress */
  write(progress) {
    if (this.path) appendFileSync(this.path, `${JSON.stringify(progress)}\n`);
  }

  /** @param {string} id @param {'passed' | 'failed' | 'skipped'} state @param {number} ms @param {string} title */
  end(id, state, ms, title) {
    this.write({ what: 'ended', id, state, ms });
    this.ended += 1;
    if (!this.path || performance.now() - this.said < SAY_EVERY_MS) return;
    this.said = performance.now();
    console.log(`· ${this.ended} tests ended, the last: ${title}`);
  }
}

/** @param {string} path @returns {Progress[]} nothing where the runner never began; a torn last line is left out */
function linesOf(path) {
  /** @type {Progress[]} */
  const found = [];
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  for (const line of text.split('\n').slice(0, -1)) found.push(JSON.parse(line));
  return found;
}

/**
 * What ran and what did not. A file that could not be loaded, and an error outside of every test, count as failed.
 * @param {string} path @returns {Told}
 */
export function readProgress(path) {
  /** @type {Map<string, { name: string, state: string }>} */
  const tests = new Map();
  /** @type {Map<string, string>} */
  const files = new Map();
  let errors = 0;
  for (const line of linesOf(path)) {
    if (line.what === 'file') files.set(line.file, 'waiting');
    else if (line.what === 'fileEnded') {
      files.set(line.file, 'ended');
      if (line.broken) errors += 1;
    } else if (line.what === 'error') errors += 1;
    else if (line.what === 'test') {
      if (files.get(line.file) === 'waiting') files.set(line.file, 'known');
      tests.set(line.id, { name: `${line.file} > ${line.name}`, state: 'waiting' });
    } else {
      const test = tests.get(line.id);
      if (test) test.state = line.what === 'begun' ? 'running' : line.state;
    }
  }
  const all = [...tests.values()];
  const count = (/** @type {string} */ state) => all.filter((test) => test.state === state).length;
  return {
    passed: count('passed'),
    failed: count('failed') + errors,
    skipped: count('skipped'),
    notRun: count('waiting') + count('running'),
    filesNotRun: [...files.values()].filter((state) => state === 'waiting').length,
    running: all.filter((test) => test.state === 'running').map((test) => test.name),
  };
}
