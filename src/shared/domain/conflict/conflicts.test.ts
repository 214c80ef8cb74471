import { describe, expect, it } from 'vitest';
import type { CommandInput } from '../commands';
import { withoutEffect } from '../conflicts';
import {
  accept,
  apart,
  assign,
  bare,
  C,
  describeAs,
  file,
  giveBack,
  handle,
  note,
  only,
  open,
  settle,
  two,
  types,
} from '../testing/apart';
import { Desk, exchange } from '../testing/desks';
import { reported } from '../testing/world';

describe('what two desks did at once on one case', () => {
  it('is a conflict where they assigned it to different units; the first stands until somebody decides', () => {
    const { a, b } = apart([file()], [assign('hwz')], [assign('cgb'), accept('cgb')]);
    const conflict = only(a);
    expect(only(b)).toEqual(conflict);
    expect(types(conflict)).toEqual({ a: ['case.assigned'], b: ['case.assigned', 'case.accepted'] });
    expect(conflict.winner).toBe('a.1');
    expect(conflict.sides.map(({ effective }) => effective)).toEqual([true, false]);
    expect(conflict.key).toBe(conflict.refs[0]);
    expect(a.case(C)?.lead).toBe('hwz');
    expect(
      withoutEffect(a.factsOf(C).toSorted((x, y) => x.rank - y.rank || (x.hlc < y.hlc ? -1 : 1))),
    ).toEqual(new Set(conflict.sides[1]?.events.map(({ ref }) => ref)));
  });

  it('shows the case as one side left it, not half of each', () => {
    // The other unit assists there: what it was heard to say here is not said about that.
    const { a, b } = apart([file()], [note('一'), assign('hwz'), accept('hwz')], [assign('cgb', ['hwz'])]);
    const conflict = only(a);
    expect(conflict.winner).toBe('b.1');
    expect(b.case(C)?.lead).toBe('cgb');
    expect(b.case(C)?.parts.map(({ acceptedAt }) => acceptedAt)).toEqual([undefined, undefined]);
    const before = bare(b.case(C));
    b.must(settle(conflict, 'b'));
    const { conflicts: _open, ...rest } = before;
    expect(bare(b.case(C))).toEqual(rest);
  });

  it('is none where both did the same, which then counts once', () => {
    const { a, b } = apart(
      [file()],
      [assign('hwz', ['cgb', 'zfd'])],
      [assign('hwz', ['zfd', 'cgb']), accept('zfd')],
    );
    expect([open(a), open(b)]).toEqual([[], []]);
    expect(a.case(C)?.choices).toHaveLength(1);
    expect(a.case(C)?.parts.find(({ unit }) => unit === 'zfd')?.acceptedAt).toBeDefined();
    expect(withoutEffect(a.factsOf(C))).toEqual(new Set());
  });

  it('is one where an assisting unit took its part at one desk and sent it back at the other', () => {
    const { a, b } = apart([file(), assign('hwz', ['cgb'])], [accept('cgb')], [giveBack('cgb')]);
    expect(types(only(a))).toEqual({ a: ['case.accepted'], b: ['case.returned'] });
    expect(only(b)).toEqual(only(a));
  });

  it('does not do again what the other desk has long gone beyond', () => {
    // Notes bring b's assignment behind a's return in the order of the stream.
    const { a } = apart(
      [file()],
      [assign('hwz'), giveBack('hwz')],
      [note('一'), note('二'), note('三'), assign('hwz')],
    );
    expect(open(a)).toEqual([]);
    expect(a.case(C)).toMatchObject({ stage: 'returned', parts: [] });
  });

  it.each<[string, CommandInput[], CommandInput[], CommandInput[], boolean]>([
    [
      'handled and handled by one unit',
      [file(), assign('hwz')],
      [handle('hwz')],
      [handle('hwz', '已办')],
      false,
    ],
    ['accepted and handled', [file(), assign('hwz')], [accept('hwz')], [handle('hwz')], false],
    ['parts of two units', [file(), assign('hwz', ['cgb'])], [handle('hwz')], [giveBack('cgb')], false],
    [
      'one unit handled and sent back',
      [file(), assign('hwz', ['cgb'])],
      [handle('cgb')],
      [giveBack('cgb')],
      true,
    ],
    [
      'handled and the whole sent back',
      [file(), assign('hwz', ['cgb'])],
      [handle('cgb')],
      [giveBack('hwz')],
      true,
    ],
    [
      'added parts of one unit with different tasks',
      [file(), assign('hwz')],
      [{ type: 'case.addPart', caseId: C, unit: 'cgb', task: '清运' }],
      [{ type: 'case.addPart', caseId: C, unit: 'cgb', task: '冲洗' }],
      true,
    ],
    [
      'added parts of two units',
      [file(), assign('hwz')],
      [{ type: 'case.addPart', caseId: C, unit: 'cgb' }],
      [{ type: 'case.addPart', caseId: C, unit: 'zfd' }],
      false,
    ],
    [
      'checks with different results',
      [file(), assign('hwz'), handle('hwz')],
      [{ type: 'case.check', caseId: C, passed: true, how: 'photo' }],
      [{ type: 'case.check', caseId: C, passed: false, how: 'photo' }],
      true,
    ],
    [
      'one passed it, the other passed and closed it',
      [file(), assign('hwz'), handle('hwz')],
      [{ type: 'case.check', caseId: C, passed: true, how: 'photo' }],
      [{ type: 'case.check', caseId: C, passed: true, how: 'photo', close: true }],
      false,
    ],
    [
      'assigned and void',
      [file()],
      [assign('hwz')],
      [{ type: 'case.void', caseId: C, reason: '误立' }],
      true,
    ],
    [
      'both void, for different reasons',
      [file()],
      [{ type: 'case.void', caseId: C, reason: '误立' }],
      [{ type: 'case.void', caseId: C, reason: '重复' }],
      false,
    ],
    [
      'closed with different kinds',
      [file(), assign('hwz'), handle('hwz'), { type: 'case.check', caseId: C, passed: true, how: 'photo' }],
      [{ type: 'case.close', caseId: C }],
      [{ type: 'case.close', caseId: C, kind: 'mistake' }],
      true,
    ],
    [
      'titles that differ',
      [file()],
      [describeAs({ title: '垃圾堆' })],
      [describeAs({ title: '废弃物' })],
      true,
    ],
    ['the same title', [file()], [describeAs({ title: '垃圾堆' })], [describeAs({ title: '垃圾堆' })], false],
    [
      'different fields',
      [file()],
      [describeAs({ title: '垃圾堆' })],
      [describeAs({ priority: 'urgent' })],
      false,
    ],
    ['a correction and an assignment', [file()], [describeAs({ title: '垃圾堆' })], [assign('hwz')], false],
    [
      'asked by two units',
      [file(), assign('hwz', ['cgb'])],
      [{ type: 'case.askExtension', caseId: C, unit: 'hwz', reason: '下雨' }],
      [{ type: 'case.askExtension', caseId: C, unit: 'cgb', reason: '缺人' }],
      true,
    ],
    [
      'granted and refused',
      [file(), assign('hwz'), { type: 'case.askExtension', caseId: C, reason: '下雨' }],
      [{ type: 'case.answer', caseId: C, granted: true, approver: 'boss' }],
      [{ type: 'case.answer', caseId: C, granted: false, approver: 'boss' }],
      true,
    ],
    [
      'an extension and what the unit reports',
      [file(), assign('hwz'), { type: 'case.askExtension', caseId: C, reason: '下雨' }],
      [{ type: 'case.answer', caseId: C, granted: true, approver: 'boss' }],
      [handle('hwz')],
      false,
    ],
    [
      'notes, urges and a move',
      [file(), assign('hwz')],
      [note('一'), handle('hwz')],
      [note('二'), { type: 'case.urge', caseId: C }],
      false,
    ],
  ])('tells a conflict from what adds up: %s', (_name, before, left, right, conflicts) => {
    const { a, b } = apart(before, left, right);
    expect(open(a).length > 0).toBe(conflicts);
    expect(open(b)).toEqual(open(a));
    expect(b.case(C)).toEqual(a.case(C));
    // Whoever goes first by the clock: it is the same.
    const turned = apart(before, right, left);
    expect(open(turned.a).length > 0).toBe(conflicts);
  });

  it('keeps all photos, whichever news counts', () => {
    const photo = (n: number) =>
      ({ sha256: String(n).repeat(64), mime: 'image/jpeg', width: 4, height: 3, kind: 'after' }) as const;
    const done = (n: number): CommandInput => ({
      type: 'case.handle',
      caseId: C,
      unit: 'hwz',
      note: '好',
      photos: [photo(n)],
    });
    const { a } = apart([file(), assign('hwz')], [done(1)], [done(2)]);
    expect(a.case(C)?.photos.map(({ sha256 }) => sha256[0])).toEqual(['1', '2']);
    const fork = apart([file()], [assign('cgb')], [assign('hwz'), done(3)]);
    expect(fork.a.case(C)?.photos).toHaveLength(1);
    fork.a.must(settle(only(fork.a), 'a'));
    expect(fork.a.case(C)?.photos).toHaveLength(1);
  });

  it('says so where an undo came too late to work', () => {
    const [a, b] = two(file());
    a.must(assign('hwz'));
    exchange(a, b);
    b.wait(1).must(note('电话已打'));
    a.wait(2).must({ type: 'case.undo', caseId: C, commit: a.case(C)?.undo?.commit ?? '' });
    expect(a.case(C)?.stage).toBe('toAssign');
    exchange(a, b);
    expect(types(only(b))).toEqual({ a: ['case.undone'], b: ['case.noted'] });
    expect(b.case(C)?.stage).toBe('handling');
    b.must(settle(only(b), 'a'));
    expect(b.case(C)?.stage).toBe('toAssign');
  });

  it('is none between imports of one sheet at two desks', () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    const row = (state: 'handling' | 'closed', asOf: string): CommandInput =>
      ({
        ...reported(),
        type: 'report.import',
        channel: 'hotline12345',
        outsideNo: 'NO-1',
        asOf,
        sheet: { state, unit: '单位 hwz', asOf },
      }) as CommandInput;
    a.wait(60).must(row('handling', '2024-12-31T09:30:00.000+08:00'), { cause: 'intake:a' });
    b.wait(90).must(row('closed', '2024-12-31T10:00:00.000+08:00'), { cause: 'intake:b' });
    exchange(a, b);
    const report = a.streams.find((id) => id.startsWith('report:')) ?? '';
    const kase = a.streams.find((id) => id.startsWith('case:')) ?? '';
    expect([open(a, kase), open(a, report)]).toEqual([[], []]);
    expect(a.case(kase)).toMatchObject({ stage: 'closed', lead: 'hwz' });
    // The first number stands; by the other it is found.
    const numbers = [a, b].map((desk) => desk.own.flat().find(({ type }) => type === 'case.filed')?.data.no);
    expect([a.case(kase)?.no, ...(a.case(kase)?.otherNos ?? [])].sort()).toEqual(numbers.sort());
    expect(b.case(kase)).toEqual(a.case(kase));
  });
});
