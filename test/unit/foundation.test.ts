// A centre as the program of commit 9944fe9 left it on its disks: every later program reads it, and comes to the same rows.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CaseState } from '@shared/domain/case/evolve';
import { factsOf } from '@shared/domain/facts';
import { toMs } from '@shared/rules/time';
import { afterAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/main/cli/verify';
import { Imports } from '../../src/main/store/jobs/imports';
import { readReckoning } from '../../src/main/store/jobs/reckonFile';
import { Rules } from '../../src/main/store/jobs/rules';
import { walk } from '../../src/main/store/journal/scan';
import { openDeviceSeed } from '../../src/main/store/keys/deviceSeed';
import { rebuild } from '../../src/main/store/projection/rebuild';
import { loadSnapshot } from '../../src/main/store/projection/snapshot';
import { Store } from '../../src/main/store/service/store';
import { readResource, TestFolder } from '../../src/main/store/testing/folder';
import { Courier } from '../../src/main/sync/courier/courier';
import { DeviceKeys } from '../../src/main/sync/identity/deviceKeys';
import type { About } from './foundation/about';
import { historyOf, keptHistory, keptTables, sameTables, type TableRows } from './foundation/rows';

const fixture = resolve(import.meta.dirname, '../fixtures/foundation');
const read = (name: string): unknown => JSON.parse(readFileSync(join(fixture, name), 'utf8'));
const about = read('about.json') as About;
const kept = read('rows.json') as TableRows[];
/** An hour later, the same evening. */
const LATER_MS = toMs(about.until) + 3_600_000;

const base = mkdtempSync(join(tmpdir(), 'xiuhua-foundation-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let count = 0;

/** A copy of a desk's folder; `moved`: nothing outside of it knows it, as after its computer was replaced. */
function copyOf(desk: 'desk-a' | 'desk-b' | 'desk-c', moved = false): TestFolder {
  count += 1;
  const folder = new TestFolder(join(base, `${count}`));
  mkdirSync(folder.witnessDir, { recursive: true });
  cpSync(join(fixture, desk), folder.dataDir, { recursive: true });
  if (!moved) folder.witness();
  return folder;
}

async function open({ dataDir, witnessDir, centreKey }: TestFolder): Promise<Store> {
  const hostNow = (): number => LATER_MS;
  return Store.open({ dataDir, witnessDir, readResource, centreKey, write: true, hostNow });
}

async function using<T>(folder: TestFolder, work: (store: Store) => T | Promise<T>): Promise<T> {
  const store = await open(folder);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** All rows that hang on no place are those of then. */
function expectSameRows({ projection: { db } }: Pick<Store, 'projection'>): void {
  expect(sameTables(db, kept)).toEqual(keptTables(kept));
}

/** The rows and the history of then; what a later program writes behind it, in streams of its own, does not matter. */
function expectKept({ projection }: Pick<Store, 'projection'>): void {
  expectSameRows({ projection });
  const [now, then] = [historyOf(projection.db), keptHistory(kept)];
  expect(then.size).toBeGreaterThan(200);
  expect(new Map([...now].filter(([ref]) => then.has(ref)))).toEqual(then);
}

/** Another desk that holds every commit of the fixture: the same rows, each command in one commit of its own choice. */
function expectSameCentre(store: Store): void {
  const now = historyOf(store.projection.db);
  expect([...keptHistory(kept).keys()].filter((ref) => !now.has(ref))).toEqual([]);
  expectSameRows(store);
}

/** Every sealed event of the journal opens, but for those of the erased caller; returns how many there are of each. */
function sealedOf(folder: TestFolder, store: Store): { opened: number; erased: number } {
  const sealed = [...walk(folder.journal)].flatMap(({ commit }) =>
    factsOf(commit).flatMap((fact) => fact.sealed ?? []),
  );
  const closed = sealed.filter((one) => !store.keys?.open(one));
  expect(new Set(closed.map(({ key }) => key))).toEqual(new Set([about.erased]));
  return { opened: sealed.length - closed.length, erased: closed.length };
}

const courierOf = (folder: TestFolder, store: Store): Courier => {
  const keys = DeviceKeys.fromSeed(openDeviceSeed(folder.dataDir, undefined).seed);
  return new Courier(store.sharing, keys, join(folder.dataDir, '..', 'courier'));
};

/** Take a package of the fixture in at this desk. */
async function take(folder: TestFolder, store: Store, name: string, how: object): Promise<number> {
  const path = join(folder.dataDir, '..', name);
  cpSync(join(fixture, 'packages', name), path);
  const courier = courierOf(folder, store);
  const opened = await courier.open({ path, ...how });
  if (opened.kind !== 'package') throw new Error('no package');
  expect(opened.preview.blocked).toBeNull();
  const { commits, refused } = await courier.take({ token: opened.preview.token });
  expect(refused).toBe(0);
  return commits;
}

describe('the first desk of 9944fe9', () => {
  it('opens for writing and folds to the rows of then, from the journal and from a snapshot', async () => {
    const folder = copyOf('desk-a');
    await using(folder, async (store) => {
      expect(store.health(0)).toMatchObject({ state: 'ready', problem: null, incarnation: 1 });
      expectKept(store);
      const { projection, damages } = await rebuild(folder.journal, () => null);
      expect(damages).toEqual([]);
      expectKept({ projection });
      projection.db.close();
    });
    const snapshot = await loadSnapshot(folder.cache, folder.journal, () => null);
    if (!snapshot) throw new Error('closing left no snapshot');
    expectKept({ projection: snapshot });
    snapshot.db.close();
    await using(folder, expectKept);
  });

  it('opens on a computer that does not know it, in a new incarnation and with the same rows', async () => {
    const folder = copyOf('desk-a', true);
    await using(folder, (store) => {
      expect(store.health(0)).toMatchObject({ state: 'ready', problem: null, incarnation: 2 });
      expectKept(store);
    });
  });

  it('has nothing that verify finds wrong, before and after it was opened, and its pictures by their hashes', async () => {
    const folder = copyOf('desk-a');
    const used = keptTables(kept).find(({ table }) => table === 'blob_use')?.rows ?? [];
    const pictures = new Set(used.map(([sha256]) => sha256)).size;
    expect(pictures).toBe(about.pictures);
    const whole = { ok: true, damages: [], blobs: { used: pictures, missing: [], changed: [] } };
    expect(await verify(folder.dataDir)).toMatchObject(whole);
    await using(folder, () => {});
    expect(await verify(folder.dataDir)).toMatchObject(whole);
  });

  it('opens everything that was sealed, but for the caller who was erased', async () => {
    const folder = copyOf('desk-a');
    await using(folder, async (store) => {
      const { opened, erased } = sealedOf(folder, store);
      expect(opened).toBeGreaterThan(10);
      expect(erased).toBeGreaterThan(0);
      expect(await store.sharing.erasedKeys()).toEqual([about.erased]);
    });
  });

  it('still shows which matters are in dispute and which were decided', async () => {
    await using(copyOf('desk-a'), (store) => {
      const disputes = (id: string): number =>
        ((store.reader.load(id).state as Pick<CaseState, 'conflicts'> | null)?.conflicts ?? []).length;
      expect(about.conflicts.open.map(disputes)).toEqual([1, 1]);
      expect(about.conflicts.settled.map(disputes)).toEqual([0, 0]);
    });
  });
});

describe('jobs that were cut off before an update', () => {
  const { importJob, rows, reckoning } = about.cutOff;
  const reportsOf = (store: Store, more = ''): number =>
    store.projection.db.number(`SELECT count(*) FROM report WHERE cause=?${more}`, [importJob]);

  it('an import is finished after it: each row is in once', async () => {
    const folder = copyOf('desk-a');
    await using(folder, async (store) => {
      const imports = new Imports(store, () => {});
      const begun = reportsOf(store);
      expect(begun).toBeGreaterThan(0);
      expect(begun).toBeLessThan(rows);
      expect(imports.interrupted()).toBe(1);
      // The tally counts what came in before the kill as it counted then.
      const tally = { created: rows, updated: 0, same: 0, repeatedInSheet: 0, needsLook: 0 };
      expect(await imports.finish(importJob, 'intake-huang')).toMatchObject({ status: 'finished', tally });
      expect(reportsOf(store)).toBe(rows);
      expect(imports.interrupted()).toBe(0);
      expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    });
    expect(readdirSync(join(folder.dataDir, 'spool'))).toEqual(['reckon.json']);
  });

  it('an import is withdrawn after it: none of its rows is left', async () => {
    const folder = copyOf('desk-a');
    await using(folder, async (store) => {
      const imports = new Imports(store, () => {});
      expect(await imports.withdraw(importJob, 'intake-huang')).toMatchObject({
        status: 'withdrawn',
        kept: [],
      });
      expect(reportsOf(store, " AND status<>'withdrawn'")).toBe(0);
      expect(imports.interrupted()).toBe(0);
      expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    });
    expect(readdirSync(join(folder.dataDir, 'spool'))).toEqual(['reckon.json']);
  });

  it('deadlines are counted again to the end', async () => {
    const folder = copyOf('desk-a');
    await using(folder, async (store) => {
      expect(readReckoning(folder.dataDir)).toMatchObject({ version: reckoning, cancelled: false });
      const done = await new Rules(store, () => {}).resume();
      expect(done).toMatchObject({ failed: [], cancelled: false });
      expect(done?.done).toBe(done?.total);
      // What was counted before the kill is not counted twice.
      expect(done?.changed).toBeGreaterThan(0);
      expect(readReckoning(folder.dataDir)).toBeUndefined();
      expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    });
  });
});

describe('the courier packages of 9944fe9', () => {
  const { everything, news, password, safety } = about.packages;

  it('bring the second desk what it lacks: then it has the rows of the first', async () => {
    const folder = copyOf('desk-b');
    expect(await verify(folder.dataDir)).toMatchObject({ ok: true });
    await using(folder, async (store) => {
      expect(store.identity.incarnation).toBe(2);
      expect(await take(folder, store, news, { password })).toBeGreaterThan(10);
      expectSameCentre(store);
      sealedOf(folder, store);
      expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    });
    expect(await verify(folder.dataDir)).toMatchObject({ ok: true });
  });

  it('bring a third desk that knows nobody the whole centre, after the digits were compared', async () => {
    const folder = copyOf('desk-c');
    await using(folder, async (store) => {
      expect(await take(folder, store, everything, { trust: safety })).toBe(keptHistory(kept).size);
      expectSameCentre(store);
      sealedOf(folder, store);
      expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    });
    expect(await verify(folder.dataDir)).toMatchObject({ ok: true });
  });
});
