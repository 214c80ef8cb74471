import { type CaseState, runningClock } from '@shared/domain/case/evolve';
import type { CommandInput } from '@shared/domain/commands';
import { type Commit, compareFacts, factsOf } from '@shared/domain/envelope';
import { toMs } from '@shared/rules/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../testing/folder';
import { AnyOrderFold, Station } from '../testing/stations';
import { received } from '../testing/wishes';
import { digest } from './compare';
import { Projection } from './projection';

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
  const { head: _h, commits: _c, stream_commits: _s, ...rest } = digest(db);
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

type Step = [who: 0 | 1, what: number, which: number];

const UNITS = ['cgb', 'hwz', 'zfd'];

function command([, what, which]: Step): CommandInput {
  const caseId = `case:${which % 3}`;
  const unit = UNITS[which % UNITS.length] ?? 'cgb';
  const reportId = `report:${which % 5}`;
  const all: CommandInput[] = [
    received({ reportId }),
    { type: 'case.file', reportId, title: '垃圾', place: PLACE, caseId },
    { type: 'case.assign', caseId, lead: unit },
    { type: 'case.return', caseId, reason: 'notOurArea' },
    ...UNITS.map((one): CommandInput => ({ type: 'case.handle', caseId, unit: one, note: '已处理' })),
    { type: 'case.check', caseId, passed: which % 3 > 0, how: 'photo', close: which % 5 === 0 },
    { type: 'case.check', caseId, passed: true, how: 'onSite' },
    { type: 'case.close', caseId },
    { type: 'case.void', caseId, reason: '误立' },
    { type: 'case.note', caseId, text: '备注' },
    { type: 'report.link', reportId, caseId },
    { type: 'report.unlink', reportId, reason: '不是一件事' },
    { type: 'report.refuse', reportId, kind: 'notFiled', reason: '重复' },
    { type: 'ledger.record', entries: [{ day: '2024-12-31', kind: 'bollard', quantity: (which % 5) + 1 }] },
  ];
  const assign = all[2];
  // Assigning leads on: without its weight most histories would stand still before it.
  if (what > all.length - 1 && assign) return assign;
  return all[what] ?? received({ reportId });
}

describe('the same commits', () => {
  it('give the same state and the same tables everywhere, in whatever order they arrived', async () => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.noBias(fc.nat(17)), fc.noBias(fc.nat(29))),
      {
        minLength: 40,
        maxLength: 100,
      },
    );
    const seeder = new Station('device-s', 'S', 0);
    seeder.seed();
    const seed = seeder.own;
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (history, random) => {
        const stations: [Station, Station] = [
          new Station('device-a', 'A', 90_000),
          new Station('device-b', 'B', 0),
        ];
        for (const station of stations) station.start(seed);
        for (const n of [0, 1, 2]) {
          stations[0].act(received({ reportId: `report:${n}` }), NOW - 10_000);
          stations[0].act(
            { type: 'case.file', reportId: `report:${n}`, title: '垃圾', place: PLACE, caseId: `case:${n}` },
            NOW - 9000,
          );
        }
        stations[1].pull(stations[0]);
        for (const [i, step] of history.entries()) {
          const [one, other] = step[0] === 0 ? stations : [stations[1], stations[0]];
          // Now and then a station hears of the other; in between they decide on different knowledge.
          if (step[2] % 5 === 0) one.pull(other);
          one.act(command(step), NOW + i * 60_000);
        }
        const commits = [...stations[0].own, ...stations[1].own];
        const shuffled = commits
          .map((commit) => ({ commit, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ commit }) => commit);
        for (const stage of await expectSame(seed, commits, shuffled)) met.add(stage);
      }),
      { seed: 20241231, numRuns: 25 },
    );
    // The histories are not empty talk: cases went through all of their stages.
    expect([...met]).toEqual(
      expect.arrayContaining(['handling', 'returned', 'toCheck', 'toClose', 'closed', 'void']),
    );
  });
});

async function expectSame(
  seed: readonly Commit[],
  commits: readonly Commit[],
  shuffled: readonly Commit[],
): Promise<string[]> {
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
  const met = rebuilt.db.all<{ state: string }>("SELECT state FROM item WHERE kind='case'");
  rebuilt.db.close();
  projection.db.close();
  return met.map(({ state }) => state);
}
