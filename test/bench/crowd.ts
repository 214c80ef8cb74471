// Builds the crowd's data folder, run by scripts/bench.mjs: `node crowd.mjs <folder> <resources> <cases> <years>`.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COMMANDS_PER_CASE, crowdPlan } from '../../src/main/store/demo/crowd';
import { pictureFiles } from '../../src/main/store/demo/pictures';
import { buildFolder } from '../../src/main/store/jobs/build';
import { openCentreKey } from '../../src/main/store/keys/centre';
import { derivedIds } from '../../src/main/store/service/author';

const [folder = '', resources = '', cases = '100000', years = '5'] = process.argv.slice(2);
const read = (path: string): string => readFileSync(join(resolve(resources), path), 'utf8');
const base = resolve(folder);
const dataDir = join(base, 'data');
const witnessDir = join(base, 'witness');
rmSync(base, { recursive: true, force: true });
mkdirSync(witnessDir, { recursive: true });

const crowd = { cases: Number(cases), years: Number(years), seed: 20_241_231 };
const total = Math.round(crowd.cases * COMMANDS_PER_CASE);
const began = Date.now();
let told = 0;
await buildFolder(
  dataDir,
  {
    demo: true,
    readResource: read,
    centreKey: openCentreKey(dataDir, undefined),
    started: '2015-01-01T00:00:00.000+08:00',
    witnessDir,
    blobs: pictureFiles(read).map(({ path }) => readFileSync(join(resolve(resources), path))),
  },
  { total, commands: crowdPlan(read, crowd, derivedIds) },
  (done) => {
    if (done - told < 20_000) return;
    told = done;
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stdout.write(`crowd: ${done} of about ${total} commands, ${seconds} s\n`);
  },
);
writeFileSync(join(base, 'crowd.json'), `${JSON.stringify(crowd)}\n`);
process.stdout.write(`crowd: ${cases} cases in ${Math.round((Date.now() - began) / 1000)} s\n`);
