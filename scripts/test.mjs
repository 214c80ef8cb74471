// npm test [-- --nightly] [--only=stage,stage]: every check there is. Ends in one line: `N passed, N failed`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from './lib/main.mjs';
import { outDir } from './lib/paths.mjs';
import { seconds } from './lib/run.mjs';
import { describeRuntime, ensureElectron, runtimeInfo } from './lib/runtime.mjs';
import { runStages } from './lib/scheduler.mjs';
import { stages } from './lib/stages.mjs';
import { summaryOf, writeSummary } from './lib/summary.mjs';
import { ensureSystem } from './lib/system.mjs';

/** @param {string[]} args @param {boolean} nightly */
function chosen(args, nightly) {
  const only = args
    .find((arg) => arg.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',');
  const unknown = only?.filter((name) => !stages.some((stage) => stage.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(
      `no stage ${unknown.join(', ')}; there are: ${stages.map((stage) => stage.name).join(', ')}`,
    );
  }
  if (only) return stages.filter((stage) => only.includes(stage.name));
  return stages.filter((stage) => nightly || !stage.nightly);
}

async function prepareRuntime() {
  const runtime = await ensureElectron();
  await ensureSystem({ executable: runtime.executable });
  return runtime;
}

await main(async () => {
  const began = performance.now();
  const args = process.argv.slice(2);
  const nightly = args.includes('--nightly');
  const todo = chosen(args, nightly);
  await mkdir(join(outDir, 'report'), { recursive: true });

  /** @type {ReturnType<typeof prepareRuntime> | undefined} */
  let fetched;
  const runtime = () => {
    fetched ??= prepareRuntime();
    return fetched;
  };
  // Downloading needs no core: it goes on beside the first checks; a failure shows in the stages that need it.
  if (todo.some((stage) => stage.slots > 1)) runtime().catch(() => {});

  const summaryNow = (/** @type {ReadonlyMap<string, import('./lib/stages.mjs').StageResult>} */ results) =>
    summaryOf(todo, results, { nightly, runtime: runtimeInfo(), ms: performance.now() - began });
  const file = join(outDir, 'report', 'summary.json');
  // Before the first stage and after each: a run that is ended leaves what it came to, not the one before it.
  const told = (/** @type {Parameters<typeof summaryNow>[0]} */ results) =>
    writeSummary(file, summaryNow(results));
  await told(new Map());
  const summary = summaryNow(await runStages(todo, { nightly, runtime }, told));

  console.log(`\n${summary.runtime ? describeRuntime(summary.runtime) : 'without Electron'}`);
  for (const { name, ms } of summary.stages) console.log(`${name.padEnd(8)} ${seconds(ms).padStart(9)}`);
  console.log(`all      ${seconds(summary.ms).padStart(9)}`);
  const { passed, failed } = summary;
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
