import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { lookAt, MOST_PIXELS } from '@shared/rules/picture/look';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseLimits } from '../../../src/main/parse/limits';
import type { ParseAnswer } from '../../../src/main/parse/read';
import { Package } from '../../../src/main/sync/courier/package';
import { exported, noise, Town } from '../../../src/main/sync/courier/testing/town';
import { systemResidentBytes, type WatchEnd, watchProcess } from '../../../src/main/watchdog';
import { mutated, randomOf, repacked } from './mutate';

const NIGHTLY = Boolean(process.env.XIUHUA_NIGHTLY);
const SEED = 20241231;
const SHEETS = NIGHTLY ? 300 : 10;
const PICTURES = NIGHTLY ? 20_000 : 1500;
const PACKAGES = NIGHTLY ? 1500 : 60;

const root = resolve(import.meta.dirname, '../../..');
const outDir = mkdtempSync(join(tmpdir(), 'xiuhua-fuzz-'));
const town = new Town();
afterAll(() => {
  town.remove();
  rmSync(outDir, { recursive: true, force: true });
});

const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(root, name)));

/** A busy machine may take its time; none is asserted. */
const patient = { timeout: NIGHTLY ? 3_600_000 : 120_000 };

describe('mutated pictures', patient, () => {
  const sources = [
    'resources/icons/icon.png',
    'test/fixtures/samples/cctv/NVR1_ch3_main_20241101081512.jpg',
    'test/fixtures/hostile/pic.decoy.png',
    'test/fixtures/hostile/pic.frame-20000.gif',
  ].map(read);

  it('are sound within the pixels, or broken for a reason', () => {
    const random = randomOf(SEED);
    for (let run = 0; run < PICTURES; run += 1) {
      const look = lookAt(mutated(sources[run % sources.length] as Uint8Array, random));
      if ('broken' in look) expect(look.broken, `run ${run}`).toMatch(/^[a-z]+$/);
      else expect(look.width * look.height, `run ${run}`).toBeLessThanOrEqual(MOST_PIXELS);
    }
  });
});

describe('mutated packages', patient, () => {
  it('open, or are refused with a code', async () => {
    const [a, b] = await town.pair();
    for (let i = 0; i < 5; i += 1) a.station.note(`note ${i}`);
    a.station.attach(noise(2000, 1));
    const [path = ''] = await exported(a, b);
    const [random, bytes, other] = [randomOf(SEED), readFileSync(path), join(outDir, 'mutated.zip')];
    for (let run = 0; run < PACKAGES; run += 1) {
      writeFileSync(other, mutated(bytes, random));
      try {
        (await Package.open(other, undefined)).close();
      } catch (error) {
        expect(error, `run ${run}`).toBeInstanceOf(CodedError);
      }
    }
  });
});

/** A parse process that reads one file after the other, so that hundreds of them take no start each. */
class Reader {
  private child: ChildProcess | undefined;

  /** What became of a file: how many rows, or a code. Never nothing, and never beyond the memory that it may take by much. */
  async ending(path: string, bytes: number): Promise<string> {
    const limits = parseLimits(bytes);
    this.child ??= fork(join(outDir, 'child.mjs'), ['--parse-many'], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const { child } = this;
    // Each file's watch listens for the end of the same process.
    child.setMaxListeners(0);
    const watched = {
      pid: child.pid,
      kill: () => void child.kill('SIGKILL'),
      onExit: (listener: () => void) => void child.once('exit', listener),
    };
    const watch = watchProcess(watched, limits, systemResidentBytes);
    const answer = new Promise<ParseAnswer>((done) =>
      child.once('message', (message) => done(message as ParseAnswer)),
    );
    child.send({ path, profilePath: join(root, 'resources/import-profiles/12345.json') });
    const end = await Promise.race([answer, watch.end]);
    watch.stop();
    expect(watch.peakBytes / limits.rssBytes).toBeLessThan(2);
    if (typeof end === 'object') return end.ok ? 'rows' : end.error.code;
    this.child = undefined;
    return { memory: 'parse.tooMuchMemory', time: 'parse.tooLong', cancelled: '', exit: 'died' }[
      end satisfies WatchEnd
    ];
  }

  close(): void {
    this.child?.kill('SIGKILL');
  }
}

describe('mutated sheets', patient, () => {
  const reader = new Reader();
  afterAll(() => reader.close());
  beforeAll(async () => {
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      resolve: { alias: { '@shared': join(root, 'src/shared') } },
      build: {
        ssr: join(root, 'test/unit/hostile/child.ts'),
        outDir,
        emptyOutDir: false,
        target: 'node20.18',
        rollupOptions: { output: { entryFileNames: 'child.mjs' } },
      },
      ssr: { noExternal: true },
    });
  }, 60_000);

  it('give rows or a code, in a real parse process, and never more memory than they may take', async () => {
    const samples = ['12345-2024-12-31.xlsx', '12345-late.xls', '12319-2024-10.csv'];
    const sources = samples.map((name) => read(`test/fixtures/samples/${name}`));
    const random = randomOf(SEED);
    const seen = new Map<string, number>();
    for (let run = 0; run < SHEETS; run += 1) {
      const at = run % 4;
      const source = sources[at % 3] as Uint8Array;
      const path = join(outDir, `mutated-${run}`);
      // Every fourth is a workbook packed anew, the rest have mutated bytes.
      if (at === 3) await repacked(sources[0] as Uint8Array, path, random);
      else writeFileSync(path, mutated(source, random));
      const ending = await reader.ending(path, readFileSync(path).length);
      rmSync(path);
      expect(ending, `run ${run}`).toMatch(/^(rows|parse\.[A-Za-z]+)$/);
      seen.set(ending, (seen.get(ending) ?? 0) + 1);
    }
    // Mutations that all break the file at its door would prove nothing.
    expect(seen.get('rows')).toBeGreaterThan(0);
    expect(seen.size).toBeGreaterThan(1);
  });
});
