// npm run build [-- --force]: builds main, preload and renderers into out/.
import { ensureBuild } from './lib/build.mjs';
import { main } from './lib/main.mjs';

await main(async () => {
  const built = await ensureBuild({ force: process.argv.includes('--force') });
  if (!built) console.log('the build is up to date');
});
