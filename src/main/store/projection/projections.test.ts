import { aggregates } from '@shared/domain/aggregates';
import type { Commit } from '@shared/domain/envelope';
import { toMs } from '@shared/rules/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../testing/folder';
import { AnyOrderFold, Station } from '../testing/stations';
import { received } from '../testing/wishes';
import { differences } from './compare';
import { Db } from './database';
import { defineProjection, type ProjectionDescriptor, type StreamRows } from './descriptor';
import { Projection } from './projection';
import { projections, type WithoutRows, withoutRows } from './projections';
import { COMPARED, SCHEMA } from './schema';

const all: readonly ProjectionDescriptor[] = projections;

describe('the list of projections', () => {
  it('owns every table of the database once, which is compared with a rebuild or says why not', async () => {
    const db = await Db.open();
    db.exec(SCHEMA);
    const made = db.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name");
    const owned = all.flatMap(({ tables }) => Object.entries(tables));
    expect(owned.map(([name]) => name).sort()).toEqual(made.map(({ name }) => name));
    for (const [name, table] of owned) {
      expect(table.create).toContain(`CREATE TABLE ${name} (`);
      const compared = COMPARED.filter((one) => one.table === name);
      expect(compared).toHaveLength('compared' in table ? 1 : 0);
      if ('notCompared' in table) expect(table.notCompared).not.toBe('');
      // What is compared can be asked for as it stands.
      for (const { columns, from, order } of compared)
        expect(db.all(`SELECT ${columns} FROM ${from} ORDER BY ${order}`)).toEqual([]);
    }
    db.close();
  });

  it('makes every index of a table of the same projection', async () => {
    const db = await Db.open();
    for (const { tables, indexes = [] } of all) {
      for (const { create } of Object.values(tables)) db.exec(create);
      for (const index of indexes) db.exec(index);
    }
    const own = "SELECT name, tbl_name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL";
    for (const { name, tbl_name } of db.all<{ name: string; tbl_name: string }>(own)) {
      const owner = all.find(({ tables }) => tbl_name in tables);
      expect(owner?.indexes?.filter((index) => index.includes(` ${name} ON `))).toHaveLength(1);
    }
    db.close();
  });

  it('writes each aggregate at most once; the others say why they have no rows', () => {
    const written = all.flatMap(({ streamRows }) => streamRows?.aggregate ?? []);
    const names = [...written, ...Object.keys(withoutRows)].sort();
    expect(names).toEqual(aggregates.map(({ name }) => name).sort());
    for (const reason of Object.values(withoutRows)) expect(reason).not.toBe('');
  });

  it('does not compile where an aggregate is neither written nor named', () => {
    const rows = <N extends string>(aggregate: N): StreamRows<N> => ({
      aggregate,
      prefixes: [aggregate],
      open: () => ({ write: () => {}, forget: () => {} }),
    });
    const walks = defineProjection({ tables: {}, streamRows: rows('patrol') });
    const plain = defineProjection({ tables: {} });
    type Named = readonly [{ readonly name: 'patrol' }, { readonly name: 'table' }];
    type Reasons = WithoutRows<readonly [typeof plain, typeof walks], Named>;
    const named: Reasons = { table: 'kept in memory' };
    // @ts-expect-error Nobody writes `table`, and nobody says why.
    const forgotten: Reasons = {};
    // @ts-expect-error `patrol` is written.
    const twice: Reasons = { table: 'kept in memory', patrol: 'has none' };
    // @ts-expect-error Without its projection `patrol` is forgotten as well.
    const lost: WithoutRows<readonly [typeof plain], Named> = { table: 'kept in memory' };
    // @ts-expect-error And so would be an aggregate that joins the program's own list.
    const grown: WithoutRows<typeof projections, readonly [...typeof aggregates, Named[0]]> = withoutRows;
    expect([named, forgotten, twice, lost, grown].map((one) => Object.keys(one).length)).toEqual([
      1, 0, 2, 1, 5,
    ]);
  });
});

describe('rows that events leave one by one', () => {
  it('are the same gathered as written, in any order', async () => {
    const db = await Db.open();
    db.exec(SCHEMA);
    for (const { tables, eventRows } of all) {
      if (!eventRows) continue;
      const [table = ''] = Object.keys(tables);
      const { upsert, merge } = eventRows;
      const key = [...upsert.matchAll(/\?/g)].slice(1).map((_, i) => `key ${i}`);
      fc.assert(
        fc.property(fc.array(fc.nat(1), { minLength: 1, maxLength: 6 }), (values) => {
          for (const value of values) db.run(upsert, [...key, value]);
          const [[, ...rest] = []] = db.lists(`SELECT * FROM ${table}`);
          const merged = (all: readonly number[]): number => all.reduce((held, value) => merge(held, value));
          expect(rest.at(-1)).toBe(merged(values));
          expect(merged(values.toReversed())).toBe(merged(values));
          db.run(`DELETE FROM ${table}`);
        }),
        { seed: 20241231 },
      );
    }
    db.close();
  });
});

const NOW = toMs(TEST_NOW);

/** A report that a station received, and then this, as another station wrote it. */
function reportWith(type: string, ...said: readonly Record<string, unknown>[]): Commit[] {
  const station = new Station('device-a', 'A', 0);
  station.seed();
  station.act(received({ reportId: 'report:1' }), NOW);
  const last = station.own.at(-1);
  if (!last) throw new Error('the report was received');
  const more = said.map(
    (data, i): Commit => ({
      ...last,
      device: 'device-b',
      seq: i + 1,
      id: `foreign-${i}`,
      events: [{ stream: 'report:1', type, v: 1, rank: 2 + i, basis: null, at: TEST_NOW, data }],
    }),
  );
  return [...station.own, ...more];
}

const placeOf = (i: number) => ({ segment: 1, offset: i * 100, length: 100 });

/** The same commits, as they come and from a rebuild: the tables in which they differ, and what one of them holds. */
async function bothWays(commits: readonly Commit[], ask: string) {
  const fold = new AnyOrderFold();
  commits.forEach((commit, i) => {
    fold.add(commit, placeOf(i));
  });
  const rebuilt = await Projection.create((stream) => fold.state(stream));
  fold.fold.insertInto(rebuilt);
  const live = await Projection.create((stream) => fold.state(stream));
  commits.forEach((commit, i) => {
    live.apply([{ commit, place: placeOf(i), position: i + 1 }]);
  });
  const found = { differs: differences(live.db, rebuilt.db), rows: live.db.lists(ask) };
  for (const { db } of [live, rebuilt]) db.close();
  return found;
}

describe('what another station wrote', () => {
  it.each(['report:1', 'rules:main', 'patrol:1', 'nothing'])(
    'links a report to %s, which is no case: its row stands, and nothing else is made of it',
    async (caseId) => {
      const commits = reportWith('report.linked', { caseId, why: 'filed' });
      const { differs, rows } = await bothWays(commits, 'SELECT id, case_id FROM report');
      expect(differs).toEqual([]);
      expect(rows).toEqual([['report:1', caseId]]);
    },
  );

  it('names a picture as a thumbnail elsewhere: that it is one is kept, live as rebuilt', async () => {
    const photo = { mime: 'image/webp', width: 1, height: 1, kind: 'other' };
    const said = { real: true, note: '', intake: { start: TEST_NOW } };
    const one = { ...said, photos: [{ ...photo, sha256: 'a', thumb: 'b' }] };
    const other = { ...said, photos: [{ ...photo, sha256: 'b' }] };
    for (const order of [
      [one, other],
      [other, one],
    ]) {
      const ask = 'SELECT sha256, thumb FROM blob_use ORDER BY sha256';
      const { differs, rows } = await bothWays(reportWith('report.verified', ...order), ask);
      expect(differs).toEqual([]);
      expect(rows).toEqual([
        ['a', 0],
        ['b', 1],
      ]);
    }
  });
});
