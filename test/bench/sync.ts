// The exchange's measurements, run by scripts/bench.mjs: `node sync.mjs <folder with a journal> <work folder>`. A real
// PostgreSQL of its own; ours and the bare driver in turns over the same rows on the same server.

import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Batch } from '@shared/sync/batch';
import type { Hub, PushAnswer } from '@shared/sync/hub';
import type { StationState, Taken, TrustedDevice } from '@shared/sync/station';
import { chainOf } from '@shared/sync/vector';
import type pg from 'pg';
import { encodeLine, hashLine, NO_PREV } from '../../src/main/store/journal/line';
import { walk } from '../../src/main/store/journal/scan';
import { JournalWriter } from '../../src/main/store/journal/writer';
import type { Store } from '../../src/main/store/service/store';
import { TestFolders } from '../../src/main/store/testing/folder';
import { filedCase, wish } from '../../src/main/store/testing/wishes';
import { Exchange } from '../../src/main/sync/engine/link';
import { Puller } from '../../src/main/sync/engine/pull';
import { Pusher } from '../../src/main/sync/engine/push';
import { SkippedChains } from '../../src/main/sync/engine/quarantine';
import { realWorld } from '../../src/main/sync/engine/realWorld';
import { PgHub } from '../../src/main/sync/hub/pgHub';
import { DeviceKeys } from '../../src/main/sync/identity/deviceKeys';
import { ModelStation } from '../../src/main/sync/testing/modelStation';
import { startPostgres, type TestDatabase } from '../../src/main/sync/testing/postgres';
import { RecordingReporter, testLink } from '../../src/main/sync/testing/scene';

const [demo = '', work = ''] = process.argv.slice(2, 4).map((path) => resolve(path));
const part = process.argv[4];
const STREET = '440106014';
const COMMITS = 100_000;
const ROUNDS = 3;

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
const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)] ?? Number.NaN;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

/** Real commits of the demo's year, chained anew under one device, over and over until there are enough. */
function manyLines(device: string): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let prev = NO_PREV;
  for (;;) {
    for (const { commit } of walk(join(demo, 'journal'))) {
      const seq = lines.length + 1;
      const line = encodeLine({ ...commit, device, incarnation: 1, seq, prev, id: `${commit.id}-${seq}` });
      prev = hashLine(line);
      lines.push(new Uint8Array(line.subarray(0, -1)));
      if (lines.length === COMMITS) return lines;
    }
  }
}

interface Scene {
  readonly db: TestDatabase;
  readonly admin: pg.Client;
  readonly keys: DeviceKeys;
  readonly trusted: TrustedDevice;
  readonly station: ModelStation;
  readonly hub: PgHub;
}

async function sceneOf(
  server: Awaited<ReturnType<typeof startPostgres>>,
  lines: Uint8Array[],
  name: string,
): Promise<Scene> {
  const db = await server.database();
  await db.street(STREET);
  const keys = DeviceKeys.fromSeed(Buffer.alloc(32, 7));
  const login = await db.device(STREET, name, { signKey: keys.signKey, boxKey: keys.boxKey });
  const station = new ModelStation(STREET, name);
  station.chains.set(chainOf(name, 1), lines);
  const hub = new PgHub({ address: db.address, ...login });
  await hub.hello({ device: name, incarnation: 1, host: 'bench', program: 'bench', protocol: 1 });
  const { signKey, boxKey } = keys;
  const trusted = { device: name, name, letter: 'A', signKey, boxKey };
  return { db, admin: await db.connect(), keys, trusted, station, hub };
}

async function push({ hub, station, keys }: Pick<Scene, 'hub' | 'station' | 'keys'>): Promise<void> {
  const pusher = new Pusher(hub, station, keys, STREET);
  await pusher.push(await station.state(), await hub.vector(), () => {});
}

/** The same rows as a multi-row INSERT by the driver alone, as many a statement as a batch has. */
async function bareInsert(admin: pg.Client, lines: readonly Uint8Array[], device: string): Promise<void> {
  const size = 500;
  for (let at = 0; at < lines.length; at += size) {
    const some = lines.slice(at, at + size);
    const values = some.map((_, i) => `($1,$2,1,${at + i + 1},$${2 * i + 3},$${2 * i + 4})`).join(',');
    const params = some.flatMap((line) => [Buffer.from(hashLine(line), 'hex'), Buffer.from(line)]);
    await admin.query(`INSERT INTO bare (street, device, incarnation, seq, hash, bytes) VALUES ${values}`, [
      STREET,
      device,
      ...params,
    ]);
  }
}

/** A station that writes what it gets as a journal does, one flush a batch, and folds nothing. */
class Sink extends ModelStation {
  private held = 0;
  private readonly writer = new JournalWriter(join(work, `sink-${sinks++}`), { segment: 1, offset: 0 });

  override async take(batch: Batch): Promise<Taken> {
    this.writer.append(batch.lines.map((line) => Buffer.concat([line, NEWLINE])));
    this.held += batch.lines.length;
    this.chain = batch.chain;
    return { held: this.held, fresh: batch.lines.length, parked: 0, aheadMs: 0 };
  }

  override async state(): Promise<StationState> {
    const vector = this.chain === undefined ? {} : { [this.chain]: this.held };
    return { ...(await super.state()), vector };
  }

  private chain: string | undefined;
}

let sinks = 0;
const NEWLINE = Buffer.from('\n');

const BARE = `CREATE TABLE bare (street text, device text, incarnation int, seq int, hash bytea NOT NULL, bytes bytea NOT NULL,
  signature bytea, pushed_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (street, device, incarnation, seq))`;

async function benchPushPull(): Promise<void> {
  const server = await startPostgres();
  const lines = manyLines('bench-a');
  const pushed: number[][] = [];
  const pulled: number[][] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const scene = await sceneOf(server, lines, 'bench-a');
    const { admin, db } = scene;
    await admin.query(BARE);
    const [ours, theirs] =
      round % 2 === 0
        ? [await seconds(() => push(scene)), await seconds(() => bareInsert(admin, lines, 'bench-a'))]
        : await swapped(
            () => seconds(() => push(scene)),
            () => seconds(() => bareInsert(admin, lines, 'bench-a')),
          );
    await admin.query('ANALYZE');
    const reader = await db.device(STREET, 'bench-b');
    const pull = async (): Promise<void> => {
      const hub = new PgHub({ address: db.address, ...reader });
      await hub.hello({ device: 'bench-b', incarnation: 1, host: 'bench', program: 'bench', protocol: 1 });
      const station = new Sink(STREET, 'bench-b');
      const me = { device: 'bench-b', signKey: scene.keys.signKey };
      const parts = { hub, station, street: STREET, me, anchors: [scene.trusted], source: 'bench' };
      const { fresh } = await new Puller({
        ...parts,
        skippedChains: new SkippedChains(),
        reporter: new RecordingReporter(),
        world: realWorld,
      }).pull();
      if (fresh !== COMMITS) throw new Error(`pulled ${fresh}`);
      await hub.close();
    };
    const select = async (): Promise<void> => {
      const { rows } = await admin.query(
        'SELECT device, incarnation, seq, bytes, signature FROM xiuhua.commit WHERE street=$1 ORDER BY device, incarnation, seq',
        [STREET],
      );
      if (rows.length !== COMMITS) throw new Error(`selected ${rows.length}`);
    };
    const [oursPull, theirsPull] =
      round % 2 === 0
        ? [await seconds(pull), await seconds(select)]
        : await swapped(
            () => seconds(pull),
            () => seconds(select),
          );
    // The first round warms up and does not count.
    if (round > 0) {
      pushed.push([ours, theirs]);
      pulled.push([oursPull, theirsPull]);
    }
    await scene.hub.close();
    await db.drop();
  }
  add('sync.push.100k', pushed, 'pg multi-row INSERT of the same rows');
  add('sync.pull.100k', pulled, 'pg SELECT of the same rows');
  await benchResume(server, lines);
  await benchTake(lines.slice(0, 10_000));
  await benchLive(server);
  await server.stop();
}

async function swapped(
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<[number, number]> {
  const second = await theirs();
  return [await ours(), second];
}

function add(name: string, pairs: readonly (readonly number[])[], against: string): void {
  const ratio = median(pairs.map(([ours = 0, theirs = 1]) => ours / theirs));
  tell({ name, value: median(pairs.map(([ours = 0]) => ours)), unit: 's', against, ratio });
}

/** A hub whose connection is cut behind so many pushes: the hub took the batch, and its answer never comes. */
function cutAfter(hub: Hub, pushes: number, sent: Map<number, number>): Hub {
  let left = pushes;
  const wrapped = Object.create(hub) as Hub;
  wrapped.push = async (batch: Batch): Promise<PushAnswer> => {
    for (let seq = batch.from; seq < batch.from + batch.lines.length; seq += 1)
      sent.set(seq, (sent.get(seq) ?? 0) + 1);
    const answer = await hub.push(batch);
    left -= 1;
    if (left === 0) throw new Error('cut');
    return answer;
  };
  return wrapped;
}

async function benchResume(
  server: Awaited<ReturnType<typeof startPostgres>>,
  lines: Uint8Array[],
): Promise<void> {
  const whole = await sceneOf(server, lines, 'bench-a');
  const uncut = await seconds(() => push(whole));
  await whole.hub.close();
  await whole.db.drop();
  const scene = await sceneOf(server, lines, 'bench-a');
  const sent = new Map<number, number>();
  const half = Math.ceil(COMMITS / 500 / 2);
  const cut = await seconds(async () => {
    await push({ ...scene, hub: cutAfter(scene.hub, half, sent) as PgHub }).catch(() => {});
    await push({ ...scene, hub: cutAfter(scene.hub, Number.POSITIVE_INFINITY, sent) as PgHub });
  });
  const twice = [...sent.values()].filter((n) => n > 1).length;
  if (sent.size !== COMMITS) throw new Error(`sent ${sent.size}`);
  const against = `the same push without a cut (batches sent again: ${Math.ceil(twice / 500)})`;
  tell({
    name: 'sync.resume',
    value: Math.ceil(twice / 500),
    unit: 'batch',
    against,
    ratio: cut / uncut,
  });
  await scene.hub.close();
  await scene.db.drop();
}

/** What a running desk needs to prove, write, fold and show 10,000 commits of another one. */
async function benchTake(lines: readonly Uint8Array[]): Promise<void> {
  const folders = new TestFolders();
  const store = await folders.joined(await folders.create(), 'B').open();
  const took = await seconds(async () => {
    for (let at = 0; at < lines.length; at += 500) {
      const some = lines.slice(at, at + 500);
      const batch = {
        chain: chainOf('bench-a', 1),
        from: at + 1,
        lines: some,
        signature: new Uint8Array(64),
      };
      const { refused } = await store.sharing.take(batch, 'bench');
      if (refused) throw new Error(`refused ${refused.why} at ${refused.seq}`);
    }
  });
  tell({
    name: 'sync.take.10k',
    value: took,
    unit: 's',
    against: 'a limit of 20 s',
    ratio: took / 20,
  });
  store.close();
  folders.remove();
}

/** From the acknowledgement at one desk to the rows at the other, in ms: two real stores, two exchanges, one hub. */
async function benchLive(server: Awaited<ReturnType<typeof startPostgres>>): Promise<void> {
  for (const listening of [true, false]) {
    const times = await liveTimes(server, listening, listening ? 100 : 40);
    const p95 = quantile(times, 0.95);
    const name = listening ? 'sync.live' : 'sync.live.polling';
    const against = `p95 of ${times.length}; p50 ${quantile(times, 0.5).toFixed(0)} ms; limit 2000 ms`;
    tell({ name, value: p95, unit: 'ms', against, ratio: p95 / 2000 });
  }
}

async function liveTimes(
  server: Awaited<ReturnType<typeof startPostgres>>,
  listening: boolean,
  count: number,
): Promise<number[]> {
  const folders = new TestFolders();
  const first = await folders.create();
  const stores = [await first.open(), await folders.joined(first, 'B').open()];
  const db = await server.database();
  await db.street(STREET);
  const desks = await Promise.all(stores.map((store, i) => deskOf(store, i, db, listening)));
  const anchors = desks.map(({ trusted }) => trusted);
  const exchanges = desks.map(({ make }) => make(anchors));
  const [a, b] = stores as [Store, Store];
  a.sharing.onCommit(() => exchanges[0]?.committed());
  for (const exchange of exchanges) exchange.start();
  const { caseId } = await filedCase(a);
  await until(() => b.reader.load(caseId).state !== null);
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50 + ((n * 137) % 400)));
    const text = `第 ${n} 条`;
    const seen = new Promise<number>((resolve) => {
      b.events = {
        committed: () => {
          if (b.reader.facts(caseId).some(({ data }) => data.text === text)) resolve(performance.now());
        },
        health() {},
      };
    });
    await wish(a, { type: 'case.note', caseId, text });
    const from = performance.now();
    times.push((await seen) - from);
  }
  for (const exchange of exchanges) await exchange.stop();
  for (const store of stores) store.close();
  await db.drop();
  folders.remove();
  return times;
}

async function deskOf(store: Store, number: number, db: TestDatabase, listening: boolean) {
  const { device } = store.identity;
  const keys = DeviceKeys.fromSeed(Buffer.alloc(32, number + 1));
  const { signKey, boxKey } = keys;
  const trusted: TrustedDevice = { device, name: device, letter: store.identity.letter, signKey, boxKey };
  if (!store.identity.street) store.setStreet(STREET);
  const login = await db.device(STREET, device, { signKey, boxKey });
  const connect = (): Hub => {
    const hub = new PgHub({ address: db.address, ...login });
    if (!listening) hub.onNews = () => {};
    return hub;
  };
  const make = (anchors: readonly TrustedDevice[]): Exchange =>
    new Exchange({
      link: testLink({ address: db.address }),
      station: store.sharing,
      connect,
      keys,
      anchors,
      program: { host: `bench-${number}`, program: 'bench' },
      reporter: new RecordingReporter(),
      world: realWorld,
      changed() {},
    });
  return { trusted, make };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
if (part === 'take') await benchTake(manyLines('bench-a').slice(0, 10_000));
else await benchPushPull();
process.exit(0);
