// npm run tour [-- args]: the main job by itself in the real application; leaves pictures and papers in out/tour/.
import { main } from './lib/main.mjs';
import { tour } from './lib/tour.mjs';

await main(() => tour({ args: process.argv.slice(2) }));
