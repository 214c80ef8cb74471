// The store's measurements, run by scripts/bench.mjs in a process of its own: `node store.mjs <part> <folder> <peers> <resources>`.
// A process for each part: what one leaves in the heap is no burden to the next.
// Every measurement runs ours and the peer in turns, on the same disk and the same bytes; figures are medians of the rounds.

import {
  closeSync,
  constants,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CommandInput } from '@shared/domain/commands';
import { envelopeSchema } from '@shared/domain/commands';
import { policyOf } from '@shared/rules/policy';
import initSqlJs from 'sql.js';
import { DEMO_SEED, demoPlan } from '../../src/main/store/demo/plan';
import { buildFolder } from '../../src/main/store/jobs/build';
import { HybridClock } from '../../src/main/store/journal/hlc';
import { newIdentity } from '../../src/main/store/journal/identity';
import { listSegments, segmentPath } from '../../src/main/store/journal/segments';
import { JournalWriter } from '../../src/main/store/journal/writer';
import { openCentreKey } from '../../src/main/store/keys/centre';
import { rebuild } from '../../src/main/store/projection/rebuild';
import { Author, CaseNumbers, derivedIds, FIRST_HEAD } from '../../src/main/store/service/author';
import { Committer, type CommitterDependencies } from '../../src/main/store/service/committer';
import { foldersOf } from '../../src/main/store/service/open';
import { Store } from '../../src/main/store/service/store';
import { latestSnapshot } from './snapshotFile';

const [part = '', ...paths] = process.argv.slice(2);
const [folder = '', peers = '', resources = ''] = paths.map((path) => resolve(path));
const ROUNDS = 9;

/** The peer's API, as far as it is used here. */
interface Sqlite {
  pragma(text: string): unknown;
  exec(sql: string): void;
  prepare(sql: string): { run(...values: unknown[]): unknown };
  close(): void;
}
const BetterSqlite = createRequire(join(peers, 'package.json'))('better-sqlite3') as new (
  path: string,
) => Sqlite;

interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly against: string;
  readonly ratio: number;
}
/** Told once it is measured: what comes after may fail. */
const tell = (result: Result): void => void process.stdout.write(`figure ${JSON.stringify(result)}\n`);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Microseconds of one call, the median of `count`: what other programs on the machine do meanwhile is not measured. */
function medianOf(count: number, call: () => void): number {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const from = performance.now();
    call();
    times.push((performance.now() - from) * 1000);
  }
  return median(times);
}

/** Ours and a peer in turns, first a round that does not count; the ratio is the median of the rounds' own ratios. */
async function compare(
  name: string,
  unit: string,
  against: string,
  ours: () => Promise<number> | number,
  theirs: () => Promise<number> | number,
  rounds = ROUNDS,
): Promise<void> {
  const pairs: [number, number][] = [];
  for (let round = 0; round <= rounds; round += 1) {
    // Whoever goes first changes from round to round.
    const flip = round % 2 === 1;
    const first = await (flip ? theirs : ours)();
    const second = await (flip ? ours : theirs)();
    if (round > 0) pairs.push(flip ? [second, first] : [first, second]);
  }
  tell({
    name,
    value: median(pairs.map(([value]) => value)),
    unit,
    against: `${against}: ${median(pairs.map(([, value]) => value)).toFixed(unit === 's' ? 3 : 1)} ${unit}`,
    ratio: median(pairs.map(([value, other]) => value / other)),
  });
}

const readResource = (path: string): string => readFileSync(join(resources, path), 'utf8');
const NOW = '2024-12-31T16:00:00.000+08:00';
const TEXT = '已联系物业公司，物业答复今日内安排人员到场清理，预计下午五时前完成，完成后拍照反馈。';

/** Microseconds per commit through the store's service, without its projection: queue, decision of a note, envelope, line, shared flush, answer. */
function committerBench(dir: string): (clients: number, count: number) => Promise<number> {
  rmSync(dir, { recursive: true, force: true });
  const identity = newIdentity(false);
  const filed = {
    id: 'case:1',
    stage: 'handling',
    lastAt: NOW,
    photos: [],
    parts: [],
    clocks: [],
    returns: [],
    reworks: 0,
  };
  const writer = new JournalWriter(join(dir, 'journal'), { segment: 1, offset: 0 });
  const parts: CommitterDependencies = {
    author: new Author(identity, new HybridClock(), undefined),
    writer,
    keys: undefined,
    numbers: new CaseNumbers('A', () => 0),
    streams: {
      load: () => ({ state: filed, rank: 3, heads: `${identity.device}.1.1.0`, last: null, forked: false }),
      reportsOf: () => [],
      facts: () => [],
    },
    commitOf: () => undefined,
    context: () => ({ now: NOW, rules: { policy: policyOf([]) } }) as never,
    apply: () => {},
    committed: () => {},
    onWriteFailed: (error) => {
      throw error;
    },
  };
  const committer = new Committer(parts, FIRST_HEAD, 0);
  let n = 0;
  const envelope = (): ReturnType<typeof envelopeSchema.parse> => {
    n += 1;
    const command: CommandInput = { type: 'case.note', caseId: 'case:1', text: TEXT };
    return envelopeSchema.parse({ id: `command-${n}`, command });
  };
  return async (clients, count) => {
    // Validated before, as they come out of `Store.execute`.
    const envelopes = Array.from({ length: count }, envelope);
    const times: number[] = [];
    const client = async (): Promise<void> => {
      for (let next = envelopes.pop(); next; next = envelopes.pop()) {
        const from = performance.now();
        await committer.execute(next, 'op-1');
        times.push((performance.now() - from) * 1000);
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: clients }, client));
    return clients === 1 ? median(times) : ((performance.now() - began) * 1000) / count;
  };
}

/** The bytes of one such commit, as they lie in the journal. */
function lineOf(dir: string): Buffer {
  const bytes = readFileSync(segmentPath(join(dir, 'journal'), 1));
  const start = bytes.indexOf(10) + 1;
  return bytes.subarray(start, bytes.indexOf(10, start) + 1);
}

/** Microseconds per transaction: WAL, synchronous=FULL, one insert of these bytes each. */
function sqliteBench(path: string, line: Buffer): (count: number) => number {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  const db = new BetterSqlite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE log (seq INTEGER PRIMARY KEY, line TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO log (line) VALUES (?)');
  const text = line.toString('utf8');
  return (count) => medianOf(count, () => void insert.run(text));
}

/** Microseconds per write and fdatasync of these bytes at the end of a file: what the disk itself takes. */
function bareBench(path: string, line: Buffer): (count: number) => number {
  let offset = 0;
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  process.once('exit', () => closeSync(fd));
  return (count) =>
    medianOf(count, () => {
      offset += writeSync(fd, line, 0, line.length, offset);
      fdatasyncSync(fd);
    });
}

async function commits(): Promise<void> {
  const dir = join(folder, 'commits');
  const ours = committerBench(dir);
  await ours(1, 200);
  const line = lineOf(dir);
  const sqlite = sqliteBench(join(folder, 'peer-commit.sqlite'), line);
  const bare = bareBench(join(folder, 'peer-commit.bare'), line);
  const count = 480;
  await compare(
    'store.commit.1',
    'µs',
    'bare write+fdatasync',
    () => ours(1, count),
    () => bare(count),
  );
  await compare(
    'store.commit.1',
    'µs',
    'better-sqlite3',
    () => ours(1, count),
    () => sqlite(count),
  );
  await compare(
    'store.commit.16',
    'µs',
    'better-sqlite3',
    () => ours(16, count * 4),
    () => sqlite(count),
  );
  await compare(
    'store.commit.16',
    'µs',
    'bare write+fdatasync',
    () => ours(16, count * 4),
    () => bare(count),
  );
}

function openDemo(write = true): Promise<Store> {
  const dataDir = join(folder, 'demo');
  const centreKey = openCentreKey(dataDir, undefined);
  return Store.open({ dataDir, witnessDir: join(folder, 'witness'), readResource, centreKey, write });
}

const PLACE = { text: '花城大道冼村路口', lon: 113.3225, lat: 23.1205 };

/** The life of one case as commands that answer each other: what a desk sends in a day. */
async function oneCase(
  send: (command: CommandInput) => Promise<Record<string, unknown>>,
  receivedAt: string,
): Promise<number> {
  const { reportId } = await send({
    type: 'report.receive',
    channel: 'phone',
    title: '人行道上堆放垃圾',
    content: '花城大道人行道上堆放建筑垃圾，行人绕行，请处理',
    place: PLACE,
    receivedAt,
  });
  const filed = await send({
    type: 'case.file',
    reportId: String(reportId),
    title: '人行道垃圾',
    place: PLACE,
  });
  const caseId = String(filed.caseId);
  await send({ type: 'case.assign', caseId, lead: 'hwz' });
  await send({ type: 'case.note', caseId, text: TEXT });
  await send({ type: 'case.handle', caseId, unit: 'hwz', note: '已清运' });
  await send({ type: 'case.check', caseId, passed: true, how: 'photo', close: true });
  return 6;
}

/** Microseconds per command on the demo's folder: decide, append, apply, answer; one client. */
async function commands(): Promise<void> {
  const store = await openDemo();
  let n = 0;
  const send = async (command: CommandInput): Promise<Record<string, unknown>> => {
    n += 1;
    return (await store.execute({ id: `bench-${process.pid}-${n}`, command }, 'op-1')).result;
  };
  const ours = async (): Promise<number> => {
    const times: number[] = [];
    while (times.length < 60) {
      const from = performance.now();
      const count = await oneCase(send, store.clock.now());
      times.push(((performance.now() - from) * 1000) / count);
    }
    return median(times);
  };
  await ours();
  const head = store.projection.db.get<{ length: number }>(
    'SELECT length FROM commits ORDER BY pos DESC LIMIT 1',
  );
  const line = Buffer.alloc(head?.length ?? 900, 'x');
  const sqlite = sqliteBench(join(folder, 'peer-command.sqlite'), line);
  await compare('store.command.1', 'µs', 'better-sqlite3', ours, () => sqlite(360));
  store.close();
}

async function demo(): Promise<void> {
  const dataDir = join(folder, 'demo');
  const began = performance.now();
  const centreKey = openCentreKey(dataDir, undefined);
  const started = '2024-01-01T00:00:00.000+08:00';
  const witnessDir = join(folder, 'witness');
  mkdirSync(witnessDir, { recursive: true });
  const plan = { total: 0, commands: demoPlan(readResource, DEMO_SEED, derivedIds) };
  await buildFolder(dataDir, { demo: true, readResource, centreKey, started, witnessDir }, plan, () => {});
  const value = (performance.now() - began) / 1000;
  tell({ name: 'demo.build', value, unit: 's', against: 'limit 20 s', ratio: value / 20 });
}

async function replay(): Promise<void> {
  const { journal } = foldersOf(join(folder, 'demo'));
  const ours = async (): Promise<number> => {
    const began = performance.now();
    const { projection } = await rebuild(journal, () => null);
    projection.db.close();
    return (performance.now() - began) / 1000;
  };
  await compare(
    'store.replay.demo',
    's',
    'read + CRC + JSON.parse of the same lines',
    ours,
    () => bareReplay(journal),
    5,
  );
}

async function open(): Promise<void> {
  const { cache } = foldersOf(join(folder, 'demo'));
  const SQL = await initSqlJs();
  const opened = async (): Promise<number> => {
    const began = performance.now();
    const store = await openDemo();
    const took = (performance.now() - began) / 1000;
    store.close();
    return took;
  };
  const load = (): number => {
    const began = performance.now();
    const db = new SQL.Database(readFileSync(latestSnapshot(cache)));
    db.exec('SELECT count(*) FROM item');
    const took = (performance.now() - began) / 1000;
    db.close();
    return took;
  };
  await compare('store.open.demo', 's', 'read the snapshot + sql.js', opened, load);
}

function bareReplay(journal: string): number {
  const began = performance.now();
  let events = 0;
  for (const segment of listSegments(journal)) {
    const bytes = readFileSync(segmentPath(journal, segment));
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      const line = bytes.subarray(at, end);
      crc32(line);
      events += (JSON.parse(line.toString('utf8')) as { events: unknown[] }).events.length;
      at = end + 1;
    }
  }
  if (events === 0) throw new Error('the demo has no events');
  return (performance.now() - began) / 1000;
}

const parts: Record<string, () => Promise<void>> = { demo, commits, replay, open, commands };
mkdirSync(folder, { recursive: true });
await parts[part]?.();
