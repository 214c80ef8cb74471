import type pg from 'pg';
import { expect, it } from 'vitest';
import { refreshDistrict } from '../../../src/main/sync/district/reader';
import { exportSets, momentsOf } from '../../../src/main/sync/district/sets';
import { migrate, readMigrations } from '../../../src/main/sync/hub/migrations';
import { HUB_FOLDER, testPostgres } from '../../../src/main/sync/testing/postgres';
import { healthyCommits, hostileLines } from './hostileEvents';
import { foldedOf, pushAll } from './hubRows';

/** What one device writes stops neither the refresh nor the reading of what all others wrote. */
const server = testPostgres();
const COUNT = process.env.XIUHUA_NIGHTLY ? 4000 : 160;
const SIGNATURE = Buffer.alloc(64, 7);

async function put(admin: pg.Client, street: string, device: string, lines: readonly string[], from = 1) {
  for (let at = 0; at < lines.length; at += 500) {
    const part = lines.slice(at, at + 500);
    await admin.query(
      `INSERT INTO xiuhua.commit (street, device, incarnation, seq, bytes, signature)
       SELECT $1, $2, 1, $5::int + n, b, CASE WHEN n = $4 THEN $6::bytea END FROM unnest($3::bytea[]) WITH ORDINALITY u(b, n)`,
      [street, device, part.map((line) => Buffer.from(line)), part.length, from - 1 + at, SIGNATURE],
    );
  }
}

/** Everything that the district reads of these streets, without what belongs to the hostile device. */
async function read(district: pg.Client, street: string): Promise<Record<string, unknown[]>> {
  const told: Record<string, unknown[]> = {};
  await district.query(`SET xiuhua.now = '2025-01-02 12:00+08'`);
  for (const view of ['report', 'case', 'case_part', 'case_clock', 'case_return', 'case_supervision']) {
    const id = view === 'report' ? 'report_id' : 'case_id';
    const { rows } = await district.query<{ row: unknown }>(
      `SELECT to_jsonb(v) AS row FROM district.${view} v WHERE street = $1 AND ${id} NOT LIKE '%:bad%' ORDER BY to_jsonb(v)::text`,
      [street],
    );
    told[view] = rows.map(({ row }) => row);
  }
  return told;
}

it('is stopped by no malformed event of any kind: healthy rows stand as they stood, all views are read', async () => {
  const db = await server().database();
  const admin = await db.connect();
  const district = await db.connect(await db.login('xiuhua_district'));
  const commits = healthyCommits();
  for (const street of ['liede', 'shipai']) {
    await db.street(street);
    await pushAll(admin, street, commits);
  }
  await refreshDistrict(district);
  const before = { liede: await read(district, 'liede'), shipai: await read(district, 'shipai') };
  const folded = await foldedOf(admin, 'liede');
  const names = await district.query('SELECT * FROM district.class WHERE street = $1 ORDER BY 2, 3', [
    'shipai',
  ]);
  expect(before.liede.case?.length).toBeGreaterThan(3);

  const { lines, types, all } = hostileLines(commits, COUNT);
  await put(admin, 'liede', 'mallory', lines);
  await refreshDistrict(district);

  expect({ liede: await read(district, 'liede'), shipai: await read(district, 'shipai') }).toEqual(before);
  const after = await foldedOf(admin, 'liede');
  expect(Object.fromEntries([...after].filter(([id]) => folded.has(id)))).toEqual(Object.fromEntries(folded));
  expect(
    (await district.query('SELECT * FROM district.class WHERE street = $1 ORDER BY 2, 3', ['shipai'])).rows,
  ).toEqual(names.rows);
  // What cannot be shown is told, of that street alone.
  const { rows: told } = await district.query(
    'SELECT DISTINCT street, kind FROM district.problem ORDER BY kind',
  );
  expect(told).toEqual(['case', 'commit', 'device', 'report'].map((kind) => ({ street: 'liede', kind })));
  // Everything that is read anywhere can be read to its end.
  for (const { name, sql } of exportSets) {
    const text = sql(momentsOf({ from: '2024-12-01', to: '2025-01-31' }));
    await expect(district.query(`SELECT count(q::text) FROM (${text}) q`), name).resolves.toBeDefined();
  }
  for (const view of [
    'event',
    'unit',
    'class',
    'community',
    'indicator_street_month',
    'indicator_unit_month',
  ])
    await expect(
      district.query(`SELECT count(q::text) FROM district.${view} q`),
      view,
    ).resolves.toBeDefined();
  expect([...types].sort()).toEqual([...all].sort());
});

const at = '2024-12-31T09:00:00.000+08:00';
const event = (stream: string, type: string, data: unknown, rank = 1) => ({
  stream,
  type,
  v: 1,
  rank,
  basis: null,
  at,
  data,
});
const line = (device: string, seq: number, events: readonly unknown[]) =>
  JSON.stringify({
    ...{
      id: `${device}-${seq}`,
      device,
      incarnation: 1,
      seq,
      hlc: `${seq}`.padStart(20, '0'),
      actor: 'op',
      prev: '',
    },
    ...{ recordedAt: at, events },
  });
const grant = { value: 1, unit: 'workHour', start: at, due: at, yellowAt: at };
const filed = (id: string, more: object = {}) =>
  event(id, 'case.filed', {
    no: id,
    channel: 'phone',
    place: {},
    priority: 'normal',
    assign: grant,
    ...more,
  });
const received = (id: string, more: object = {}) =>
  event(id, 'report.received', { channel: 'phone', place: {}, receivedAt: at, intake: grant, ...more });
const LONG = Array.from({ length: 700 }, (_, i) => ((i * 7919 + 13) * 104_729).toString(36)).join('');
const table = (rows: unknown, rank: number) =>
  event('registry:main', 'table.set', { table: 'classes', version: 'x', rows }, rank);

/** Each of these kept the whole district from being refreshed, or a view from being read, at schema 4. */
const stops: readonly (readonly [what: string, events: readonly unknown[], problem: readonly string[]])[] = [
  [
    'a revocation up to no number',
    [event('devices:main', 'device.revoked', { device: 'good', upTo: { 'good.1': 'abc' }, reason: '' })],
    ['device bad.1.1.0'],
  ],
  [
    'two rows that are called alike',
    [
      table(
        [
          { scheme: null, code: '1', name: 'a' },
          { scheme: '', code: '1', name: 'b' },
        ],
        9,
      ),
    ],
    [],
  ],
  [
    'a code that is too long for an index',
    [table([{ scheme: 'event', code: LONG, name: 'a' }], 9)],
    ['table classes bad.1.1.0'],
  ],
  [
    'a report of a case whose id is too long for an index',
    [received('report:bad'), event('report:bad', 'report.linked', { caseId: LONG, why: 'filed' }, 2)],
    ['report report:bad'],
  ],
  [
    'a report that came in at no time',
    [received('report:bad', { receivedAt: 'yesterday evening' })],
    ['report report:bad'],
  ],
  [
    'a deadline that means another time each day',
    [filed('case:bad', { assign: { ...grant, due: 'tomorrow' } })],
    ['case case:bad'],
  ],
];

it('goes on over each of what stopped it at schema 4, once the hub is brought up', async () => {
  const db = await server().database({ migrated: false });
  const admin = await db.connect();
  const files = await readMigrations(HUB_FOLDER);
  await migrate(
    admin,
    files.filter(({ version }) => version <= 4),
  );
  const good = [
    filed('case:good'),
    received('report:good'),
    table([{ scheme: 'event', code: '1', name: '好' }], 1),
  ];
  for (const i of stops.keys()) {
    await db.street(`street-${i}`);
    await put(admin, `street-${i}`, 'good', [line('good', 1, good)]);
  }
  await refreshDistrict(admin);
  const before: Awaited<ReturnType<typeof read>>[] = [];
  for (const i of stops.keys()) before.push(await read(admin, `street-${i}`));
  const bad = (i: number, events: readonly unknown[]) =>
    put(admin, `street-${i}`, 'bad', [line('bad', 1, events)]);
  const everything = async (): Promise<void> => {
    await refreshDistrict(admin);
    for (const view of [
      'report',
      'case',
      'case_part',
      'case_clock',
      'class',
      'street',
      'indicator_street_month',
    ])
      await admin.query(`SELECT count(v::text) FROM district.${view} v`);
    const { rows } = await admin.query(
      `SELECT FROM xiuhua.district_case WHERE problem IS NULL AND due_at !~ '^\\d'`,
    );
    if (rows.length > 0) throw new Error('a deadline that means another time each day');
  };
  for (const [i, [what, events]] of stops.entries()) {
    await admin.query('BEGIN');
    await bad(i, events);
    await expect(everything(), what).rejects.toThrow();
    await admin.query('ROLLBACK');
  }
  for (const [i, [, events]] of stops.entries()) await bad(i, events);
  await migrate(admin, files);
  await everything();
  for (const [i, [what, , problems]] of stops.entries()) {
    const street = `street-${i}`;
    const now = await read(admin, street);
    expect(now.case, what).toEqual(before[i]?.case);
    expect(now.report, what).toEqual(before[i]?.report);
    const { rows } = await admin.query<{ told: string }>(
      `SELECT kind || ' ' || what AS told FROM district.problem WHERE street = $1 ORDER BY 1`,
      [street],
    );
    expect(
      rows.map(({ told }) => told),
      what,
    ).toEqual(problems);
    // A table that cannot be read stands as it was set before.
    const names = await admin.query(
      `SELECT name FROM district.class WHERE street = $1 AND scheme = 'event'`,
      [street],
    );
    if (problems.length > 0) expect(names.rows, what).toEqual([{ name: '好' }]);
  }
});

it('tries a stream again when it changes, and everything when a newer schema comes', async () => {
  const db = await server().database();
  const admin = await db.connect();
  await db.street('liede');
  await put(admin, 'liede', 'good', [line('good', 1, [filed('case:good')])]);
  await put(admin, 'liede', 'bad', [
    line('bad', 1, [
      received('report:bad'),
      event('report:bad', 'report.linked', { caseId: LONG, why: 'filed' }, 2),
    ]),
  ]);
  await refreshDistrict(admin);
  const problems = async () => (await admin.query('SELECT kind, what FROM district.problem ORDER BY 1')).rows;
  expect(await problems()).toEqual([{ kind: 'report', what: 'report:bad' }]);
  const linked = event('report:bad', 'report.linked', { caseId: 'case:good', why: 'filed' }, 3);
  await put(admin, 'liede', 'bad', [line('bad', 2, [linked])], 2);
  await refreshDistrict(admin);
  expect(await problems()).toEqual([]);
  const reports = 'SELECT report_id, case_id FROM district.report';
  expect((await admin.query(reports)).rows).toEqual([{ report_id: 'report:bad', case_id: 'case:good' }]);
  // As an older schema left it, that could read neither.
  await admin.query(`DELETE FROM xiuhua.district_event WHERE device = 'good';
    UPDATE xiuhua.district_commit SET problem = 'too new', id = NULL WHERE device = 'good';
    UPDATE xiuhua.district_report SET problem = 'too new';
    DELETE FROM xiuhua.district_case`);
  await refreshDistrict(admin);
  expect(await problems()).toHaveLength(2);
  await admin.query('UPDATE xiuhua.district_tried SET schema = 5');
  await refreshDistrict(admin);
  expect(await problems()).toEqual([]);
  expect((await admin.query('SELECT case_id, reports FROM district.case')).rows).toEqual([
    { case_id: 'case:good', reports: 1 },
  ]);
});

it('comes to its end while a device writes and writes', async () => {
  const db = await server().database();
  const admin = await db.connect();
  await db.street('liede');
  await put(admin, 'liede', 'good', [line('good', 1, [filed('case:good')])]);
  let seq = 0;
  const write = () =>
    put(
      admin,
      'liede',
      'busy',
      [1, 2, 3].map((n) => line('busy', seq + n, [filed(`case:${seq + n}`)])),
      seq + 1,
    );
  await write();
  seq += 3;
  // Two commits or streams in a call, and three more commits before the next.
  for (let calls = 1; ; calls++) {
    const { rows } = await admin.query<{ waiting: string }>('SELECT waiting FROM xiuhua.refresh_district(2)');
    if (rows[0]?.waiting === '0') break;
    expect(calls).toBeLessThan(10);
    await write();
    seq += 3;
  }
  const shown = await admin.query('SELECT count(*)::int AS n FROM district.case');
  expect(shown.rows).toEqual([{ n: 4 }]);
});

it('folds no stream of more events than it can in its time, and says so', async () => {
  const db = await server().database();
  const admin = await db.connect();
  await db.street('liede');
  const noted = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => event('case:long', 'case.noted', {}, from + i));
  await put(admin, 'liede', 'one', [line('one', 1, [filed('case:long'), ...noted(2, 800)])]);
  await put(admin, 'liede', 'two', [line('two', 1, noted(2, 800))]);
  await refreshDistrict(admin);
  expect((await admin.query('SELECT problem FROM district.problem')).rows).toEqual([
    { problem: expect.stringContaining('more events than are compared') },
  ]);
});
