// The store process of the crash test: opens the folder, lets several clients work at once, and says on stdout what was
// acknowledged, line by line and before anything else happens. Whoever started it kills it.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@shared/contract/errors';
import type { CommandInput } from '@shared/domain/commands';
import { chainOf } from '@shared/sync/vector';
import { decodeLine } from '../../src/main/store/journal/line';
import { openCentreKey } from '../../src/main/store/keys/centre';
import { Store } from '../../src/main/store/service/store';
import { TEST_NOW } from '../../src/main/store/testing/folder';
import { commandOf, type Known } from '../../src/main/store/testing/histories';
import { ChaosDisk } from './chaosDisk';

/** What the parent sends when the worker is to begin. */
export interface Go {
  readonly dataDir: string;
  readonly witnessDir: string;
  readonly resources: string;
  readonly seed: number;
  readonly clients: number;
  /** The disk fails now and then. */
  readonly faults: boolean;
  /** A file with lines of another station, base64, one a line: they come in while commands are written. */
  readonly foreign: string;
}

function say(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

/** Small, seeded, and the same everywhere (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

function commandFrom(random: () => number, known: Known): CommandInput {
  // Every fourth is a new report, which nothing refuses: there is always something to lose.
  const input = commandOf([random() % 4 === 0 ? random() % 2 : random(), random()], known);
  // Lines of very different lengths, some over several pages of the disk.
  return input.type === 'case.note' ? { ...input, text: '长'.repeat(1 + (random() % 4900)) } : input;
}

async function client(store: Store, name: string, random: () => number): Promise<void> {
  const reports: string[] = [];
  const cases: string[] = [];
  const last = new Map<string, string>();
  const known = { reports, cases, now: TEST_NOW, undoOf: (about: string) => last.get(about) };
  const { device, incarnation } = store.identity;
  for (let n = 0; ; n += 1) {
    const id = `${name}-${n}`;
    const command = commandFrom(random, known);
    try {
      const ack = await store.execute({ id, command }, 'op-1');
      if (ack.events > 0) say(`ack ${id} ${ack.position} ${ack.events} ${ack.seq}`);
      const about = 'caseId' in command ? command.caseId : undefined;
      if (about && ack.events > 0) last.set(about, `${device}.${incarnation}.${ack.seq}`);
      if (ack.result.reportId) reports.unshift(String(ack.result.reportId));
      if (ack.result.caseId) cases.unshift(String(ack.result.caseId));
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      say(`no ${id} ${error.code}`);
    }
    if (random() % 50 === 0) store.snapshotIfDue(20);
    if (random() % 80 === 0) store.remember();
    if (random() % 20 === 0) await sleep(random() % 4);
  }
}

/** Take in what another station wrote, a few lines at a time, again where the disk refused them. */
async function exchange(store: Store, path: string, random: () => number): Promise<void> {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => new Uint8Array(Buffer.from(line, 'base64')));
  const { device, incarnation } = decodeLine(Buffer.from(lines[0] ?? []), true) ?? fail();
  const chain = chainOf(device, incarnation);
  for (;;) {
    const held = store.sharing.vector()[chain] ?? 0;
    const some = lines.slice(held, held + 1 + (random() % 5));
    if (some.length === 0) return;
    try {
      await store.sharing.take({ chain, from: held + 1, lines: some, signature: new Uint8Array(64) }, 'test');
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
    }
    await sleep(random() % 8);
  }
}

function fail(): never {
  throw new Error('there is no line of another station');
}

async function main(go: Go): Promise<void> {
  const readResource = (path: string): string => readFileSync(join(go.resources, path), 'utf8');
  const { dataDir, witnessDir } = go;
  const centreKey = openCentreKey(dataDir, undefined);
  const store = await Store.open({
    dataDir,
    witnessDir,
    readResource,
    centreKey,
    write: true,
    start: TEST_NOW,
    disk: go.faults ? new ChaosDisk(randomOf(go.seed * 17)) : undefined,
  });
  const { state, incarnation, seq, position } = store.health(0);
  say(`ready ${state} ${incarnation} ${seq} ${position}`);
  const clients = Array.from({ length: go.clients }, (_, i) =>
    client(store, `run${go.seed}-client${i}`, randomOf(go.seed * 31 + i)),
  );
  await Promise.all([...clients, exchange(store, go.foreign, randomOf(go.seed * 37))]);
}

// Everything is loaded before the word comes: the kill then meets the store, not the loader.
say('loaded');
process.on('message', (go) => {
  main(go as Go).catch((error: unknown) => {
    say(`failed ${error instanceof CodedError ? error.code : String((error as Error).stack)}`);
    process.exit(1);
  });
});
