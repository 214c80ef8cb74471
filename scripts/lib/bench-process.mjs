import { run } from './run.mjs';

/** How a measuring process hands a figure over: a line of its own, once it is measured. */
const MARK = 'figure ';
/** A measurement is longest silent while it builds a folder of 100,000 commits. */
const SILENCE_MS = 30 * 60_000;

/**
 * Runs measuring processes one after the other. Their figures are told as they come; where one fails the others still
 * run, and an error at the end names all that did.
 * @param {readonly { title: string, args: readonly string[] }[]} processes @param {import('./bench-record.mjs').Tell} tell
 */
export async function measureAll(processes, tell) {
  /** @type {string[]} */
  const failed = [];
  for (const { title, args } of processes) {
    const { code, output } = await measure(args, tell);
    if (code !== 0) failed.push(`${title} (code ${code}):\n${output.slice(-4000)}`);
  }
  if (failed.length > 0) throw new Error(failed.join('\n'));
}

/** @param {readonly string[]} args @param {import('./bench-record.mjs').Tell} tell */
async function measure(args, tell) {
  let told = Promise.resolve();
  const result = await run(process.execPath, args, {
    silenceMs: SILENCE_MS,
    onLine: (line) => {
      if (!line.startsWith(MARK)) return;
      const figure = JSON.parse(line.slice(MARK.length));
      told = told.then(() => tell([figure]));
    },
  });
  await told;
  return result;
}
