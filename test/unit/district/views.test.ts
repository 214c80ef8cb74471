import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { assigned, closedCase, filed, handledCase, reported, World } from '@shared/domain/testing/world';
import type pg from 'pg';
import { expect, it } from 'vitest';
import { Station } from '../../../src/main/store/testing/stations';
import { refreshDistrict } from '../../../src/main/sync/district/reader';
import { type TestDatabase, testPostgres } from '../../../src/main/sync/testing/postgres';
import { commitsOf, pushAll } from './hubRows';

const server = testPostgres();

interface Hub {
  readonly db: TestDatabase;
  readonly admin: pg.Client;
  readonly district: pg.Client;
}

async function hub(...streets: string[]): Promise<Hub> {
  const db = await server().database();
  for (const street of streets) await db.street(street, `${street}街道`);
  const admin = await db.connect();
  return { db, admin, district: await db.connect(await db.login('xiuhua_district')) };
}

/** The rows that the district gets, with times as Beijing text. */
async function rows(client: pg.Client, sql: string, at?: string): Promise<Record<string, unknown>[]> {
  await client.query(`SET xiuhua.now = '${at ?? ''}'`);
  await client.query("SET timezone = 'Asia/Shanghai'");
  const found = await client.query<{ row: Record<string, unknown> }>(
    `SELECT to_jsonb(q) AS row FROM (${sql}) q`,
  );
  return found.rows.map(({ row }) => row);
}

const refresh = (client: pg.Client) => client.query('SELECT * FROM xiuhua.refresh_district()');

it('shows a case through its life, with clocks and lights of the moment that is asked for', async () => {
  const { admin, district } = await hub('liede');
  const world = new World();
  const caseId = assigned(world, '1', ['cgb']);
  const assignedAt = world.now;
  world.wait(30).must({ type: 'case.urge', caseId });
  await pushAll(admin, 'liede', commitsOf(world.facts));
  await refresh(district);
  const one = (at: string) =>
    rows(district, 'SELECT stage, stage_name, clock_name, light, overdue, unit FROM district.case', at);
  const due = String((await rows(district, 'SELECT due_at FROM district.case', assignedAt))[0]?.due_at);
  expect(await one(assignedAt)).toEqual([
    {
      stage: 'handling',
      stage_name: '处置中',
      clock_name: '处置',
      light: 'green',
      overdue: false,
      unit: 'hwz',
    },
  ]);
  expect(await one(due)).toMatchObject([{ light: 'yellow', overdue: false }]);
  expect(await one('2026-01-01T00:00:00+08:00')).toMatchObject([{ light: 'red', overdue: true }]);
  expect(
    await rows(
      district,
      'SELECT unit, role_name, handled_at, overdue FROM district.case_part ORDER BY unit',
      due,
    ),
  ).toEqual([
    { unit: 'cgb', role_name: '协办', handled_at: null, overdue: false },
    { unit: 'hwz', role_name: '主办', handled_at: null, overdue: false },
  ]);
  world.wait(10);
  for (const unit of ['hwz', 'cgb']) world.must({ type: 'case.handle', caseId, unit, note: '已清理' });
  world.must({ type: 'case.check', caseId, passed: true, how: 'photo', close: true });
  await pushAll(admin, 'liede', commitsOf(world.facts).slice(commitsOf(world.facts).length - 3));
  expect((await refresh(district)).rows).toEqual([{ commits: '3', streams: '1', waiting: '0' }]);
  expect(
    await rows(
      district,
      'SELECT stage_name, open, clock, light, close_kind_name, handled_on_time, urges, reports FROM district.case',
    ),
  ).toEqual([
    {
      stage_name: '结案',
      open: false,
      clock: null,
      light: null,
      close_kind_name: '正常结案',
      handled_on_time: true,
      urges: 1,
      reports: 1,
    },
  ]);
  const clocks = await rows(
    district,
    'SELECT clock_name, unit, limit_value, limit_unit_name, running, overdue FROM district.case_clock ORDER BY n',
    world.now,
  );
  expect(clocks).toEqual([
    {
      clock_name: '派遣',
      unit: null,
      limit_value: 1,
      limit_unit_name: '紧急工作时',
      running: false,
      overdue: false,
    },
    {
      clock_name: '处置',
      unit: 'hwz',
      limit_value: 8,
      limit_unit_name: '工作时',
      running: false,
      overdue: false,
    },
    {
      clock_name: '处置',
      unit: 'cgb',
      limit_value: 8,
      limit_unit_name: '工作时',
      running: false,
      overdue: false,
    },
    {
      clock_name: '核查结案',
      unit: null,
      limit_value: 2,
      limit_unit_name: '工作时',
      running: false,
      overdue: false,
    },
  ]);
});

it('counts indicators by the formulae of the trade', async () => {
  const { admin, district } = await hub('liede', 'shipai');
  const world = new World();
  for (const n of ['1', '2', '3']) closedCase(world, n);
  const returned = assigned(world, '4');
  world.must({ type: 'case.return', caseId: returned, reason: 'notOurDuty' });
  world.must({ type: 'case.assign', caseId: returned, lead: 'zfd' });
  const failed = handledCase(world, '5');
  world.must({ type: 'case.check', caseId: failed, passed: false, how: 'onSite' });
  const wrong = filed(world, '6').caseId;
  world.must({ type: 'case.void', caseId: wrong, reason: '误立' });
  world.must(reported({ reportId: 'report:7', receivedAt: world.now }));
  await pushAll(admin, 'liede', commitsOf(world.facts));
  await refresh(district);
  const period = "'2024-12-01T00:00:00+08:00', '2025-01-01T00:00:00+08:00'";
  const [liede, shipai] = await rows(
    district,
    `SELECT * FROM district.indicator_street(${period})`,
    '2025-03-01T00:00:00+08:00',
  );
  expect(liede).toMatchObject({
    ...{
      street: 'liede',
      reports: 7,
      filed: 5,
      voided: 1,
      dispatched: 5,
      handled: 3,
      handled_on_time: 3,
      unhandled_overdue: 2,
    },
    ...{
      should_close: 5,
      should_close_a: 3,
      should_close_c: 3,
      closed: 3,
      closed_on_time: 3,
      reworked: 1,
      reworks: 1,
      returned: 1,
    },
    ...{
      closing_rate: 0.6,
      closed_on_time_rate: 0.6,
      right_filing_rate: 0.8333,
      rework_rate: 0.3333,
      return_rate: 0.2,
    },
    ...{ filing_rate: 0.8571, handling_rate: 0.6, right_dispatch_rate: 1, mean_handling_hours: 0 },
  });
  expect(shipai).toMatchObject({ street: 'shipai', reports: 0, filed: 0, closing_rate: null });
  const units = await rows(
    district,
    `SELECT unit, to_handle, handled, led, closed, reworked, returns FROM district.indicator_unit(${period})`,
    '2025-03-01T00:00:00+08:00',
  );
  expect(units).toEqual([
    { unit: 'hwz', to_handle: 4, handled: 3, led: 4, closed: 3, reworked: 1, returns: 1 },
    { unit: 'zfd', to_handle: 1, handled: 0, led: 1, closed: 0, reworked: 0, returns: 0 },
  ]);
  // Before anything was overdue, fewer should have been closed.
  const early = await rows(
    district,
    `SELECT should_close, closing_rate FROM district.indicator_street(${period}) LIMIT 1`,
    world.now,
  );
  expect(early).toEqual([{ should_close: 3, closing_rate: 1 }]);
  const months = await rows(
    district,
    "SELECT month, filed FROM district.indicator_street_month WHERE street = 'liede' ORDER BY 1",
    '2025-01-15T00:00:00+08:00',
  );
  expect(months).toEqual([
    { month: '2024-12', filed: 5 },
    { month: '2025-01', filed: 0 },
  ]);
});

it('names units and classes by the tables that the street has set', async () => {
  const { admin, district } = await hub('liede');
  const seeder = new Station('device-s', 'S', 0);
  seeder.seed();
  await pushAll(admin, 'liede', seeder.own);
  await refresh(district);
  expect(await rows(district, "SELECT * FROM district.unit WHERE unit = 'zfd'")).toEqual([
    { street: 'liede', unit: 'zfd', name: '综合行政执法队', short_name: '执法队', kind: 'enforcement' },
  ]);
  const [classes] = await rows(district, 'SELECT count(*) AS n FROM district.class');
  expect(Number(classes?.n)).toBeGreaterThan(100);
  // Whom to call at a unit stays at the street.
  expect(
    JSON.stringify(await rows(district, "SELECT data FROM district.event WHERE type = 'table.set'")),
  ).not.toContain('contact');
});

it('lets no word of a caller out', async () => {
  const { admin, district } = await hub('liede');
  const world = new World();
  const secret = ['李女士', '窗台漏水', '冼村路 12 号', '已电话', '王先生'];
  world.must(
    reported({
      reportId: 'report:1',
      channel: 'hotline12345',
      title: '窗台漏水',
      content: '窗台漏水',
      caller: { name: '李女士', phone: '13800138000', wishes: [] },
    }),
  );
  world.must({
    type: 'case.file',
    reportId: 'report:1',
    caseId: 'case:1',
    title: '窗台漏水',
    place: { text: '冼村路 12 号' },
  });
  world.must({ type: 'case.assign', caseId: 'case:1', lead: 'hwz', note: '找王先生' });
  world.must({ type: 'case.note', caseId: 'case:1', text: '已电话', kind: 'note' });
  world.must({ type: 'report.reply', reportId: 'report:1', text: '已电话' });
  await pushAll(admin, 'liede', commitsOf(world.facts));
  await refresh(district);
  const views = await admin.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.views WHERE table_schema = 'district'",
  );
  expect(views.rows.length).toBeGreaterThan(14);
  for (const { name } of views.rows) {
    const text = JSON.stringify(await rows(district, `SELECT * FROM district."${name}"`));
    for (const word of [...secret, '13800138000']) expect(text, `${name}: ${word}`).not.toContain(word);
  }
});

it('counts a command once: a copy replaces its original, and of twins the first by device, incarnation and number stands', async () => {
  const { admin, district } = await hub('liede');
  const world = new World();
  assigned(world);
  const commits = commitsOf(world.facts);
  await pushAll(admin, 'liede', commits);
  await refresh(district);
  const before = await rows(
    district,
    'SELECT n, type, device, incarnation, seq FROM district.event ORDER BY stream, n',
  );
  // The last one again in a new incarnation; all of them once more by a clone that nobody noticed.
  const last = commits.at(-1);
  if (!last) throw new Error('no commits');
  await pushAll(admin, 'liede', [{ ...last, incarnation: 2, seq: 1, copyOf: `world.1.${last.seq}` }]);
  await pushAll(
    admin,
    'liede',
    commits.map((one) => ({ ...one, device: 'zz-clone' })),
  );
  // Incarnations count as numbers: 2 comes before 10.
  await pushAll(admin, 'liede', [{ ...last, incarnation: 10, seq: 1 }]);
  await refresh(district);
  const after = await rows(
    district,
    'SELECT n, type, device, incarnation, seq FROM district.event ORDER BY stream, n',
  );
  expect(after).toEqual(
    before.map((row) => (row.seq === last.seq ? { ...row, incarnation: 2, seq: 1 } : row)),
  );
  expect(await rows(district, 'SELECT stage, assignments FROM district.case')).toEqual([
    { stage: 'handling', assignments: 1 },
  ]);
});

it('leaves out what a computer wrote after it was shut out', async () => {
  const { admin, district } = await hub('liede');
  const world = new World();
  assigned(world);
  const commits = commitsOf(world.facts);
  const upTo = { 'world.1': commits.length - 1 };
  const revoked = {
    stream: 'devices:main',
    type: 'device.revoked',
    v: 1,
    rank: 9,
    basis: null,
    at: world.now,
    data: { device: 'world', upTo, reason: '丢失' },
  };
  const first = commits[0];
  if (!first) throw new Error('no commits');
  await pushAll(admin, 'liede', commits);
  await refresh(district);
  expect(await rows(district, 'SELECT stage FROM district.case')).toEqual([{ stage: 'handling' }]);
  await pushAll(admin, 'liede', [{ ...first, device: 'other', id: 'revocation', events: [revoked] }]);
  await refresh(district);
  expect(await rows(district, 'SELECT stage FROM district.case')).toEqual([{ stage: 'toAssign' }]);
});

it('says which commits and streams it cannot read, and goes on with the others', async () => {
  const { admin, district } = await hub('liede');
  const world = new World();
  const caseId = assigned(world);
  const commits = commitsOf(world.facts);
  const last = commits.at(-1);
  if (!last) throw new Error('no commits');
  const event = last.events[0];
  if (!event) throw new Error('no events');
  const put = (device: string, text: string) =>
    admin.query(
      "INSERT INTO xiuhua.commit (street, device, incarnation, seq, bytes, signature) VALUES ('liede', $1, 1, 1, $2, decode(repeat('07', 64), 'hex'))",
      [device, Buffer.from(text)],
    );
  await pushAll(admin, 'liede', commits);
  await put('bad-1', 'no json at all');
  await put('bad-2', JSON.stringify({ ...last, device: 'somebody-else' }));
  await put(
    'bad-3',
    JSON.stringify({ ...last, device: 'bad-3', seq: 1, events: [{ ...event, rank: '9'.repeat(40) }] }),
  );
  await put('bad-4', `${JSON.stringify({ ...last, device: 'bad-4', seq: 1 }).slice(0, -1)},"x":"\\u0000"}`);
  const odd = {
    ...event,
    stream: 'case:odd',
    rank: 1,
    type: 'case.filed',
    data: { no: '1', place: { lon: 'east' }, assign: {} },
  };
  await put('bad-5', JSON.stringify({ ...last, id: 'odd-command', device: 'bad-5', seq: 1, events: [odd] }));
  await refresh(district);
  const problems = await rows(district, 'SELECT kind, what FROM district.problem ORDER BY 1, 2');
  expect(problems).toEqual([
    { kind: 'case', what: 'case:odd' },
    ...['bad-1.1.1', 'bad-2.1.1', 'bad-3.1.1', 'bad-4.1.1'].map((what) => ({ kind: 'commit', what })),
  ]);
  expect(await rows(district, 'SELECT case_id FROM district.case')).toEqual([{ case_id: caseId }]);
  expect(await rows(district, 'SELECT problems, commits_waiting FROM district.street')).toEqual([
    { problems: 5, commits_waiting: 0 },
  ]);
});

it('is read by the district, and by nobody else', async () => {
  const { db, admin, district } = await hub('liede', 'shipai');
  for (const street of ['liede', 'shipai']) {
    const world = new World();
    filed(world, street);
    await pushAll(admin, street, commitsOf(world.facts));
  }
  await refresh(district);
  expect(await rows(district, 'SELECT street FROM district.case ORDER BY 1')).toEqual([
    { street: 'liede' },
    { street: 'shipai' },
  ]);
  for (const sql of [
    'DELETE FROM xiuhua.district_case',
    'SELECT * FROM xiuhua.district_case',
    "UPDATE district.word SET name = ''",
    'SELECT xiuhua.district_revoke()',
  ])
    await expect(district.query(sql), sql).rejects.toMatchObject({ code: '42501' });
  const device = await db.connect(await db.device('liede', 'dev1'));
  for (const sql of [
    'SELECT * FROM district.case',
    'SELECT * FROM district.event',
    'SELECT xiuhua.refresh_district()',
  ])
    await expect(device.query(sql), sql).rejects.toMatchObject({ code: '42501' });
});

it('comes up to date in short steps: who was interrupted goes on, and shows what it had until all is there', async () => {
  const { admin, district } = await hub('liede', 'shipai');
  for (const [n, street] of ['liede', 'shipai'].entries()) {
    const world = new World();
    for (let i = 0; i <= n; i++) filed(world, String(i));
    await pushAll(admin, street, commitsOf(world.facts));
  }
  const step = async (limit: number) => {
    const { rows } = await district.query('SELECT * FROM xiuhua.refresh_district($1)', [limit]);
    return Object.fromEntries(Object.entries(rows[0] as object).map(([key, value]) => [key, Number(value)]));
  };
  const commits = (await admin.query('SELECT FROM xiuhua.commit')).rowCount ?? 0;
  expect(commits).toBeGreaterThan(3);
  expect(await step(commits - 1)).toEqual({ commits: commits - 1, streams: 0, waiting: expect.any(Number) });
  expect(await rows(district, 'SELECT case_id FROM district.case')).toEqual([]);
  // A step that fails leaves what the one before it did.
  await district.query('BEGIN');
  expect(await step(1000)).toMatchObject({ commits: 1, waiting: 0 });
  await district.query('ROLLBACK');
  const told: number[] = [];
  const done = await refreshDistrict(district, (_, waiting) => told.push(waiting), 2);
  expect(done.commits).toBe(1);
  expect(told.length).toBeGreaterThan(0);
  expect(told).toEqual([...told].sort((a, b) => b - a));
  expect(
    await rows(district, 'SELECT street, count(*)::int AS n FROM district.case GROUP BY 1 ORDER BY 1'),
  ).toEqual([
    { street: 'liede', n: 1 },
    { street: 'shipai', n: 2 },
  ]);
  expect(await step(0)).toEqual({ commits: 0, streams: 0, waiting: 0 });
  expect(
    await rows(
      district,
      'SELECT DISTINCT commits_waiting AS n, refreshed_at IS NOT NULL AS done FROM district.street',
    ),
  ).toEqual([{ n: 0, done: true }]);
});

it('has the fields that its document names, in their order and types', async () => {
  const { admin } = await hub();
  const { rows: columns } = await admin.query<{ view: string; field: string; type: string }>(
    `SELECT table_name AS view, column_name AS field, data_type AS type FROM information_schema.columns
     WHERE table_schema = 'district' ORDER BY table_name, ordinal_position`,
  );
  const short: Record<string, string> = {
    'timestamp with time zone': 'timestamptz',
    'double precision': 'float8',
  };
  const real = new Map<string, string[]>();
  for (const { view, field, type } of columns)
    real.set(view, [...(real.get(view) ?? []), `${field} ${short[type] ?? type}`]);
  const told = new Map<string, string[]>();
  for (const part of readFileSync(resolve('docs/district-views.md'), 'utf8').split(/^## /m)) {
    const name = /^`district\.(\w+)`/m.exec(part)?.[1];
    if (!name) continue;
    const fields = [...part.matchAll(/^\| `(\w+)` +\| ([\w ]+?) +\| (.+?) \|/gm)];
    told.set(
      name,
      fields.map(([, field, type]) => `${field} ${type}`),
    );
  }
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(real));
});

it('ends with a word where a step does nothing and yet something waits, rather than asking for ever', async () => {
  const { admin, district } = await hub('liede');
  await admin.query(
    `CREATE OR REPLACE FUNCTION xiuhua.refresh_district(p_limit int DEFAULT 2000)
     RETURNS TABLE (commits bigint, streams bigint, waiting bigint)
     LANGUAGE sql AS 'SELECT 0::bigint, 0::bigint, 5::bigint'`,
  );
  await expect(refreshDistrict(district)).rejects.toMatchObject({
    code: 'sync.refreshStands',
    params: { waiting: 5 },
  });
});
