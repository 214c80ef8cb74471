import { readFile, rename, writeFile } from 'node:fs/promises';

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {string} against
 * @property {number} ratio ours over theirs: smaller is better
 *
 * @typedef {Figure & { part?: string, at?: string }} Kept `part`: what measured it; `at`: when the run began that did (ISO
 *   8601, UTC). Figures of another run are older ones: that run's part was not run since, or did not come so far.
 *
 * @typedef {(figures: readonly Figure[]) => Promise<void>} Tell takes figures as they are measured
 */

/** @param {string} file @returns {Promise<Kept[]>} */
async function read(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw new Error(
      `${file} cannot be read: ${/** @type {Error} */ (error).message}. Remove it and try again.`,
    );
  }
}

/** The figures of a run and, marked by their time, those of earlier ones. The file is whole after each figure. */
export class BenchRecord {
  /** @type {{ part: string, message: string }[]} */
  failures = [];

  /** @param {string} file @param {string} at @param {Kept[]} figures */
  constructor(file, at, figures) {
    this.file = file;
    this.at = at;
    this.figures = figures;
  }

  /** @param {string} file @param {string} at when this run began */
  static async open(file, at) {
    return new BenchRecord(file, at, await read(file));
  }

  /** Figures of this run. */
  fresh() {
    return this.figures.filter((figure) => figure.at === this.at);
  }

  /** Figures of earlier runs. */
  old() {
    return this.figures.filter((figure) => figure.at !== this.at);
  }

  /** Takes in what was measured; older figures of these names go. @param {string} part @param {readonly Figure[]} figures */
  async add(part, figures) {
    const names = new Set(figures.map(({ name }) => name));
    const rest = this.figures.filter((one) => one.at === this.at || !names.has(one.name));
    this.figures = [...rest, ...figures.map((figure) => ({ ...figure, part, at: this.at }))];
    await this.write();
  }

  /**
   * Measures a part. One that fails is told and noted, and keeps what it had measured and its older figures; of one that
   * came to its end only its own figures stay.
   * @param {string} part @param {(tell: Tell) => Promise<void>} measure @param {(line: string) => void} log
   */
  async run(part, measure, log) {
    try {
      await measure((figures) => this.add(part, figures));
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      this.failures.push({ part, message });
      log(`${part} failed: ${message}`);
      return;
    }
    this.figures = this.figures.filter((one) => one.part !== part || one.at === this.at);
    await this.write();
  }

  async write() {
    const temp = `${this.file}.${process.pid}`;
    await writeFile(temp, `${JSON.stringify(this.figures, undefined, 2)}\n`);
    await rename(temp, this.file);
  }
}
