import { caseEvents } from '@shared/domain/case/events';
import { type CaseState, runningClock } from '@shared/domain/case/evolve';
import { caseMoves } from '@shared/domain/case/moves';
import { type Commit, compareFacts } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import type { ReportState } from '@shared/domain/report/state';
import { caseWrongs, reportWrongs } from '@shared/domain/testing/wrongs';
import { toInstant, toMs } from '@shared/rules/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../testing/folder';
import { commandOf, type Step } from '../testing/histories';
import { AnyOrderFold, Station } from '../testing/stations';
import { received } from '../testing/wishes';
import { digest } from './compare';
import { Projection } from './projection';

/** Histories tried: more at night. */
const RUNS = process.env.XIUHUA_NIGHTLY ? 400 : 25;
const NOW = toMs(TEST_NOW);
const HOUR = 3_600_000;
const PLACE = { text: '冼村路' };

/** Two stations that have the tables; the first one's clock is an hour ahead. */
function twoStations(): [Station, Station] {
  const ahead = new Station('device-a', 'A', HOUR);
  const right = new Station('device-b', 'B', 0);
  ahead.seed();
  right.pull(ahead);
  return [ahead, right];
}

function place(commits: readonly Commit[]) {
  return commits.map((commit, i) => ({
    commit,
    position: i + 1,
    place: { segment: 1, offset: i * 100, length: 100 },
  }));
}

/** Tables made from events, without those that tell in which order commits arrived. */
function tables(db: Projection['db']): Record<string, string> {
  const { head: _h, commits: _c, stream_commits: _s, twin_streams: _t, ...rest } = digest(db);
  return rest;
}

describe('the order inside a stream', () => {
  it('folds a decision after the event it answers even when that event’s clock was ahead', () => {
    const [ahead, right] = twoStations();
    ahead.act(received({ reportId: 'report:1' }), NOW);
    ahead.act(
      { type: 'case.file', reportId: 'report:1', title: '垃圾', place: PLACE, caseId: 'case:1' },
      NOW,
    );
    right.pull(ahead);
    // Ten minutes later by true time, fifty minutes earlier by the clocks that wrote the events.
    const answer = right.act({ type: 'case.note', caseId: 'case:1', text: '已电话核实' }, NOW + 600_000);
    expect(answer.ok).toBe(true);
    const filed = ahead.own.flatMap(factsOf).find((fact) => fact.type === 'case.filed');
    const noted = right.own.flatMap(factsOf).find((fact) => fact.type === 'case.noted');
    if (!filed || !noted) throw new Error('both stations wrote to the case');
    expect(noted.hlc < filed.hlc).toBe(true);
    expect(compareFacts(filed, noted)).toBeLessThan(0);
    expect(noted.basis).toBe(filed.ref);
    for (const order of [
      [...ahead.own, ...right.own],
      [...right.own, ...ahead.own],
    ]) {
      const fold = new AnyOrderFold();
      for (const commit of order) fold.add(commit);
      expect(fold.state('case:1')).toMatchObject({ stage: 'toAssign', title: '垃圾' });
    }
  });

  it('brings a late assignment of a station with a slow clock behind the filing that it answers', () => {
    const [ahead, right] = twoStations();
    right.act(received({ reportId: 'report:1' }), NOW);
    right.act(
      { type: 'case.file', reportId: 'report:1', title: '垃圾', place: PLACE, caseId: 'case:1' },
      NOW,
    );
    ahead.pull(right);
    ahead.act({ type: 'case.assign', caseId: 'case:1', lead: 'hwz' }, NOW + 1000);
    const late = new AnyOrderFold();
    for (const commit of [...ahead.own, ...right.own]) late.add(commit);
    const state = late.state('case:1') as CaseState;
    expect(state).toMatchObject({ stage: 'handling', lead: 'hwz' });
    expect(runningClock(state)?.name).toBe('handle');
  });
});

type Turn = readonly [who: 0 | 1 | 2, hears: number, step: Step];

/** Three stations, one of them a minute and a half ahead, that start with the same three cases, one of them assigned. */
function threeStations(seed: readonly Commit[]): [Station, Station, Station] {
  const stations: [Station, Station, Station] = [
    new Station('device-a', 'A', 90_000),
    new Station('device-b', 'B', 0),
    new Station('device-c', 'C', 0),
  ];
  const [first, ...others] = stations;
  for (const station of stations) station.start(seed);
  for (const n of [0, 1, 2]) {
    first.act(received({ reportId: `report:${n}` }), NOW - 300_000);
    const caseId = `case:${n}`;
    first.act(
      { type: 'case.file', reportId: `report:${n}`, title: '垃圾', place: PLACE, caseId },
      NOW - 290_000,
    );
  }
  first.act({ type: 'case.assign', caseId: 'case:0', lead: 'hwz', assisting: ['swzx'] }, NOW - 280_000);
  for (const station of others) station.pull(first);
  return stations;
}

const REPORTS = [0, 1, 2, 3, 4, 5].map((n) => `report:${n}`);
const CASES = [0, 1, 2, 3].map((n) => `case:${n}`);
/** From one turn to the next, in minutes: holds of four hours come to their end meanwhile. */
const BETWEEN = 6;

const TRIES = [0, 11, 23, 31, 41];

function undoOf(station: Station, id: string): string | undefined {
  return (station.fold.state(id) as Pick<CaseState | ReportState, 'undo'> | null)?.undo?.commit;
}

/** Somebody chooses between what stations did at once, where anything is open. */
function settleOne(station: Station, which: number, at: number): void {
  const open = [...CASES, ...REPORTS].flatMap((id) => {
    const state = station.fold.state(id) as Pick<CaseState | ReportState, 'conflicts'> | null;
    return (state?.conflicts ?? []).map((conflict) => ({ id, conflict }));
  });
  const one = open[which % Math.max(1, open.length)];
  if (!one) return;
  const { key, sides } = one.conflict;
  const what = { key, side: sides[which % sides.length]?.id ?? '' };
  const decision = station.act(
    one.id.startsWith('case:')
      ? { type: 'case.settle', caseId: one.id, ...what }
      : { type: 'report.settle', reportId: one.id, ...what },
    at,
  );
  expect(decision.ok).toBe(true);
}

/** Play turns: now and then a station hears of another; in between they decide on different knowledge. */
function playTurns(seed: readonly Commit[], turns: readonly Turn[], met: Set<string>): Commit[] {
  const stations = threeStations(seed);
  for (const [i, [who, hears, step]] of turns.entries()) {
    const [one, other] = [stations[who], stations[(who + 1 + (hears % 2)) % 3]];
    if (other && hears % 3 === 0) one.pull(other);
    const at = NOW + i * BETWEEN * 60_000;
    if (hears > 6) settleOne(one, step[1], at);
    const fresh = { report: `report:${step[1] % 6}`, case: `case:${step[1] % 4}` };
    const now = toInstant(at);
    const known = { reports: REPORTS, cases: CASES, now, fresh, undoOf: (id: string) => undoOf(one, id) };
    const [what, which] = step;
    // What is refused leaves nothing behind: then something else is tried.
    for (const more of TRIES) {
      const decision = one.act(commandOf([what + more, which], known), at);
      if (decision.ok && decision.events.length > 0) break;
    }
    for (const id of CASES) met.add((one.fold.state(id) as CaseState | null)?.stage ?? '');
  }
  return stations.flatMap((station) => station.own);
}

describe('the same commits', () => {
  it('give the same state and the same tables everywhere, in whatever order they arrived', async () => {
    const step = fc.tuple(fc.noBias(fc.nat(9999)), fc.noBias(fc.nat(9999)));
    const turn = fc.tuple(fc.constantFrom(0 as const, 1 as const, 2 as const), fc.nat(8), step);
    const turns = fc.array(turn, { minLength: 60, maxLength: 140 });
    const seeder = new Station('device-s', 'S', 0);
    seeder.seed();
    const seed = seeder.own;
    const met = { stages: new Set<string>(), types: new Set<string>() };
    await fc.assert(
      fc.asyncProperty(turns, fc.infiniteStream(fc.nat()), async (history, random) => {
        const commits = playTurns(seed, history, met.stages);
        const shuffled = commits
          .map((commit) => ({ commit, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ commit }) => commit);
        await expectSame(seed, commits, shuffled);
        for (const { type } of commits.flatMap((commit) => commit.events)) met.types.add(type);
      }),
      { seed: 20241231, numRuns: RUNS, endOnFailure: true },
    );
    // The histories are not empty talk: cases were found in every stage, and every fact of a case was written.
    const stages = new Set(Object.values(caseMoves).flatMap(({ from }) => from)).add('void');
    expect([...stages].filter((stage) => !met.stages.has(stage))).toEqual([]);
    // Counting again needs another calendar, which the stations lack: in some histories only, a decision leaves a clock to be counted
    // that was given before the case became urgent elsewhere.
    const needed = Object.keys(caseEvents).filter((type) => type !== 'case.reckoned');
    expect(needed.filter((type) => !met.types.has(type))).toEqual([]);
  });
});

async function expectSame(
  seed: readonly Commit[],
  commits: readonly Commit[],
  shuffled: readonly Commit[],
): Promise<void> {
  const whole = new AnyOrderFold();
  for (const applied of place([...seed, ...commits])) whole.add(applied.commit, applied.place);
  const rebuilt = await Projection.create((stream) => whole.state(stream));
  whole.fold.insertInto(rebuilt);
  // The other way: one commit after the other as they come, the rows written anew each time.
  const live = new AnyOrderFold();
  const projection = await Projection.create((stream) => live.state(stream));
  for (const applied of place([...seed, ...shuffled])) {
    live.add(applied.commit);
    projection.apply([applied]);
  }
  for (const stream of whole.streams) expect(live.state(stream)).toEqual(whole.state(stream));
  expect(tables(projection.db)).toEqual(tables(rebuilt.db));
  // Whatever stations decided at once, what comes of it is sound.
  const caseOf = (id: string) => whole.state(id) as CaseState | null;
  for (const stream of whole.streams) {
    const state = whole.state(stream);
    if (stream.startsWith('case:') && state) expect(caseWrongs(state as CaseState)).toEqual([]);
    if (stream.startsWith('report:') && state) expect(reportWrongs(state as ReportState, caseOf)).toEqual([]);
  }
  rebuilt.db.close();
  projection.db.close();
}
