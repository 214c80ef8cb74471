// The desk's measurements on a crowd's folder, run by scripts/bench.mjs: `node desk.mjs <part> <base> <peers> <resources>`.
import { cpSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { QueueView } from '@shared/contract/models';
import { queueViewSchema } from '@shared/contract/models';
import { chinaCalendar } from '@shared/rules/calendar';
import { dueAt, type Limit, pointAt } from '@shared/rules/deadline';
import { toInstant } from '@shared/rules/time';
import { makeRandom } from '../../src/main/store/demo/random';
import { openCentreKey } from '../../src/main/store/keys/centre';
import { saveSnapshot } from '../../src/main/store/projection/snapshot';
import { queueCounts, queuePage } from '../../src/main/store/queries/queue';
import { loadPinyin } from '../../src/main/store/search/pinyin';
import { foldersOf } from '../../src/main/store/service/open';
import { SnapshotThread } from '../../src/main/store/service/snapshotThread';
import { Store } from '../../src/main/store/service/store';
import { latestSnapshot } from './snapshotFile';

const [part = '', ...paths] = process.argv.slice(2);
const [base = '', peers = '', resources = ''] = paths.map((path) => resolve(path));
const NOW = '2024-12-31T16:00:00.000+08:00';
const WINDOW = 60;
const TURNS = 200;

interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly against: string;
  readonly ratio: number;
}
/** Told once it is measured: what comes after may fail. */
const tell = (result: Result): void => void process.stdout.write(`figure ${JSON.stringify(result)}\n`);

interface Sqlite {
  exec(sql: string): void;
  pragma(text: string): unknown;
  prepare(sql: string): { all(...values: unknown[]): unknown[]; get(...values: unknown[]): unknown };
  close(): void;
}
const BetterSqlite = createRequire(join(peers, 'package.json'))('better-sqlite3') as new (
  path: string,
) => Sqlite;

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;

function timed(call: () => unknown): number {
  const from = performance.now();
  call();
  return performance.now() - from;
}

const readResource = (path: string): string => readFileSync(join(resources, path), 'utf8');

function openCrowd(write = false): Promise<Store> {
  const dataDir = join(base, 'data');
  const centreKey = openCentreKey(dataDir, undefined);
  return Store.open({
    dataDir,
    witnessDir: join(base, 'witness'),
    readResource,
    centreKey,
    write,
    start: NOW,
  });
}

/** The same rows in a plain table of a native SQLite, with the indexes that one would think of first. */
function plainTable(): Sqlite {
  const path = join(base, 'plain.sqlite');
  rmSync(path, { force: true });
  const db = new BetterSqlite(path);
  db.exec(`ATTACH '${latestSnapshot(foldersOf(join(base, 'data')).cache)}' AS kept`);
  db.exec(`CREATE TABLE item AS SELECT id, kind, no, title, state, open, channel, place, community, grid, lon, lat, scheme, class, unit, priority,
    reports, returns, reworks, photos, received_at, filed_at, updated_at, closed_at, handled_at, on_time, clock, stage_due, stage_yellow,
    outside_due, outside_yellow, red_at, yellow_at, owner, class_name, supervised, urges, ask, hold_until, to_reply FROM kept.item`);
  db.exec(`CREATE TABLE report AS SELECT id, case_id, outside_no FROM kept.report; DETACH kept;
    CREATE UNIQUE INDEX item_id ON item (id); CREATE INDEX item_state ON item (state, red_at); CREATE INDEX item_open ON item (open, red_at);
    CREATE INDEX item_red ON item (red_at); CREATE INDEX item_received ON item (received_at); CREATE INDEX item_owner ON item (owner);
    CREATE INDEX report_case ON report (case_id); ANALYZE;`);
  return db;
}

/** What one would write for a view. */
function plainWhere(view: QueueView, nowMs: number, shiftEnd: number, owner: string): string {
  const states: Partial<Record<QueueView, string>> = {
    handling: `(state='handling' OR (state='onHold' AND hold_until<=${nowMs}))`,
    onHold: `state='onHold' AND hold_until>${nowMs}`,
    overdue: `open=1 AND red_at<${nowMs}`,
    dueSoon: `open=1 AND red_at>=${nowMs} AND (red_at<=${shiftEnd} OR yellow_at<=${nowMs})`,
    toReply: 'to_reply>0',
    supervised: 'supervised=1',
    mine: `open=1 AND owner='${owner}'`,
    open: 'open=1',
    ended: 'open=0',
    all: '1=1',
  };
  return states[view] ?? `state='${view}'`;
}

/** How long the folder takes to open; it also writes the snapshot anew where the projection's schema has changed. */
async function open(): Promise<void> {
  (await openCrowd(true)).close();
  const began = performance.now();
  const store = await openCrowd(true);
  const value = (performance.now() - began) / 1000;
  const { size } = statSync(latestSnapshot(foldersOf(join(base, 'data')).cache));
  const against = `limit 3 s; snapshot of ${Math.round(size / 1e6)} MB`;
  tell({ name: 'store.open.100k', value, unit: 's', against, ratio: value / 3 });
  store.close();
}

async function query(): Promise<void> {
  const store = await openCrowd();
  const plain = plainTable();
  const context = { ...store.context(), now: NOW, nowMs: Date.parse(NOW) };
  const shiftEnd = Date.parse('2024-12-31T22:30:00.000+08:00');
  const owner =
    context.db.get<{ owner: string }>(
      'SELECT owner FROM item WHERE open=1 GROUP BY owner ORDER BY count(*) DESC LIMIT 1',
    )?.owner ?? '';
  for (const view of queueViewSchema.options) {
    const where = plainWhere(view, context.nowMs, shiftEnd, owner);
    const count = plain.prepare(`SELECT count(*) AS n FROM item WHERE ${where}`);
    const page = plain.prepare(
      `SELECT * FROM item WHERE ${where} ORDER BY red_at IS NULL, red_at, received_at DESC, id LIMIT ? OFFSET ?`,
    );
    const total = (count.get() as { n: number }).n;
    const random = makeRandom(7);
    const asked = { view, sort: 'due' as const, ...(view === 'mine' ? { owner } : {}) };
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let turn = -10; turn < TURNS; turn += 1) {
      // Every other time the first page, as most often; else anywhere down to the end.
      const offset = turn % 2 === 0 ? 0 : random.int(Math.max(1, total));
      let found = -1;
      const own = timed(() => {
        found = queuePage({ ...asked, offset, limit: WINDOW }, context).total;
      });
      if (found !== total) throw new Error(`${view}: ${found} rows, the plain table has ${total}`);
      if (turn < 0) continue;
      ours.push(own);
      // The peer is slow enough for a twentieth of the turns to tell.
      if (turn % 40 < 2)
        theirs.push(
          timed(() => {
            count.get();
            page.all(WINDOW, offset);
          }),
        );
    }
    const [value, other] = [quantile(ours, 0.95), quantile(theirs, 0.95)];
    tell({
      name: `desk.query.${view}.100k`,
      value,
      unit: 'ms',
      against: `better-sqlite3, plain SQL: ${other.toFixed(2)} ms; ${total} rows`,
      ratio: value / other,
    });
  }
  const counts = Array.from({ length: 50 }, () => timed(() => queueCounts(context, owner)));
  tell({
    name: 'desk.query.counts.100k',
    value: quantile(counts, 0.95),
    unit: 'ms',
    against: 'limit 16 ms',
    ratio: quantile(counts, 0.95) / 16,
  });
  plain.close();
  store.close();
}

const SEARCHES = [
  '垃圾',
  '冼村路',
  '20241',
  'A0042',
  'xcl',
  'huacheng',
  '乱停 花城',
  '环卫',
  '13800001234',
  '找不到的字',
  'hcdd 垃圾',
];

async function search(): Promise<void> {
  const store = await openCrowd();
  const plain = plainTable();
  const context = { ...store.context(), now: NOW, nowMs: Date.parse(NOW) };
  await loadPinyin();
  const filled = timed(() => context.table.fresh());
  const ours: number[] = [];
  const theirs: number[] = [];
  const sql = `SELECT * FROM item WHERE no LIKE ?1 OR title LIKE ?1 OR place LIKE ?1 OR id IN (SELECT case_id FROM report WHERE outside_no LIKE ?1)
    ORDER BY red_at IS NULL, red_at, received_at DESC, id LIMIT ${WINDOW}`;
  const like = plain.prepare(sql);
  const each: string[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    for (const text of SEARCHES) {
      let total = 0;
      const own = timed(() => {
        total = queuePage(
          { view: 'all', text, sort: turn % 2 ? 'due' : 'updated', offset: 0, limit: WINDOW },
          context,
        ).total;
      });
      if (turn === 1) each.push(`${text} ${total} in ${own.toFixed(1)}`);
      if (turn > 0) ours.push(own);
      if (turn % 7 === 0) theirs.push(timed(() => like.all({ 1: `%${text}%` })));
    }
  }
  console.error(`fill ${filled.toFixed(0)} ms; ${each.join('; ')}`);
  const [value, other] = [quantile(ours, 0.95), quantile(theirs, 0.95)];
  tell({
    name: 'desk.search.100k',
    value,
    unit: 'ms',
    against: `better-sqlite3, LIKE: ${other.toFixed(1)} ms`,
    ratio: value / other,
  });
  plain.close();
  store.close();
}

const LIMITS: readonly Limit[] = [
  { value: 15, unit: 'urgentHour' },
  { value: 4, unit: 'workHour' },
  { value: 2, unit: 'workDay' },
  { value: 7, unit: 'workDay' },
  { value: 15, unit: 'workDay' },
  { value: 30, unit: 'workDay' },
  { value: 5, unit: 'naturalDay' },
  { value: 1, unit: 'urgentDay' },
];

function deadline(): void {
  const calendar = chinaCalendar();
  const random = makeRandom(11);
  const clocks = Array.from({ length: 100_000 }, () => {
    const from = toInstant(Date.parse('2024-01-01T00:00:00.000+08:00') + random.int(365 * 86_400) * 1000);
    const limit = random.pick(LIMITS);
    // Every fifth clock was stopped over night once.
    if (random.chance(0.8)) return { start: from, limit };
    const ms = Date.parse(from);
    const intervals = [{ from, to: toInstant(ms + 7_200_000) }, { from: toInstant(ms + 50_000_000) }];
    return { start: intervals, limit };
  });
  const one: number[] = [];
  for (const { start, limit } of clocks.slice(50_000, 60_000)) dueAt(start, limit, calendar);
  for (let round = 0; round < 20; round += 1) {
    const some = clocks.slice(round * 1000, round * 1000 + 1000);
    one.push(timed(() => some.map(({ start, limit }) => dueAt(start, limit, calendar))));
  }
  const value = quantile(one, 0.95);
  tell({ name: 'deadline.one', value, unit: 'µs', against: 'limit 50 µs', ratio: value / 50 });
  const all = Array.from({ length: 5 }, () =>
    timed(() => {
      for (const { start, limit } of clocks) {
        dueAt(start, limit, calendar);
        pointAt(start, limit, 0.8, calendar);
      }
    }),
  );
  const seconds = quantile(all, 0.5) / 1000;
  tell({
    name: 'deadline.all.100k',
    value: seconds,
    unit: 's',
    against: 'limit 1 s',
    ratio: seconds,
  });
}

/** What a desk sends: a report, a note on an open case, in turns. */
function commandsOf(store: Store): () => Promise<unknown> {
  const cases = store.projection.db
    .all<{ id: string }>("SELECT id FROM item WHERE state='handling' LIMIT 500")
    .map(({ id }) => id);
  let n = 0;
  return () => {
    n += 1;
    const id = `stall-${process.pid}-${n}`;
    const place = { text: '花城大道冼村路口', lon: 113.3225, lat: 23.1205 };
    const words = { title: '人行道上堆放垃圾', content: '花城大道人行道上堆放建筑垃圾，行人绕行，请处理' };
    if (n % 2 === 0)
      return store.execute(
        {
          id,
          command: { type: 'case.note', caseId: cases[n % cases.length] ?? '', text: '已电话核实，安排清运' },
        },
        'intake-chen',
      );
    const receivedAt = store.clock.now();
    return store.execute(
      { id, command: { type: 'report.receive', channel: 'phone', ...words, place, receivedAt } },
      'intake-chen',
    );
  };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Milliseconds of commands that come every few milliseconds, from when each was meant to be sent. */
async function delays(send: () => Promise<unknown>, going: () => boolean): Promise<number[]> {
  const found: number[] = [];
  while (going()) {
    // A timer that fires late is a command that waits.
    const meant = performance.now() + 4;
    await pause(4);
    await send();
    found.push(performance.now() - meant);
  }
  return found;
}

async function stall(): Promise<void> {
  const copy = join(base, 'stall');
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(base, 'data'), join(copy, 'data'), { recursive: true });
  const dataDir = join(copy, 'data');
  const snapshots = new SnapshotThread(join(import.meta.dirname, 'snapshotWorker.mjs'));
  const centreKey = openCentreKey(dataDir, undefined);
  const witnessDir = join(copy, 'witness');
  const store = await Store.open({
    dataDir,
    witnessDir,
    readResource,
    centreKey,
    write: true,
    start: NOW,
    snapshots,
  });
  const send = commandsOf(store);
  const worst: number[] = [];
  const quiet: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    // As much as makes a snapshot due.
    const due = Math.ceil(store.position / 500) + 1;
    for (let n = 0; n < due; n += 32) await Promise.all(Array.from({ length: 32 }, send));
    let until = performance.now() + 3000;
    quiet.push(Math.max(...(await delays(send, () => performance.now() < until))));
    let making = true;
    const from = performance.now();
    store.snapshotIfDue(1);
    void store.snapshotMade().then(() => {
      making = false;
      until = performance.now();
    });
    const found = await delays(send, () => making);
    worst.push(Math.max(...found));
    console.error(
      `snapshot apart in ${(until - from).toFixed(0)} ms, ${found.length} commands, p50 ${quantile(found, 0.5).toFixed(1)}, p99 ${quantile(found, 0.99).toFixed(1)}, worst ${Math.max(...found).toFixed(1)}; quiet worst ${quiet.at(-1)?.toFixed(1)}`,
    );
  }
  const alone = timed(() =>
    saveSnapshot(foldersOf(dataDir).cache, store.projection.db.export(), store.position),
  );
  store.close();
  rmSync(copy, { recursive: true, force: true });
  const value = Math.max(...worst);
  tell({
    name: 'store.snapshot.stall',
    value,
    unit: 'ms',
    against: `limit 50 ms (without a snapshot ${Math.max(...quiet).toFixed(1)} ms; by the store itself ${alone.toFixed(0)} ms)`,
    ratio: value / 50,
  });
}

const parts: Record<string, () => Promise<void> | void> = { open, query, search, deadline, stall };
await parts[part]?.();
