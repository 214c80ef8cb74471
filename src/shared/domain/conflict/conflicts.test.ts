import { describe, expect, it } from 'vitest';
import type { CaseState } from '../case/state';
import type { CommandInput } from '../commands';
import { type Conflict, withoutEffect } from '../conflicts';
import { Desk, exchange } from '../testing/desks';
import { reported } from '../testing/world';

const R = 'report:1';
const C = 'case:1';
const PLACE = { text: '冼村路 12 号' };
const file = (caseId = C, reportId = R): CommandInput => ({
  type: 'case.file',
  reportId,
  title: '垃圾',
  place: PLACE,
  caseId,
});
const assign = (lead: string, assisting: string[] = []): CommandInput => ({
  type: 'case.assign',
  caseId: C,
  lead,
  assisting,
});
const accept = (unit: string): CommandInput => ({ type: 'case.accept', caseId: C, unit });
const handle = (unit: string, note = '已清理'): CommandInput => ({
  type: 'case.handle',
  caseId: C,
  unit,
  note,
});
const giveBack = (unit: string): CommandInput => ({
  type: 'case.return',
  caseId: C,
  unit,
  reason: 'notOurDuty',
});
const note = (text: string): CommandInput => ({ type: 'case.note', caseId: C, text });
const describeAs = (more: object): CommandInput => ({ type: 'case.describe', caseId: C, ...more });

/** Two desks that know of one report and what was done with it. */
function two(...before: CommandInput[]): [Desk, Desk] {
  const [a, b] = [new Desk('a'), new Desk('b')];
  a.must(reported({ reportId: R }));
  for (const command of before) a.must(command);
  exchange(a, b);
  for (const desk of [a, b]) desk.wait(10);
  return [a, b];
}

function all(desk: Desk, commands: readonly CommandInput[]): void {
  for (const command of commands) desk.wait(1).must(command);
}

/** What two desks do without knowing of each other; then they hear of it. `b` acts later by the clock. */
function apart(
  before: readonly CommandInput[],
  left: readonly CommandInput[],
  right: readonly CommandInput[],
) {
  const [a, b] = two(...before);
  b.wait(1);
  all(a, left);
  all(b, right);
  exchange(a, b);
  return { a, b };
}

const open = (desk: Desk, id = C): readonly Conflict[] =>
  (desk.state(id) as { conflicts?: readonly Conflict[] } | null)?.conflicts ?? [];
const only = (desk: Desk, id = C): Conflict => {
  const [one, ...more] = open(desk, id);
  if (!one || more.length > 0) throw new Error(`${more.length} conflicts beside ${one?.key}`);
  return one;
};
const types = (conflict: Conflict) =>
  Object.fromEntries(conflict.sides.map(({ device, events }) => [device, events.map(({ type }) => type)]));
const settle = (conflict: Conflict, device: string, said?: string): CommandInput => ({
  type: 'case.settle',
  caseId: C,
  key: conflict.key,
  side: `${device}.1`,
  ...(said ? { note: said } : {}),
});

/** The state without what tells who did something last. */
function bare(state: CaseState | null) {
  const { undo, lastAt, lastBy, movedAt, lastCause, ...rest } = state ?? ({} as CaseState);
  return rest;
}

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
