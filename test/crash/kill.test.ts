import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Commit, factsOf } from '@shared/domain/envelope';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walk } from '../../src/main/store/journal/scan';
import { type TestFolder, TestFolders } from '../../src/main/store/testing/folder';
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

function goFor(folder: TestFolder, seed: number): Go {
  const { dataDir, witnessDir } = folder;
  return { dataDir, witnessDir, resources: join(root, 'resources'), seed, clients: 6 };
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
    let acknowledged: Acknowledged[] = [];
    let total = 0;
    let torn = 0;
    let next = new Worker();
    for (let run = 0; run < RUNS; run += 1) {
      if (run > 0 && run % ROUNDS === 0) {
        folder = await folders.create();
        acknowledged = [];
      }
      const worker = next;
      await worker.go(goFor(folder, SEED * 1000 + run));
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
      torn += await prove(folder, acknowledged, random(2) === 0);
      // The stage listens whether we are alive.
      console.log(`crash: round ${run + 1} of ${RUNS} proved`);
    }
    await next.kill();
    expect(total).toBeGreaterThan(RUNS);
    console.log(`crash: ${RUNS} kills, ${total} acknowledged commands, ${torn} torn ends, seed ${SEED}`);
  });

  /** Prove a folder as it lies, or opened and repaired by a store; returns whether its end was torn. */
  async function prove(
    folder: TestFolder,
    acknowledged: readonly Acknowledged[],
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

describe('several starters on the lock of a killed process', () => {
  it('exactly one takes it over, the others are told that the folder is held', async () => {
    const folder = await folders.create();
    for (let round = 0; round < 3; round += 1) {
      const dead = new Worker();
      await dead.go(goFor(folder, SEED * 1000 + 900 + round));
      await dead.said('ready ');
      const starters = Array.from({ length: 3 }, () => new Worker());
      await Promise.all(starters.map((one) => one.said('loaded')));
      await dead.kill();
      await Promise.all(starters.map((one, i) => one.go(goFor(folder, SEED * 1000 + 910 + round * 10 + i))));
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
