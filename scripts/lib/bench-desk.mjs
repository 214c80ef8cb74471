import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { peersDir } from './bench-peers.mjs';
import { measureAll } from './bench-process.mjs';
import { outDir, root } from './paths.mjs';
import { run } from './run.mjs';

const js = join(outDir, 'bench/desk-js');
/** What the measurements need: half a million commands are folded in memory while the crowd is built. */
const HEAP = '--max-old-space-size=8192';

/** Folder of a crowd of so many cases; its data folder is `data` in it. @param {number} cases */
export const crowdDir = (cases) => join(outDir, `bench/crowd-${cases}`);

async function bundle() {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: {
      ssr: true,
      outDir: js,
      emptyOutDir: true,
      target: 'node20.18',
      rollupOptions: {
        input: {
          crowd: join(root, 'test/bench/crowd.ts'),
          desk: join(root, 'test/bench/desk.ts'),
          snapshotWorker: join(root, 'src/main/store/service/snapshotWorker.ts'),
        },
        external: ['sql.js'],
        output: { entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true, external: ['sql.js'] },
  });
}

/**
 * Builds a crowd's folder where there is none of this size yet; `afresh` builds it again, as after a change of what
 * events mean.
 * @param {number} cases @param {number} years @param {boolean} afresh @param {(line: string) => void} log
 */
export async function ensureCrowd(cases, years, afresh, log) {
  const dir = crowdDir(cases);
  const made = join(dir, 'crowd.json');
  if (!afresh && existsSync(made) && JSON.parse(await readFile(made, 'utf8')).years === years) return dir;
  log(`building a crowd of ${cases} cases over ${years} years; some minutes …`);
  await bundle();
  await mkdir(dir, { recursive: true });
  const args = [HEAP, join(js, 'crowd.mjs'), dir, join(root, 'resources'), String(cases), String(years)];
  const { code, output } = await run(process.execPath, args, {
    silenceMs: 30 * 60_000,
    onLine: log,
  });
  if (code !== 0) throw new Error(`the crowd could not be built:\n${output.slice(-4000)}`);
  return dir;
}

/**
 * The desk's questions, its search, deadlines and the making of a snapshot on a crowd, against native SQLite and limits.
 * @param {string} dir @param {import('./bench-record.mjs').Tell} tell
 */
export async function benchDesk(dir, tell) {
  await bundle();
  const parts = ['deadline', 'open', 'query', 'search', 'stall'];
  await measureAll(
    parts.map((part) => ({
      title: part,
      args: [HEAP, join(js, 'desk.mjs'), part, dir, peersDir, join(root, 'resources')],
    })),
    tell,
  );
}
