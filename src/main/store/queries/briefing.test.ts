import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { briefingSchema } from '@shared/contract/briefing';
import { fromLocalMinute, toMs } from '@shared/rules/time';
import { beforeAll, describe, expect, it } from 'vitest';
import { Db, type SqlValue } from '../projection/database';
import { SCHEMA } from '../projection/schema';
import { DeskTable } from '../search/table';
import { seedStates, seedTables } from '../seed/seedTables';
import { Knowledge } from '../service/knowledge';
import { briefingWeek, isoWeek, publicPlace, rankUnits } from './briefing';
import type { QueryContext } from './context';

const NOW = '2024-12-31T16:00:00.000+08:00';
const ms = (local: string): number => toMs(fromLocalMinute(local));
const states = seedStates(seedTables((path) => readFileSync(resolve('resources', path), 'utf8')));

let db: Db;
let context: QueryContext;

function put(table: string, row: Record<string, SqlValue>): void {
  const columns = Object.keys(row);
  db.run(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`, Object.values(row));
}

const blank = {
  to_reply: 0,
  supervised: 0,
  urges: 0,
  channel: 'hotline12345',
  priority: 'normal',
  reports: 1,
  returns: 0,
  reworks: 0,
  photos: 0,
  title: '占道经营',
  place: '兴盛路',
  open: 0,
  state: 'closed',
};

function kase(id: string, row: Record<string, SqlValue>): void {
  const filed = Number(row.filed_at ?? ms('2024-12-24T09:00'));
  put('item', {
    ...blank,
    id,
    kind: 'case',
    no: id,
    received_at: filed,
    due_key: filed,
    updated_at: filed,
    filed_at: filed,
    ...row,
  });
}

function part(id: string, unit: string, assigned: string, handled: string | null, due: string): void {
  put('part', {
    case_id: id,
    unit,
    role: 'lead',
    assigned_at: ms(assigned),
    handled_at: handled === null ? null : ms(handled),
    due: ms(due),
  });
}

/** A case of a unit, assigned and handled within the week, closed the same day. */
function handled(id: string, unit: string, onTime: boolean, more: Record<string, SqlValue> = {}): void {
  const closed = ms('2024-12-26T12:00');
  kase(id, { unit, closed_at: closed, handled_at: closed, on_time: onTime ? 1 : 0, ...more });
  part(id, unit, '2024-12-24T10:00', '2024-12-26T12:00', onTime ? '2024-12-27T10:00' : '2024-12-25T10:00');
}

function fill(): void {
  const counts: [string, string, number][] = [
    ['2024-12-15', 'reports:hotline12345', 99], // Sunday of two weeks ago: in neither week
    ['2024-12-16', 'reports:hotline12345', 10],
    ['2024-12-22', 'reports:urban12319', 4],
    ['2024-12-23', 'reports:hotline12345', 7],
    ['2024-12-25', 'reports:ownFinding', 3],
    ['2024-12-29', 'reports:hotline12345', 6],
    ['2024-12-30', 'reports:hotline12345', 50], // this Monday: not yet a complete week
    ['2024-12-23', 'filed', 9],
    ['2024-12-20', 'filed', 8],
    ['2024-12-24', 'closed', 12],
    ['2024-12-19', 'closed', 5],
    ['2024-12-24', 'closed:onTime', 9],
    ['2024-12-25', 'closed:late', 1],
    ['2024-12-19', 'closed:onTime', 4],
    ['2024-12-19', 'closed:late', 1],
  ];
  for (const [day, kind, n] of counts) put('day_count', { day, kind, n });
  for (const [day, kind, n] of [
    ['2024-12-23', 'roadRepair', 2],
    ['2024-12-29', 'bikesCollected', 2100],
    ['2024-12-28', 'bikesCollected', 2000],
    ['2024-12-30', 'bollard', 5],
  ] as const)
    put('ledger', { day, kind, n });

  // Enforcement: 4 handled, 3 on time. Urban management: 4 of 4. Affairs: 2 only. Xiancun: 4 of 4, equal to urban management.
  for (const n of [1, 2, 3, 4]) handled(`case:z${n}`, 'zfd', n < 4, { reworks: n === 4 ? 1 : 0 });
  for (const n of [1, 2, 3, 4]) handled(`case:c${n}`, 'cgb', true, { place: '花城广场' });
  for (const n of [1, 2, 3, 4]) handled(`case:j${n}`, 'jwh-xiancun', true, { community: '440106014001' });
  for (const n of [1, 2]) handled(`case:s${n}`, 'swzx', true);
  // Closed by a sheet without a closing time: in no rate.
  handled('case:x1', 'zfd', true, { on_time: null });
  // Voided: nowhere.
  kase('case:v1', { unit: 'zfd', state: 'void' });
  part('case:v1', 'zfd', '2024-12-24T10:00', null, '2024-12-25T10:00');
  // Open: two overdue with enforcement, one overdue without a unit, one in time.
  const open = { open: 1, state: 'handling' };
  kase('case:o1', { ...open, unit: 'zfd', red_at: ms('2024-12-31T15:59'), filed_at: ms('2024-12-30T09:00') });
  kase('case:o2', {
    ...open,
    unit: 'zfd',
    red_at: ms('2024-12-30T10:00'),
    filed_at: ms('2024-12-20T09:00'),
    title: '联系电话 13800138000 的噪声投诉',
    community: '440106014001',
  });
  kase('case:o3', { ...open, state: 'toAssign', unit: null, red_at: ms('2024-12-31T12:00') });
  kase('case:o4', { ...open, unit: 'cgb', red_at: ms('2024-12-31T16:01') });
  put('returned', {
    case_id: 'case:z1',
    n: 0,
    unit: 'zfd',
    at: ms('2024-12-29T23:59'),
    reason: '不属本单位职责',
  });
  put('returned', {
    case_id: 'case:z2',
    n: 0,
    unit: 'zfd',
    at: ms('2024-12-30T00:00'),
    reason: '不属本单位职责',
  });

  const report = { channel: 'hotline12345', grp: 'hotline12345', received_at: 0, owes: 0 };
  put('report', { ...report, id: 'r1', status: 'linked', case_id: 'case:j1', received_day: '2024-12-23' });
  put('report', { ...report, id: 'r2', status: 'linked', case_id: 'case:j1', received_day: '2024-12-29' });
  put('report', { ...report, id: 'r3', status: 'linked', case_id: 'case:z1', received_day: '2024-12-29' });
  put('report', { ...report, id: 'r4', status: 'withdrawn', case_id: null, received_day: '2024-12-24' });
  put('report', { ...report, id: 'r5', status: 'linked', case_id: 'case:j2', received_day: '2024-12-30' });
}

beforeAll(async () => {
  db = await Db.open();
  db.exec(SCHEMA);
  const knowledge = new Knowledge(
    (path) => readFileSync(resolve('resources', path), 'utf8'),
    (stream) => (stream === 'registry:main' ? states.registry : states.rules),
  );
  context = {
    db,
    now: NOW,
    nowMs: toMs(NOW),
    position: 17,
    actor: 'op-1',
    rules: knowledge.rules,
    knowledge,
    table: new DeskTable(db),
    callers: { othersOf: () => 0 },
    foundBy: () => undefined,
    keyState: () => 'missing',
    commitOf: () => undefined,
    get: () => null,
    state: () => null,
    facts: () => [],
  };
  fill();
});

describe('the briefing of the last complete week', () => {
  const model = () => briefingSchema.parse(briefingWeek({}, context));

  it('is Monday 23 to Sunday 29 December, week 52, cut off now', () => {
    expect(model()).toMatchObject({
      weekStart: '2024-12-23',
      weekEnd: '2024-12-29',
      issue: { year: 2024, number: 52 },
      cutOff: NOW,
      position: 17,
    });
  });

  it('counts reports and cases of both weeks, and nothing beside them', () => {
    expect(model()).toMatchObject({
      reports: { now: 16, before: 14 },
      filed: { now: 9, before: 8 },
      closed: { now: 12, before: 5 },
      onTimeRate: { now: 0.9, before: 0.8 },
      ledger: [
        expect.objectContaining({ name: '清运共享单车', unit: '辆', n: 4100 }),
        expect.objectContaining({ name: '道路修补', unit: '处', n: 2 }),
      ],
      reworks: 1,
      returns: 1,
    });
    expect(model().reportsByGroup).toEqual([
      { group: 'hotline12345', now: 13, before: 10 },
      { group: 'urban12319', now: 0, before: 4 },
      { group: 'ownFinding', now: 3, before: 0 },
      { group: 'others', now: 0, before: 0 },
    ]);
    expect(model().days).toHaveLength(14);
    expect(model().days.at(-1)).toEqual({ day: '2024-12-29', reports: 6, filed: 0, closed: 0 });
  });

  it('takes open and overdue at the cut-off, to the minute, and masks numbers in titles', () => {
    const { openAtCutOff, overdueAtCutOff, overdueList } = model();
    expect({ openAtCutOff, overdueAtCutOff }).toEqual({ openAtCutOff: 4, overdueAtCutOff: 3 });
    expect(overdueList).toEqual([
      {
        no: 'case:o2',
        title: '联系电话 138****8000 的噪声投诉',
        unit: '综合行政执法队',
        dueAt: '2024-12-30T10:00:00.000+08:00',
      },
      { no: 'case:o3', title: '占道经营', unit: '', dueAt: '2024-12-31T12:00:00.000+08:00' },
      { no: 'case:o1', title: '占道经营', unit: '综合行政执法队', dueAt: '2024-12-31T15:59:00.000+08:00' },
    ]);
  });

  it('ranks units from three handled on; equal in rate and number is equal in rank', () => {
    const short = model().units.map(({ rank, unit, assigned, handled: done, onTime, overdueOpen }) => [
      rank,
      unit,
      assigned,
      done,
      onTime,
      overdueOpen,
    ]);
    expect(short).toEqual([
      [1, 'cgb', 4, 4, 4, 0],
      [1, 'jwh-xiancun', 4, 4, 4, 0],
      [3, 'zfd', 5, 4, 3, 2],
      [0, 'swzx', 2, 2, 2, 0],
    ]);
    expect(model().units[2]).toMatchObject({ onTimeRate: 0.75, returned: 1, reworked: 1 });
  });

  it('gives places of more than one case, classes by name, and every community', () => {
    const { topPlaces, topClasses, communities } = model();
    // Filed in the week: 15 handled cases (4 of them at 花城广场) and the open ones o3 and o4.
    expect(topPlaces).toEqual([
      { name: '兴盛路', count: 13 },
      { name: '花城广场', count: 4 },
    ]);
    expect(topClasses).toEqual([{ name: '', count: 17, before: 1 }]);
    expect(communities[0]).toEqual({ name: '冼村', reports: 2, open: 1 });
    expect(communities).toHaveLength(9);
    expect(communities.at(-1)).toEqual({ name: '', reports: 1, open: 3 });
  });
});

describe('another week', () => {
  it('is taken by any of its days, and numbered by its Thursday', () => {
    expect(briefingWeek({ weekStart: '2024-12-18' }, context)).toMatchObject({
      weekStart: '2024-12-16',
      reports: { now: 14, before: 99 },
    });
    expect(isoWeek('2024-12-30')).toEqual({ year: 2025, number: 1 });
    expect(isoWeek('2024-01-01')).toEqual({ year: 2024, number: 1 });
    expect(isoWeek('2020-12-28')).toEqual({ year: 2020, number: 53 });
  });

  it('is refused where it has not begun or is no day', () => {
    expect(() => briefingWeek({ weekStart: '2025-01-06' }, context)).toThrow('invalid');
    expect(() => briefingWeek({ weekStart: '2024-13-01' }, context)).toThrow('invalid');
  });
});

describe('rank and place', () => {
  it('an unranked unit stays unranked however good its rate', () => {
    const unit = { rank: 0, unit: 'a', name: 'a', assigned: 2, handled: 2, onTime: 2, onTimeRate: 1 };
    expect(rankUnits([{ ...unit, overdueOpen: 0, returned: 0, reworked: 0 }])[0]?.rank).toBe(0);
  });

  it.each([
    ['兴盛路领峰园A2栋1203房', '兴盛路领峰园A2栋'],
    ['金穗路 8 号 3单元502', '金穗路 8 号'],
    ['华明直街与华明路交界', '华明直街与华明路交界'],
    ['花城广场，联系13800138000', '花城广场，联系138****8000'],
  ])('%s is shown as %s', (text, shown) => {
    expect(publicPlace(text)).toBe(shown);
  });
});
