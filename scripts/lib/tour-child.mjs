// Runs the steps of the tour in a process of its own, which inherits the display and ends with it.
import { main } from './main.mjs';

await main(async () => {
  const { runTour } = await import('../../test/e2e/tour.mjs');
  await runTour({
    electronDir: process.env.XIUHUA_ELECTRON,
    outDir: process.env.XIUHUA_OUT,
    runtime: process.env.XIUHUA_RUNTIME,
    args: process.argv.slice(2),
  });
});
