import { caseEvents } from '@shared/domain/case/events';
import type { CaseState } from '@shared/domain/case/evolve';
import type { Commit, Fact } from '@shared/domain/envelope';
import { reportEvents } from '@shared/domain/report/events';
import type { ReportState } from '@shared/domain/report/state';
import { assigned, filed, lastCommit, reported, ruleBook, World } from '@shared/domain/testing/world';
import { toInstant, toMs } from '@shared/rules/time';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { demoPlan } from '../../../src/main/store/demo/plan';
import { MemoryStore, memoryIds } from '../../../src/main/store/demo/testing/memory';
import { readResource, TEST_NOW } from '../../../src/main/store/testing/folder';
import { commandOf, type Step } from '../../../src/main/store/testing/histories';
import { AnyOrderFold, Station } from '../../../src/main/store/testing/stations';
import { received } from '../../../src/main/store/testing/wishes';
import { refreshDistrict } from '../../../src/main/sync/district/reader';
import { testPostgres } from '../../../src/main/sync/testing/postgres';
import { caseOf, commitsOf, foldedOf, pushAll, reportOf } from './hubRows';

/** The district's fold in the hub against the program's own, on a real server. */
const server = testPostgres();
const NIGHTLY = Boolean(process.env.XIUHUA_NIGHTLY);
const ITEMS = NIGHTLY ? Number.POSITIVE_INFINITY : 1500;
const HISTORIES = NIGHTLY ? 400 : 15;
const NOW = toMs(TEST_NOW);
const PLACE = { text: '冼村路', gridCode: '440106014001001', communityCode: '440106014001' };
const REPORTS = [0, 1, 2, 3, 4, 5].map((n) => `report:${n}`);
const CASES = [0, 1, 2, 3].map((n) => `case:${n}`);
/** Types of events that the tests of this file met. */
const types = new Set<string>();
const TRIES = [0, 11, 23, 31, 41];

type Turn = readonly [who: number, hears: number, step: Step];

/** Three stations, one of them with a clock that is ahead, that decide on different knowledge; `settles`: and settle some of what comes of it. */
function playTurns(seed: readonly Commit[], turns: readonly Turn[], settles: boolean): Commit[] {
  const stations = [
    new Station('device-a', 'A', 90_000),
    new Station('device-b', 'B', 0),
    new Station('device-c', 'C', 0),
  ];
  const [first] = stations;
  if (!first) throw new Error('no stations');
  for (const station of stations) station.start(seed);
  for (const n of [0, 1, 2]) {
    const reportId = `report:${n}`;
    first.act(received({ reportId }), NOW - 300_000);
    first.act(
      { type: 'case.file', reportId, title: '垃圾', place: PLACE, caseId: `case:${n}` },
      NOW - 290_000,
    );
  }
  first.act({ type: 'case.assign', caseId: 'case:0', lead: 'hwz', assisting: ['swzx'] }, NOW - 280_000);
  for (const station of stations) station.pull(first);
  for (const [i, [who, hears, [what, which]]] of turns.entries()) {
    const [one, other] = [stations[who % 3], stations[(who + 1 + (hears % 2)) % 3]];
    if (!one || !other) continue;
    if (hears % 3 === 0) one.pull(other);
    const at = NOW + i * 6 * 60_000;
    if (settles && settle(one, hears, at)) continue;
    const fresh = { report: `report:${which % 6}`, case: `case:${which % 4}` };
    const undoOf = (id: string) => (one.fold.state(id) as CaseState | null)?.undo?.commit;
    const known = { reports: REPORTS, cases: CASES, now: toInstant(at), fresh, undoOf };
    for (const more of TRIES) {
      const decision = one.act(commandOf([what + more, which], known), at);
      if (decision.ok && decision.events.length > 0) break;
    }
  }
  return stations.flatMap((station) => station.own);
}

/** Decide the first open conflict now and then. */
function settle(station: Station, hears: number, at: number): boolean {
  if (hears % 4 !== 1) return false;
  for (const id of [...CASES, ...REPORTS]) {
    const state = station.fold.state(id) as CaseState | ReportState | null;
    const conflict = state?.conflicts?.[0];
    const side = conflict?.sides[hears % conflict.sides.length]?.id;
    if (!conflict || side === undefined) continue;
    const { key } = conflict;
    const decision = id.startsWith('case:')
      ? station.act({ type: 'case.settle', caseId: id, key, side }, at)
      : station.act({ type: 'report.settle', reportId: id, key, side }, at);
    if (decision.ok) return true;
  }
  return false;
}

/** The states of all cases and reports, by id, as the program folds these commits. */
function expected(commits: readonly Commit[]): Map<string, unknown> {
  const fold = new AnyOrderFold();
  for (const commit of commits) fold.add(commit);
  const states = new Map<string, unknown>();
  for (const id of fold.streams) {
    const state = fold.state(id);
    if (!state) continue;
    if (id.startsWith('case:')) states.set(id, caseOf(state as CaseState));
    if (id.startsWith('report:')) states.set(id, reportOf(state as ReportState));
  }
  return states;
}

it(`is the program's fold of random histories of three stations`, async () => {
  const db = await server().database();
  const admin = await db.connect();
  const seeder = new Station('device-s', 'S', 0);
  seeder.seed();
  const step = fc.tuple(fc.noBias(fc.nat(9999)), fc.noBias(fc.nat(9999)));
  const turns = fc.array(fc.tuple(fc.nat(2), fc.nat(8), step), { minLength: 60, maxLength: 140 });
  const histories = fc.sample(turns, { seed: 20241231, numRuns: HISTORIES });
  const wanted = new Map<string, ReturnType<typeof expected>>();
  let compared = 0;
  let disputed = 0;
  const late: [street: string, commits: Commit[]][] = [];
  for (const [n, history] of histories.entries()) {
    const street = `street-${n}`;
    await db.street(street);
    const commits = playTurns(seeder.own, history, n % 2 === 0);
    for (const { type } of commits.flatMap(({ events }) => events)) types.add(type);
    wanted.set(street, expected(commits));
    // Some chains come later than others, and in two parts.
    const isLate = ({ device, seq }: Commit) => (device === 'device-a' ? seq > 20 : seq > n);
    await pushAll(
      admin,
      street,
      commits.filter((one) => !isLate(one)),
    );
    late.push([street, commits.filter(isLate)]);
  }
  // In small steps, which must come to the same.
  await refreshDistrict(admin, undefined, 97);
  for (const [street, commits] of late) await pushAll(admin, street, commits);
  await refreshDistrict(admin);
  for (const [street, states] of wanted) {
    const folded = await foldedOf(admin, street);
    expect([...folded.keys()].sort()).toEqual([...states.keys()].sort());
    for (const [id, state] of states) {
      expect(folded.get(id), `${street} ${id}`).toEqual(state);
      compared += 1;
      if ((state as { disputed: boolean }).disputed) disputed += 1;
    }
  }
  expect(compared).toBeGreaterThan(HISTORIES * 3);
  expect(disputed).toBeGreaterThan(HISTORIES);
});

it('is the program’s fold of the demo’s year, and of what the others leave out', async () => {
  const db = await server().database();
  const admin = await db.connect();
  const year = told();
  const other = recounted();
  for (const [street, { facts }] of [
    ['year', year],
    ['other', other],
  ] as const) {
    await db.street(street);
    await pushAll(admin, street, commitsOf(facts));
    for (const { type } of facts) types.add(type);
  }
  await refreshDistrict(admin);
  for (const [street, { cases, reports }] of [
    ['year', year],
    ['other', other],
  ] as const) {
    const folded = await foldedOf(admin, street);
    expect(folded.size).toBe(cases.length + reports.length);
    for (const state of cases) expect(folded.get(state.id), state.id).toEqual(caseOf(state));
    for (const state of reports) expect(folded.get(state.id), state.id).toEqual(reportOf(state));
  }
});

interface Told {
  readonly facts: readonly Fact[];
  readonly cases: readonly CaseState[];
  readonly reports: readonly ReportState[];
}

/** The demo's year, by day only its beginning. */
function told(): Told {
  const store = new MemoryStore(readResource);
  let left = ITEMS;
  for (const item of demoPlan(readResource, 1, memoryIds)) {
    if (left-- === 0) break;
    store.run(item);
  }
  return { facts: store.facts, cases: store.cases(), reports: store.reports() };
}

/** Deadlines counted again under other limits; a report taken back, one whose import is withdrawn. */
function recounted(): World {
  const world = new World(ruleBook());
  const { caseId } = filed(world, 'a');
  const busy = assigned(world, 'b', ['cgb']);
  world.must({ type: 'case.supervise', caseId: busy, text: '限期说明' });
  world.must({
    type: 'report.refuse',
    reportId: world.must(reported({ reportId: 'report:c' }))[0]?.stream ?? '',
    kind: 'notFiled',
    reason: '重复',
  });
  world.must({ type: 'report.undo', reportId: 'report:c', commit: lastCommit(world) });
  world.must({ type: 'report.refuse', reportId: 'report:c', kind: 'notFiled', reason: '重复' });
  world.must(reported({ reportId: 'report:d' }));
  world.rules = ruleBook({ limits: ruleBook().limits.map((row) => ({ ...row, value: row.value * 2 })) });
  for (const one of [caseId, busy]) world.must({ type: 'case.reckon', caseId: one, because: 'limits' });
  for (const reportId of ['report:c', 'report:d'])
    world.must({ type: 'report.reckon', reportId, because: 'limits' });
  world.must(reported({ reportId: 'report:e' }), { cause: 'job-1' });
  world.must({ type: 'report.reveal', reportId: 'report:e', why: '回访' });
  world.must({ type: 'report.withdraw', reportId: 'report:e', job: 'job-1', reason: '重复导入' });
  return world;
}

it('has met every fact of a case and a report', () => {
  const all = [...Object.keys(caseEvents), ...Object.keys(reportEvents)];
  expect(all.filter((type) => !types.has(type))).toEqual([]);
});
