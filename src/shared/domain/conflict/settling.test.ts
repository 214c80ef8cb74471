import { describe, expect, it } from 'vitest';
import type { CommandInput } from '../commands';
import type { Conflict } from '../conflicts';
import { withoutEffect } from '../conflicts';
import {
  accept,
  apart,
  assign,
  bare,
  C,
  describeAs,
  file,
  handle,
  only,
  open,
  R,
  settle,
  types,
} from '../testing/apart';
import { Desk, exchange } from '../testing/desks';
import { reported } from '../testing/world';

describe('a decision', () => {
  it('for the loser gives the state as if only he had acted, at every desk', () => {
    const right = [assign('cgb'), accept('cgb'), handle('cgb')];
    const { a, b } = apart([file()], [assign('hwz'), handle('hwz')], right);
    const alone = apart([file()], [], right).b;
    a.must(settle(only(a), 'b', '城管办已到现场'));
    exchange(a, b);
    for (const desk of [a, b]) {
      expect(open(desk)).toEqual([]);
      expect(bare(desk.case(C))).toEqual({ ...bare(alone.case(C)), no: desk.case(C)?.no });
    }
    expect(b.case(C)).toEqual(a.case(C));
  });

  it('for the winner sets the other’s events aside, and what goes on is as it was', () => {
    const { a, b } = apart([file()], [assign('hwz')], [assign('cgb'), accept('cgb')]);
    const before = bare(a.case(C));
    b.must(settle(only(b), 'a'));
    exchange(a, b);
    const { conflicts: _open, ...rest } = before;
    expect(bare(a.case(C))).toEqual(rest);
    expect(
      withoutEffect([...a.factsOf(C)].sort((x, y) => x.rank - y.rank || (x.hlc < y.hlc ? -1 : 1))).size,
    ).toBe(2);
    a.must(handle('hwz'));
    expect(a.case(C)?.stage).toBe('toCheck');
  });

  it('keeps corrections of the other side that nobody speaks against', () => {
    const { a, b } = apart(
      [file()],
      [describeAs({ title: '垃圾堆', priority: 'urgent' })],
      [describeAs({ title: '废弃物', place: { text: '平云路' } })],
    );
    expect(only(a).winner).toBe('b.1');
    a.must(settle(only(a), 'a'));
    exchange(a, b);
    expect(b.case(C)).toMatchObject({ title: '垃圾堆', priority: 'urgent', place: { text: '平云路' } });
    expect(open(b)).toEqual([]);
  });

  it('holds until it is decided otherwise, by the one that stands later', () => {
    const { a, b } = apart([file()], [assign('hwz')], [assign('cgb')]);
    const conflict = only(a);
    a.wait(1).must(settle(conflict, 'a'));
    b.wait(2).must(settle(conflict, 'b'));
    exchange(a, b);
    expect(a.case(C)).toEqual(b.case(C));
    expect(a.case(C)?.lead).toBe('cgb');
    expect(open(a)).toEqual([]);
  });

  it('is asked again where a third desk turns out to have acted too', () => {
    const { a, b } = apart([file()], [assign('hwz')], [assign('cgb')]);
    const c = new Desk('c');
    c.hear(a.own.slice(0, 2));
    c.wait(12).must(assign('zfd'));
    a.must(settle(only(a), 'b'));
    expect(open(a)).toEqual([]);
    exchange(a, b, c);
    const again = only(c);
    expect(again.sides.map(({ device }) => device)).toEqual(['a', 'b', 'c']);
    expect([only(a), only(b)]).toEqual([again, again]);
    expect(c.case(C)?.lead).toBe('cgb');
    c.must(settle(again, 'c'));
    exchange(a, b, c);
    for (const desk of [a, b, c]) expect([desk.case(C)?.lead, open(desk)]).toEqual(['zfd', []]);
  });

  it('is not taken back, and is offered only while something is open', () => {
    const { a } = apart([file()], [assign('hwz')], [assign('cgb')]);
    const conflict = only(a);
    a.must(settle(conflict, 'b'));
    expect(a.case(C)?.undo).toBeUndefined();
    expect(a.do(settle(conflict, 'a'))).toMatchObject({ ok: false, refusal: { code: 'case.noConflict' } });
  });

  it('can be made of a case in whatever stage, and refuses a side that is none', () => {
    const { a, b } = apart([file()], [{ type: 'case.void', caseId: C, reason: '误立' }], [assign('hwz')]);
    expect(a.do(settle(only(a), 'z'))).toMatchObject({ ok: false, refusal: { code: 'case.noSide' } });
    a.must(settle(only(a), 'b'));
    exchange(a, b);
    expect(b.case(C)).toMatchObject({ stage: 'handling', lead: 'hwz' });
  });

  it('against a merger brings the reports back; for one of two mergers takes them along', () => {
    const other = (n: number): CommandInput[] => [
      reported({ reportId: `report:${n}` }),
      file(`case:${n}`, `report:${n}`),
    ];
    const merge = (into: string): CommandInput => ({ type: 'case.merge', caseId: C, into });
    const back = apart([file(), ...other(2)], [merge('case:2')], [assign('hwz')]);
    back.b.must(settle(only(back.b), 'b'));
    expect(back.b.case(C)).toMatchObject({ stage: 'handling', lead: 'hwz' });
    expect(back.b.reportsOf(C)).toEqual([R]);
    const between = apart([file(), ...other(2), ...other(3)], [merge('case:2')], [merge('case:3')]);
    between.a.must(settle(only(between.a), 'b'));
    exchange(between.a, between.b);
    expect(between.b.case(C)?.merged).toMatchObject({ into: 'case:3' });
    expect(between.b.reportsOf('case:3')).toEqual([R, 'report:3']);
    expect(between.b.reportsOf('case:2')).toEqual(['report:2']);
  });
});

describe('what two desks did at once on one report', () => {
  const settleReport = (conflict: Conflict, device: string): CommandInput => ({
    type: 'report.settle',
    reportId: R,
    key: conflict.key,
    side: `${device}.1`,
  });

  it('is a conflict where each filed a case; the one that is not chosen ends in the other', () => {
    for (const [chosen, other] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const { a, b } = apart([], [file('case:a')], [file('case:b')]);
      const conflict = only(a, R);
      expect(types(conflict)).toEqual({ a: ['report.linked'], b: ['report.linked'] });
      b.must(settleReport(conflict, chosen));
      exchange(a, b);
      expect(a.report(R)?.caseId).toBe(`case:${chosen}`);
      expect(a.case(`case:${other}`)).toMatchObject({ stage: 'merged', merged: { into: `case:${chosen}` } });
      expect(a.case(`case:${chosen}`)?.stage).toBe('toAssign');
      expect([open(a, R), open(b, R)]).toEqual([[], []]);
    }
  });

  it('leaves no case open without a report where it was refused elsewhere and that is chosen', () => {
    const refuse: CommandInput = {
      type: 'report.refuse',
      reportId: R,
      kind: 'notFiled',
      reason: '不属本街道',
    };
    const { a } = apart([], [file('case:a')], [refuse]);
    a.must(settleReport(only(a, R), 'b'));
    expect(a.report(R)?.status).toBe('refused');
    expect(a.case('case:a')?.stage).toBe('void');
    const kept = apart([], [file('case:a')], [refuse]);
    kept.b.must(settleReport(only(kept.b, R), 'a'));
    expect(kept.b.report(R)).toMatchObject({ status: 'linked', caseId: 'case:a' });
    expect(kept.b.case('case:a')?.stage).toBe('toAssign');
  });

  it('is none where both filed the same case or answered with the same words', () => {
    const reply = (text: string): CommandInput => ({ type: 'report.reply', reportId: R, text });
    const refused: CommandInput = {
      type: 'report.refuse',
      reportId: R,
      kind: 'notFiled',
      reason: '不属本街道',
    };
    expect(open(apart([refused], [reply('已转')], [reply('已转')]).a, R)).toEqual([]);
    const { a, b } = apart([refused], [reply('已转市政')], [reply('已转园林')]);
    expect(only(a, R).winner).toBe('b.1');
    b.must(settleReport(only(b, R), 'a'));
    expect(b.report(R)?.reply?.text).toBe('已转市政');
  });
});
