// npm start [-- args]: builds and opens the desk on the demo data; without a display the tour runs instead.
import { electronArgs } from './lib/electron-args.mjs';
import { main } from './lib/main.mjs';
import { root } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';
import { describeRuntime } from './lib/runtime.mjs';
import { hasDisplay } from './lib/system.mjs';
import { tour } from './lib/tour.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  if (!hasDisplay()) {
    console.log('There is no display here: the tour runs instead of the desk (as with npm run tour).');
    return tour({ args });
  }
  const runtime = await prepare();
  console.log(describeRuntime(runtime));
  const ownData = args.some((arg) => arg === '--demo' || arg === '--data' || arg.startsWith('--data='));
  const all = [...electronArgs({ virtual: false }), root, ...(ownData ? [] : ['--demo']), ...args];
  const { code } = await run(runtime.executable, all, {
    stdio: 'inherit',
    cwd: process.env.INIT_CWD ?? root,
  });
  return code;
});
