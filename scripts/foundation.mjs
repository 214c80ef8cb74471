// `node scripts/foundation.mjs <folder>` makes a small centre of two desks in a new folder, as test/fixtures/foundation was made
// by commit 9944fe9. Data of a later program would prove nothing about old ones: it is never made again over the fixture.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runnerImport } from 'vite';
import { main } from './lib/main.mjs';
import { root } from './lib/paths.mjs';

main(async () => {
  const out = process.argv[2];
  if (!out || existsSync(out)) throw new Error('Name a folder that does not exist yet');
  const options = { root, logLevel: 'error', resolve: { alias: { '@shared': join(root, 'src/shared') } } };
  const { module } = await runnerImport(join(root, 'test/unit/foundation/make.ts'), options);
  await module.makeFoundation(resolve(out));
});
