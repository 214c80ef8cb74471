// npm run types: the three type programs (shared, node, web), each with only the globals its code may use.
import { main } from './lib/main.mjs';
import { tool } from './lib/paths.mjs';
import { runNode, seconds } from './lib/run.mjs';

await main(async () => {
  let failed = 0;
  for (const program of ['shared', 'node', 'web']) {
    const { code, output, ms } = await runNode(tool('typescript/bin/tsc'), [
      '-p',
      `tsconfig.${program}.json`,
    ]);
    console.log(`${code === 0 ? 'ok    ' : 'failed'} tsconfig.${program}.json  ${seconds(ms)}`);
    if (code !== 0) {
      failed++;
      console.log(output.trimEnd());
    }
  }
  return failed > 0 ? 1 : 0;
});
