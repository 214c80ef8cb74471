import { seconds } from './run.mjs';

/**
 * @typedef {import('./stages.mjs').Stage} Stage
 * @typedef {import('./stages.mjs').StageResult} StageResult
 * @typedef {import('./stages.mjs').StageContext} StageContext
 */

const slots = 2;

/** @param {Stage} stage @param {Omit<StageContext, 'onLine'>} context @returns {Promise<StageResult>} */
async function runStage(stage, context) {
  console.log(`▶ ${stage.name}`);
  const began = performance.now();
  const sinceBegan = () => seconds(performance.now() - began);
  const heartbeat = setInterval(() => console.log(`… ${stage.name} is running, ${sinceBegan()}`), 20_000);
  const onLine = stage.live
    ? (/** @type {string} */ line) => console.log(`  ${stage.name} │ ${line}`)
    : () => {};
  /** @type {StageResult} */
  let result;
  try {
    result = await stage.run({ ...context, onLine });
  } catch (error) {
    result = { passed: 0, failed: 1, output: /** @type {Error} */ (error).message };
  } finally {
    clearInterval(heartbeat);
  }
  result = { ...result, ms: Math.round(performance.now() - began) };
  const { passed, failed, note, output } = result;
  // What was shown live is not shown again.
  if (failed > 0 && !stage.live) console.log(`\n──── ${stage.name} ────\n${output.trimEnd()}\n────\n`);
  else if (failed > 0 && passed === 0) console.log(output.trimEnd());
  const counts = `${passed} passed, ${failed} failed${note ? ` (${note})` : ''}`;
  console.log(`${failed > 0 ? '✗' : '✓'} ${stage.name}: ${counts}, ${sinceBegan()}`);
  return result;
}

/**
 * Runs the stages in their order, as many at a time as the cores allow; a stage whose needs failed fails too.
 * @param {readonly Stage[]} todo @param {Omit<StageContext, 'onLine'>} context
 * @param {(results: ReadonlyMap<string, StageResult>) => Promise<void>} told what has ended, each time one has
 * @returns {Promise<Map<string, StageResult>>}
 */
export async function runStages(todo, context, told = async () => {}) {
  /** @type {Map<string, StageResult>} */
  const results = new Map();
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  const waiting = [...todo];
  let free = slots;
  const names = new Set(todo.map((stage) => stage.name));

  /** @param {Stage} stage */
  const begin = (stage) => {
    free -= stage.slots;
    const done = runStage(stage, context).then(async (result) => {
      results.set(stage.name, result);
      await told(results);
      running.delete(stage.name);
      free += stage.slots;
    });
    running.set(stage.name, done);
  };
  /** @param {Stage} stage needs that are not part of this run are taken as given */
  const open = (stage) => stage.needs.filter((need) => names.has(need) && !results.has(need));

  while (waiting.length > 0 || running.size > 0) {
    for (const stage of [...waiting]) {
      if (stage.slots > free || open(stage).length > 0) continue;
      waiting.splice(waiting.indexOf(stage), 1);
      const broken = stage.needs.filter((need) => (results.get(need)?.failed ?? 0) > 0);
      if (broken.length > 0) {
        const note = `not run: ${broken.join(', ')} failed`;
        console.log(`✗ ${stage.name}: ${note}`);
        results.set(stage.name, { passed: 0, failed: 1, note, output: '', ms: 0 });
        await told(results);
      } else begin(stage);
    }
    if (running.size > 0) await Promise.race(running.values());
  }
  return results;
}
