import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Commit } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import { chainOf } from '@shared/sync/vector';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walk } from '../../src/main/store/journal/scan';
import { listSegments, segmentPath } from '../../src/main/store/journal/segments';
import { repairFolder } from '../../src/main/store/repair/repair';
import { handOver } from '../../src/main/store/testing/exchange';
import { TEST_NOW, type TestFolder, TestFolders } from '../../src/main/store/testing/folder';
import { received, wish } from '../../src/main/store/testing/wishes';
import type { Go } from './worker';

const RUNS = Number(process.env.CRASH_RUNS) || 40;
/** Print with a failure and set to see it again: `CRASH_SEED=… npx vitest run --config scripts/vitest.crash.config.mjs`. */
const SEED = Number(process.env.CRASH_SEED) || Date.now() % 1_000_000;
/** Rounds in one folder before the next: enough for crash upon crash, and the proofs stay quick. */
const ROUNDS = 10;

const root = resolve(import.meta.dirname, '../..');
const outDir = join(root, 'out/crash');
const folders = new TestFolders();
const workers = new Set<ChildProcess>();

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: {
      ssr: join(root, 'test/crash/worker.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node20.18',
      rollupOptions: { external: ['sql.js'], output: { entryFileNames: 'worker.mjs' } },
    },
    ssr: { noExternal: true, external: ['sql.js'] },
  });
});

afterAll(() => {
  for (const worker of workers) worker.kill('SIGKILL');
  folders.remove();
});

/** A store process: what it said so far, and what it acknowledged. */
class Worker {
  readonly lines: string[] = [];
  private rest = '';
  private readonly child: ChildProcess;
  private wake: (() => void)[] = [];

  constructor() {
    this.child = fork(join(outDir, 'worker.mjs'), [], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    workers.add(this.child);
    this.child.once('exit', () => workers.delete(this.child));
    this.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (this.rest + chunk).split('\n');
      // Only whole lines count: what was cut by the kill was not said.
      this.rest = parts.pop() ?? '';
      this.lines.push(...parts);
      for (const wake of this.wake.splice(0)) wake();
    });
    this.child.stdout?.once('end', () => {
      for (const wake of this.wake.splice(0)) wake();
    });
  }

  /** The first line that begins like this; undefined where the process ended without it. */
  async said(start: string): Promise<string | undefined> {
    for (;;) {
      const line = this.lines.find((one) => one.startsWith(start));
      if (line !== undefined || this.child.stdout?.readableEnded) return line;
      await new Promise<void>((wake) => {
        this.wake.push(wake);
      });
    }
  }

  async go(message: Go): Promise<void> {
    await this.said('loaded');
    this.child.send(message);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Ids of commands that were refused, and are surely not written. */
  get refused(): string[] {
    return this.lines.flatMap((line) => {
      const [what, id = '', code = ''] = line.split(' ');
      return what === 'no' && SURELY_NOT.includes(code) ? [id] : [];
    });
  }

  get acknowledged(): Acknowledged[] {
    return this.lines
      .filter((line) => line.startsWith('ack '))
      .map((line) => {
        const [, id = '', position, events, seq] = line.split(' ');
        return { id, position: Number(position), events: Number(events), seq: Number(seq) };
      });
  }
}

interface Acknowledged {
  readonly id: string;
  readonly position: number;
  readonly events: number;
  readonly seq: number;
}

const SURELY_NOT = ['store.writeFailed', 'store.diskFull', 'store.readOnlyDisk'];

/** Lines of a second station of the folder's centre. */
async function foreignLines(folder: TestFolder): Promise<string> {
  const other = folders.joined(folder, 'B');
  const [here, there] = [await folder.open(), await other.open()];
  await handOver(here, there);
  for (let n = 0; n < 60; n += 1) await wish(there, received());
  const { device, incarnation } = there.identity;
  const lines = await there.sharing.lines(chainOf(device, incarnation), 0, { commits: 1000, bytes: 1e9 });
  here.close();
  there.close();
  const path = folders.path('foreign');
  writeFileSync(path, lines.map((line) => Buffer.from(line).toString('base64')).join('\n'));
  return path;
}

function goFor(folder: TestFolder, seed: number, foreign: string, faults = false): Go {
  const { dataDir, witnessDir } = folder;
  return { dataDir, witnessDir, resources: join(root, 'resources'), seed, clients: 6, faults, foreign };
}

/** What a journal must be after any kill: whole commits in a proved chain, each command once. */
function commitsOf(folder: TestFolder, tornAt: number): Commit[] {
  const commits: Commit[] = [];
  const damages: unknown[] = [];
  const onDamage = (damage: { offset: number; what: string }): unknown =>
    damage.what === 'crc' && damage.offset >= tornAt ? undefined : damages.push(damage);
  for (const { commit } of walk(folder.journal, { prove: true, onDamage })) commits.push(commit);
  expect(damages).toEqual([]);
  expect(new Set(commits.map(({ id }) => id)).size).toBe(commits.length);
  return commits;
}

function expectThere(commits: readonly Commit[], acknowledged: readonly Acknowledged[]): void {
  for (const { id, position, events, seq } of acknowledged) {
    const commit = commits[position - 1];
    expect([commit?.id, commit?.events.length, commit?.seq]).toEqual([id, events, seq]);
  }
}

describe(`a store process killed ${RUNS} times under load (CRASH_SEED=${SEED})`, () => {
  it('has every acknowledged command whole, nothing half-written, and goes on', async () => {
    let state = SEED;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >>> 8) % below;
    };
    let folder = await folders.create();
    let foreign = await foreignLines(folder);
    let acknowledged: Acknowledged[] = [];
    let refused: string[] = [];
    let wounds = 0;
    let total = 0;
    let torn = 0;
    let next = new Worker();
    for (let run = 0; run < RUNS; run += 1) {
      if (run > 0 && run % ROUNDS === 0) {
        folder = await folders.create();
        foreign = await foreignLines(folder);
        acknowledged = [];
        refused = [];
      }
      const worker = next;
      // Two of three processes write to a disk that fails now and then.
      await worker.go(goFor(folder, SEED * 1000 + run, foreign, run % 3 > 0));
      // Most kills come while commands are written, some while the folder is still being opened.
      const when = random(10);
      if (when > 0) {
        const ready = await worker.said('ready ');
        expect(ready, worker.lines.join('\n')).toMatch(/^ready ready 1 /);
        if (when > 1) await worker.said('ack ');
        await sleep(random(220));
      } else await sleep(random(60));
      await worker.kill();
      // The next process loads while this round is proved.
      next = new Worker();
      expect(worker.lines.filter((line) => line.startsWith('failed'))).toEqual([]);
      acknowledged.push(...worker.acknowledged);
      total += worker.acknowledged.length;
      refused.push(...worker.refused);
      torn += await prove(folder, acknowledged, refused, random(2) === 0);
      if (run % 4 === 3) wounds += await wound(folder, random);
      // The stage listens whether we are alive.
      console.log(`crash: round ${run + 1} of ${RUNS} proved`);
    }
    await next.kill();
    expect(total).toBeGreaterThan(RUNS);
    console.log(
      `crash: ${RUNS} kills, ${total} acknowledged commands, ${torn} torn ends, ${refused.length} refused in the last folder, ${wounds} wounds told, seed ${SEED}`,
    );
  });

  /** Prove a folder as it lies, or opened and repaired by a store; returns whether its end was torn. */
  async function prove(
    folder: TestFolder,
    acknowledged: readonly Acknowledged[],
    refused: readonly string[],
    repair: boolean,
  ): Promise<number> {
    const store = await folder.open({ write: repair });
    try {
      expect(store.health(0)).toMatchObject({
        problem: null,
        state: repair ? 'ready' : 'readOnly',
        incarnation: 1,
      });
      const bytes = folder.journalBytes();
      const end = bytes.lastIndexOf(10) + 1;
      if (repair) expect(end).toBe(bytes.length);
      const commits = commitsOf(folder, end);
      expectThere(commits, acknowledged);
      const ids = new Set(commits.map(({ id }) => id));
      expect(refused.filter((id) => ids.has(id))).toEqual([]);
      expect(store.position).toBe(commits.length);
      expect((await folder.prove(store)).differs).toEqual([]);
      // Every sealed event opens: no key was lost that something acknowledged was sealed with.
      for (const fact of commits.flatMap(factsOf))
        if (fact.sealed && repair) expect(store.keys?.open(fact.sealed)).toBeTypeOf('object');
      return end === bytes.length ? 0 : 1;
    } finally {
      store.close();
    }
  }
});

/** A copy of a folder as it lies, with a bit flipped or a page of zeros in its journal: told, and written again after a repair. */
async function wound(folder: TestFolder, random: (below: number) => number): Promise<number> {
  const copy = folders.copy(folder);
  const { centreKey } = copy;
  const segments = listSegments(copy.journal)
    .map((one) => segmentPath(copy.journal, one))
    // A kill between the making of a segment and its first line leaves nothing that could be wounded.
    .filter((path) => statSync(path).size > 0);
  const path = segments[random(segments.length)] ?? '';
  const bytes = readFileSync(path);
  const before = Buffer.from(bytes);
  const at = random(bytes.length);
  if (random(2) === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  else bytes.fill(0, at - (at % 4096), Math.min(at - (at % 4096) + 4096, bytes.length));
  if (bytes.equals(before)) return 0;
  writeFileSync(path, bytes);
  rmSync(copy.cache, { recursive: true, force: true });
  const store = await copy.open({ centreKey });
  const { state, problem, lost } = store.health(0);
  const place = `${path} at ${at}`;
  store.close();
  // Behind what was acknowledged lies what nobody counts on.
  if (!problem && !lost) {
    expect(idsOf(copy), place).toEqual(idsOf(folder));
    return 0;
  }
  expect(state, place).toBe(problem ? 'readOnly' : 'ready');
  await repairFolder({ dataDir: copy.dataDir, witnessDir: copy.witnessDir, at: TEST_NOW });
  const again = await copy.open({ centreKey });
  expect(again.health(0), place).toMatchObject({ state: 'ready', problem: null });
  expect(again.health(0).lost, place).not.toBeNull();
  again.close();
  return 1;
}

const idsOf = (folder: TestFolder): string[] => [...walk(folder.journal)].map(({ commit }) => commit.id);

describe('several starters on the lock of a killed process', () => {
  it('exactly one takes it over, the others are told that the folder is held', async () => {
    const folder = await folders.create();
    const foreign = await foreignLines(folder);
    for (let round = 0; round < 3; round += 1) {
      const dead = new Worker();
      await dead.go(goFor(folder, SEED * 1000 + 900 + round, foreign));
      await dead.said('ready ');
      const starters = Array.from({ length: 3 }, () => new Worker());
      await Promise.all(starters.map((one) => one.said('loaded')));
      await dead.kill();
      await Promise.all(
        starters.map((one, i) => one.go(goFor(folder, SEED * 1000 + 910 + round * 10 + i, foreign))),
      );
      await Promise.race(starters.map((one) => one.said('ready ')));
      const outcomes = await Promise.all(
        starters.map(async (one) => {
          await Promise.race([one.said('ready '), one.said('failed ')]);
          return one.lines
            .find((line) => /^(ready|failed)/.test(line))
            ?.split(' ')
            .slice(0, 2)
            .join(' ');
        }),
      );
      await Promise.all(starters.map((one) => one.kill()));
      expect(outcomes.sort()).toEqual(['failed store.locked', 'failed store.locked', 'ready ready']);
    }
  });
});
