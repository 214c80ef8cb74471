import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { aggregates } from '@shared/domain/aggregates';
import { filed, reported, World } from '@shared/domain/testing/world';
import { describe, expect, it } from 'vitest';
import { eventsOfDistrict, type OfDistrict } from '../../../src/main/sync/district/eventsOfDistrict';
import { refreshDistrict } from '../../../src/main/sync/district/reader';
import { testPostgres } from '../../../src/main/sync/testing/postgres';
import { commitsOf, pushAll } from './hubRows';

const server = testPostgres();
const STREET = '440106014';
const folder = resolve(import.meta.dirname, '../../../resources/hub');

/** What the district's part of the hub says, without its comments. */
const sql = readdirSync(folder)
  .filter((name) => /^\d{3}-.*\.sql$/.test(name))
  .map((name) => readFileSync(resolve(folder, name), 'utf8'))
  .filter((text) => text.includes('district_event'))
  .join('\n')
  .replaceAll(/--.*$/gm, '');

/** How many versions each event type of the program has. */
const types = new Map(
  aggregates.flatMap(({ stream }) =>
    Object.entries(stream.events).map(([type, one]) => [type, 'versions' in one ? one.versions.length : 1]),
  ),
);
const named = new Map<string, OfDistrict>(Object.entries(eventsOfDistrict));

describe('every event that the program folds', () => {
  it('is named with what the district’s fold makes of it', () => {
    expect([...named.keys()].sort()).toEqual([...types.keys()].sort());
  });

  it.each([...types])('%s in all of its %i versions', (type, versions) => {
    const { reads, without } = named.get(type) ?? { reads: [] };
    const all = Array.from({ length: versions }, (_, n) => n + 1);
    if (without === undefined) expect(reads).toEqual(all);
    expect(all).toEqual(expect.arrayContaining([...reads]));
    // What is read is in the SQL by its name, what is not is not.
    expect(sql.includes(`'${type}'`)).toBe(reads.length > 0);
  });

  it('is read in its first version alone by the folds of reports and cases', () => {
    expect(sql.match(/CONTINUE WHEN e\.v > 1/g)).toHaveLength(2);
    const later = [...named].filter(
      ([type, { reads }]) => /^(case|report)\./.test(type) && reads.some((v) => v > 1),
    );
    expect(later).toEqual([]);
  });
});

it('tables are read in both versions, rows of a newer program with them; what is not read changes nothing', async () => {
  const db = await server().database();
  await db.street(STREET);
  const admin = await db.connect();
  const world = new World();
  const { caseId } = filed(world, '1');
  world.must(reported({ reportId: 'report:2' }));
  world.must({ type: 'ledger.record', entries: [{ day: '2024-12-30', kind: 'bollard', quantity: 3 }] });
  const commits = commitsOf(world.facts);
  const [first] = commits;
  if (!first) throw new Error('no commits');
  const said = { stream: 'registry:main', type: 'table.set', basis: null, at: world.now };
  const units = (v: number, kind: string) => ({
    ...said,
    v,
    rank: v,
    data: { table: 'units', version: `${v}`, rows: [{ id: 'fly', name: `第${v}队`, short: '飞', kind }] },
  });
  const other = { ...said, v: 2, rank: 3, data: { table: 'weather', version: '1', rows: [{ id: 'rain' }] } };
  const later = { ...said, stream: caseId, type: 'case.noted', v: 2, rank: 99, data: { anything: 'goes' } };
  const by = (seq: number, events: (typeof first)['events']) => ({
    ...first,
    device: 'seeder',
    seq,
    id: `seed-${seq}`,
    events,
  });
  await pushAll(admin, STREET, [...commits, by(1, [units(1, 'office')])]);
  await refreshDistrict(admin);
  await admin.query("SET xiuhua.now = '2025-01-01 12:00+08'");
  const names = async () => (await admin.query('SELECT name, kind FROM district.unit ORDER BY 1')).rows;
  expect(await names()).toEqual([{ name: '第1队', kind: 'office' }]);
  const cases = async () => (await admin.query('SELECT * FROM district.case ORDER BY case_id')).rows;
  const before = await cases();
  await pushAll(admin, STREET, [by(2, [units(2, 'drone'), other, later])]);
  await refreshDistrict(admin);
  expect(await names()).toEqual([{ name: '第2队', kind: 'drone' }]);
  expect(await cases()).toEqual(before);
  expect((await admin.query('SELECT * FROM district.problem')).rows).toEqual([]);
});
