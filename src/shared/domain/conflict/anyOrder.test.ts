import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseState } from '../case/state';
import type { CommandInput } from '../commands';
import type { Conflict } from '../conflicts';
import type { Fact } from '../envelope';
import { foldAll } from '../fold';
import type { ReportState } from '../report/state';
import { Desk, exchange } from '../testing/desks';
import { reported } from '../testing/world';
import { caseWrongs } from '../testing/wrongs';

const RUNS = process.env.XIUHUA_NIGHTLY ? 400 : 40;
const CASES = ['case:0', 'case:1', 'case:2'];
const REPORTS = ['report:0', 'report:1', 'report:2'];
const UNITS = ['hwz', 'cgb', 'zfd'];
const PLACE = { text: '冼村路 12 号' };

type Turn = readonly [who: number, hears: number, what: number, which: number];

/** What a desk may try; much of it is refused where it stands. */
function commandOf(desk: Desk, what: number, which: number): CommandInput {
  const caseId = CASES[which % CASES.length] ?? '';
  const reportId = REPORTS[which % REPORTS.length] ?? '';
  const unit = UNITS[(which >> 2) % UNITS.length] ?? '';
  const other = CASES[(which + 1) % CASES.length] ?? '';
  const assisting = which % 2 === 0 ? ['swzx'] : [];
  const all: CommandInput[] = [
    { type: 'case.file', reportId, title: '垃圾', place: PLACE, caseId },
    { type: 'case.file', reportId, title: '垃圾', place: PLACE, caseId: other },
    { type: 'report.link', reportId, caseId: other },
    { type: 'report.refuse', reportId, kind: 'notFiled', reason: '不属本街道' },
    { type: 'report.reply', reportId, text: `已办 ${which % 2}` },
    { type: 'report.describe', reportId, title: `题 ${which % 3}` },
    { type: 'report.unlink', reportId, reason: '不是一件事' },
    ...[unit, 'hwz'].map((lead): CommandInput => ({ type: 'case.assign', caseId, lead, assisting })),
    { type: 'case.accept', caseId, unit },
    { type: 'case.handle', caseId, unit, note: '已清理' },
    { type: 'case.handle', caseId, unit: 'hwz', note: '已清理', confirmed: which % 3 > 0 },
    { type: 'case.handle', caseId, unit: 'swzx', note: '已协办' },
    { type: 'case.confirm', caseId, unit: 'hwz' },
    { type: 'case.return', caseId, unit: which % 2 ? unit : 'swzx', reason: 'notOurDuty', exception: '同意' },
    { type: 'case.addPart', caseId, unit, task: `活 ${which % 2}` },
    { type: 'case.check', caseId, passed: which % 3 > 0, how: 'photo', close: which % 2 === 0 },
    { type: 'case.forceClose', caseId, reason: '上级要求', approver: 'boss' },
    { type: 'case.reopen', caseId, reason: '不满意' },
    { type: 'case.void', caseId, reason: '误立' },
    { type: 'case.note', caseId, text: '备注' },
    { type: 'case.describe', caseId, title: `题 ${which % 3}`, ...(which % 2 ? { priority: 'urgent' } : {}) },
    { type: 'case.askExtension', caseId, unit, reason: '下雨' },
    { type: 'case.answer', caseId, granted: which % 2 > 0, approver: 'boss' },
    { type: 'case.merge', caseId, into: other },
    { type: 'case.unmerge', caseId, reason: '不是一件事' },
    { type: 'case.undo', caseId, commit: desk.case(caseId)?.undo?.commit ?? 'z.1.0' },
    { type: 'report.undo', reportId, commit: desk.report(reportId)?.undo?.commit ?? 'z.1.0' },
  ];
  return all[what % all.length] ?? { type: 'case.note', caseId, text: '备注' };
}

const TRIES = [0, 7, 11, 19];

/** Three desks, one of them with a clock an hour ahead, that now and then hear of each other. */
function play(turns: readonly Turn[]): Desk[] {
  const desks = ['a', 'b', 'c'].map((name) => new Desk(name));
  const [first] = desks;
  if (!first) return [];
  first.ahead = 3_600_000;
  for (const reportId of REPORTS) first.must(reported({ reportId }));
  first.must({ type: 'case.file', reportId: 'report:0', title: '垃圾', place: PLACE, caseId: 'case:0' });
  exchange(...desks);
  for (const [who, hears, what, which] of turns) {
    const desk = desks[who % 3];
    const other = desks[(who + 1 + (hears % 2)) % 3];
    if (!desk || !other) continue;
    if (hears % 6 === 0) desk.hear(other.own);
    for (const one of desks) one.wait(1);
    for (const more of TRIES) {
      const decision = desk.do(commandOf(desk, what + more, which));
      if (decision.ok && decision.events.length > 0) break;
    }
  }
  return desks;
}

const openOf = (state: unknown): readonly Conflict[] =>
  (state as CaseState | ReportState | null)?.conflicts ?? [];

/** Each desk's commits in order, but the desks' among each other by the keys: what any way of delivery can give. */
function shuffled(desks: readonly Desk[], keys: Iterator<number>): Fact[][] {
  const left = desks.map((desk) => [...desk.own]);
  const out: Fact[][] = [];
  while (left.some((list) => list.length > 0)) {
    const some = left.filter((list) => list.length > 0);
    const next = some[(keys.next().value ?? 0) % some.length]?.shift();
    if (next) out.push(next);
  }
  return out;
}

function check(desks: readonly Desk[], keys: Iterator<number>, met: Map<string, number>): void {
  exchange(...desks);
  const [one, ...others] = desks;
  if (!one) return;
  const late = new Desk('late');
  late.hear(shuffled(desks, keys));
  for (const stream of one.streams) {
    const conflicts = openOf(one.state(stream));
    for (const desk of [...others, late]) expect(desk.state(stream)).toEqual(one.state(stream));
    // Folded on, one by one, is folded at once.
    expect(foldAll(one.factsOf(stream)).state).toEqual(one.state(stream));
    if (stream.startsWith('case:')) expect(caseWrongs(one.case(stream) as CaseState)).toEqual([]);
    for (const { sides, winner, refs, key } of conflicts) {
      expect(sides.length).toBeGreaterThan(1);
      expect(sides.map(({ id }) => id)).toContain(winner);
      expect(sides.flatMap(({ events }) => events.map(({ ref }) => ref)).sort()).toEqual([...refs].sort());
      expect(refs[0]).toBe(key);
      for (const { id, aside, events } of sides) {
        // Nothing of the chosen side is set aside, and something of the others is.
        expect(aside.length, `${stream} ${id}`).toBeGreaterThan(0);
        for (const { ref, type } of events) {
          expect(aside).not.toContain(ref);
          met.set(type, (met.get(type) ?? 0) + 1);
        }
      }
    }
  }
}

/** Notes by everybody, on everything: they have seen all there is. */
function goOn(desks: readonly Desk[]): void {
  for (const desk of desks)
    for (const caseId of CASES) desk.wait(1).do({ type: 'case.note', caseId, text: '看过' });
}

/** Events of which either side holds whole. */
const whole =
  /^case\.(assigned|part-added|accepted|returned|handled|confirmed|checked|closed|reopened|voided|resumed|split|undone)$/;

/** To decide for what holds changes nothing but that it is decided. */
function checkWinner(desks: readonly Desk[]): number {
  let count = 0;
  for (const id of CASES) {
    const there = new Desk('winner');
    for (const desk of desks) there.hear(desk.own);
    const { conflicts = [], ...before } = there.case(id) ?? ({} as Partial<CaseState>);
    const [conflict] = conflicts;
    const events = conflict?.sides.flatMap((side) => side.events) ?? [];
    if (!conflict || conflicts.length > 1 || !events.every(({ type }) => whole.test(type))) continue;
    there.must({ type: 'case.settle', caseId: id, key: conflict.key, side: conflict.winner });
    const marks = { undo: undefined, lastAt: '', lastBy: '', lastCause: undefined, movedAt: '' };
    expect({ ...there.case(id), ...marks }).toEqual({ ...before, ...marks });
    count += 1;
  }
  return count;
}

function settleAll(desk: Desk, keys: Iterator<number>): number {
  let count = 0;
  for (const stream of desk.streams)
    for (const { key, sides } of openOf(desk.state(stream))) {
      const side = sides[(keys.next().value ?? 0) % sides.length]?.id ?? '';
      const about = stream.startsWith('case:')
        ? ({ type: 'case.settle', caseId: stream } as const)
        : ({ type: 'report.settle', reportId: stream } as const);
      desk.wait(1).must({ ...about, key, side });
      count += 1;
    }
  return count;
}

describe('whatever three desks do without knowing of each other', () => {
  const turn = fc.tuple(fc.nat(2), fc.nat(11), fc.noBias(fc.nat(9999)), fc.noBias(fc.nat(9999)));
  const turns = fc.array(turn, { minLength: 20, maxLength: 70 });

  it('gives the same conflicts everywhere, which one decision each ends everywhere', () => {
    const met = new Map<string, number>();
    let settled = 0;
    let confirmed = 0;
    fc.assert(
      fc.property(turns, fc.infiniteStream(fc.noBias(fc.nat(9999))), (history, random) => {
        const desks = play(history);
        const keys = random[Symbol.iterator]();
        check(desks, keys, met);
        const before = desks.map((desk) => desk.streams.map((id) => openOf(desk.state(id))));
        goOn(desks);
        check(desks, keys, met);
        // Whoever acts knowing of all changes nothing about what is open.
        expect(desks.map((desk) => desk.streams.map((id) => openOf(desk.state(id))))).toEqual(before);
        const [, decider] = desks;
        if (!decider) return;
        confirmed += checkWinner(desks);
        settled += settleAll(decider, keys);
        check(desks, keys, met);
        for (const desk of desks)
          for (const stream of desk.streams) expect(openOf(desk.state(stream))).toEqual([]);
        for (const id of CASES) {
          const kase = decider.case(id);
          if (kase) expect(kase.stage).toBeTypeOf('string');
        }
      }),
      { seed: 20241231, numRuns: RUNS },
    );
    // The histories are not empty talk: there was much to decide, about nearly everything.
    expect(settled).toBeGreaterThan(RUNS);
    expect(confirmed).toBeGreaterThan(0);
    expect(met.size).toBeGreaterThan(15);
  });
});
