import { describe, expect, it } from 'vitest';
import { toInstant } from '../rules/time';
import { knownClocks } from './case/clocks';
import type { CommandInput } from './commands';
import { Desk, exchange } from './testing/desks';
import { reported } from './testing/world';
import { caseWrongs } from './testing/wrongs';

const R = 'report:1';
const C = 'case:1';
const HOUR = 3_600_000;

/** Two desks; the first one's clock is an hour ahead. */
function ahead(): { fast: Desk; slow: Desk } {
  const [fast, slow] = [new Desk('a'), new Desk('b')];
  fast.ahead = HOUR;
  fast.must(reported({ reportId: R }));
  fast.must({ type: 'case.file', reportId: R, title: '垃圾', place: { text: '冼村路' }, caseId: C });
  exchange(fast, slow);
  return { fast, slow };
}

const assign: CommandInput = { type: 'case.assign', caseId: C, lead: 'hwz' };

describe('a desk whose clock is behind another’s', () => {
  it('goes on with a case at the time of its last move, from one end to the other', () => {
    const { slow } = ahead();
    const last = slow.case(C)?.movedAt ?? '';
    expect(last > toInstant(slow.now)).toBe(true);
    const steps: CommandInput[] = [
      assign,
      { type: 'case.accept', caseId: C, unit: 'hwz' },
      { type: 'case.askExtension', caseId: C, reason: '下雨' },
      { type: 'case.answer', caseId: C, granted: true, approver: 'boss' },
      { type: 'case.handle', caseId: C, unit: 'hwz', note: '已清理' },
      { type: 'case.check', caseId: C, passed: true, how: 'photo', close: true },
      { type: 'case.reopen', caseId: C, reason: '不满意' },
      { type: 'case.void', caseId: C, reason: '误立' },
    ];
    for (const step of steps) slow.wait(1).must(step);
    expect(slow.case(C)).toMatchObject({ stage: 'void', movedAt: last, reopens: 1 });
    expect(caseWrongs(slow.case(C) as never)).toEqual([]);
  });

  it('still refuses a time that was said and lies before the last move', () => {
    const { slow } = ahead();
    slow.wait(10);
    const at = toInstant(slow.now - 60_000);
    expect(slow.do(assign, { at })).toMatchObject({ ok: false, refusal: { code: 'case.beforeLast' } });
    expect(slow.do({ type: 'case.note', caseId: C, text: '电话' }, { at }).ok).toBe(true);
  });

  it('takes its own action back in time, whatever the case’s clocks say', () => {
    const { slow } = ahead();
    slow.wait(1).must(assign);
    slow.wait(2).must({ type: 'case.undo', caseId: C, commit: slow.case(C)?.undo?.commit ?? '' });
    expect(slow.case(C)?.stage).toBe('toAssign');
  });

  it('cannot take back for hours what was recorded by a clock that was ahead', () => {
    const { fast, slow } = ahead();
    fast.must(assign, { actor: 'op-b' });
    exchange(fast, slow);
    const undo: CommandInput = { type: 'case.undo', caseId: C, commit: slow.case(C)?.undo?.commit ?? '' };
    for (const minutes of [1, 20]) {
      slow.wait(minutes);
      expect(slow.do(undo)).toMatchObject({ ok: false, refusal: { code: 'case.undoLate' } });
    }
    expect(fast.do(undo, { actor: 'op-b' }).ok).toBe(true);
  });

  it('asks for a hold that ends before the last move, and has it end there', () => {
    const { fast, slow } = ahead();
    fast.must(assign);
    exchange(fast, slow);
    const until = toInstant(slow.now + HOUR / 2);
    slow.wait(1).must({ type: 'case.askHold', caseId: C, reason: '等材料', until });
    slow.must({ type: 'case.answer', caseId: C, granted: true, approver: 'boss' });
    expect(caseWrongs(slow.case(C) as never)).toEqual([]);
    slow.must({ type: 'case.handle', caseId: C, unit: 'hwz', note: '已清理' });
  });

  it('works on reports that another desk touched later by its clock', () => {
    const { fast, slow } = ahead();
    const id = 'report:2';
    fast.must(reported({ reportId: id }));
    fast.must({ type: 'report.sendVerify', reportId: id, to: '巡查', how: 'onSite' });
    exchange(fast, slow);
    slow.must({ type: 'report.verify', reportId: id, real: true, note: '属实' });
    slow.must({ type: 'report.refuse', reportId: id, kind: 'notFiled', reason: '重复' });
    slow.must({ type: 'report.reply', reportId: id, text: '已转办' });
    slow.must({ type: 'report.undo', reportId: id, commit: slow.report(id)?.undo?.commit ?? '' });
    const ran = slow.report(id)?.intakeRan ?? [];
    for (const { from, to } of ran) expect(to === undefined || to >= from).toBe(true);
  });

  it('closes by a later sheet what another desk assigned by a clock ahead', () => {
    const [fast, slow] = [new Desk('a'), new Desk('b')];
    fast.ahead = HOUR;
    const row = (state: 'handling' | 'closed', asOf: string): CommandInput =>
      ({
        ...reported(),
        type: 'report.import',
        channel: 'hotline12345',
        outsideNo: 'NO-1',
        asOf,
        sheet: { state, unit: '单位 hwz', asOf },
      }) as CommandInput;
    fast.must(row('handling', '2024-12-31T09:00:00.000+08:00'));
    const kase = fast.streams.find((id) => id.startsWith('case:')) ?? '';
    fast.must({ type: 'case.note', caseId: kase, text: '已电话核实' });
    exchange(fast, slow);
    slow.wait(20).must(row('closed', '2024-12-31T09:15:00.000+08:00'));
    expect(slow.case(kase)?.stage).toBe('closed');
    expect(caseWrongs(slow.case(kase) as never)).toEqual([]);
  });
});

describe('a desk whose clock was years ahead for a while', () => {
  const YEARS = 4 * 365 * 24 * HOUR;

  /** Everything was right but for one move. */
  function years(move: CommandInput, before: readonly CommandInput[] = []): Desk {
    const desk = new Desk('a');
    desk.must(reported({ reportId: R }));
    desk.must({ type: 'case.file', reportId: R, title: '垃圾', place: { text: '冼村路' }, caseId: C });
    for (const step of before) desk.wait(1).must(step);
    desk.ahead = YEARS;
    desk.wait(1).must(move);
    desk.ahead = 0;
    return desk.wait(1);
  }

  /** What every clock is due by: all of them were granted anew since. */
  const dues = (desk: Desk) => (desk.case(C)?.clocks ?? []).map(({ grant }) => grant.due);

  const rest: CommandInput[] = [
    { type: 'case.accept', caseId: C, unit: 'hwz' },
    { type: 'case.handle', caseId: C, unit: 'hwz', note: '已清理' },
    { type: 'case.check', caseId: C, passed: false, how: 'photo', note: '有残留' },
    { type: 'case.askExtension', caseId: C, reason: '下雨' },
    { type: 'case.answer', caseId: C, granted: true, approver: 'boss' },
    { type: 'case.handle', caseId: C, unit: 'hwz', note: '已清理' },
    { type: 'case.check', caseId: C, passed: true, how: 'photo', close: true },
    { type: 'case.reopen', caseId: C, reason: '不满意' },
  ];

  it('goes on with each move at its own time, under limits of now', () => {
    const desk = years(assign);
    for (const step of rest) {
      desk.wait(1).must(step);
      const { movedAt } = desk.case(C) ?? {};
      expect(movedAt, step.type).toBe(toInstant(desk.now));
    }
    expect(dues(desk)).toHaveLength(5);
    expect(dues(desk).every((due) => due < '2026')).toBe(true);
    expect(caseWrongs(desk.case(C) as never)).toEqual([]);
  });

  it('takes a move at a time that was said, but not before a move that was right', () => {
    const desk = years(assign).wait(60);
    const at = (minutes: number) => ({ at: toInstant(desk.now - minutes * 60_000) });
    desk.must({ type: 'case.accept', caseId: C, unit: 'hwz' }, at(30));
    const done: CommandInput = { type: 'case.handle', caseId: C, unit: 'hwz', note: '已清理' };
    expect(desk.do(done, at(40))).toMatchObject({ ok: false, refusal: { code: 'case.beforeLast' } });
    desk.must(done, at(20));
    expect(desk.case(C)?.handledAt).toBe(at(20).at);
  });

  it('counts again, holds and goes on over what has really run', () => {
    const desk = years({ type: 'case.handle', caseId: C, unit: 'hwz', note: '已清理' }, [assign]);
    desk.must({ type: 'case.check', caseId: C, passed: false, how: 'photo', note: '有残留' });
    const due = () => desk.case(C)?.clocks.find(({ name }) => name === 'handle')?.grant.due ?? '';
    const reworked = due();
    desk.must({ type: 'case.reckon', caseId: C, because: 'calendar' });
    expect(due()).toBe(reworked);
    const until = toInstant(desk.now + 48 * HOUR);
    desk.must({ type: 'case.askHold', caseId: C, reason: '等材料', until });
    desk.must({ type: 'case.answer', caseId: C, granted: true, approver: 'boss' });
    const state = desk.case(C);
    if (!state) throw new Error('no case');
    expect(due() > until && due().startsWith('2025')).toBe(true);
    expect(
      knownClocks(state, toInstant(desk.now)).clocks.find(({ name }) => name === 'handle'),
    ).toMatchObject({
      intervals: [{ to: toInstant(desk.now) }, { from: until }],
    });
  });

  it('counts a report’s intake from when it came back, whatever time it was taken in at', () => {
    const desk = new Desk('a');
    desk.ahead = YEARS;
    desk.must(reported({ reportId: R }));
    desk.ahead = 0;
    desk.must({ type: 'report.sendVerify', reportId: R, to: '巡查', how: 'onSite' });
    desk.wait(30).must({ type: 'report.verify', reportId: R, real: true, note: '属实' });
    expect((desk.report(R)?.intake.due ?? '~') < '2026').toBe(true);
    desk.must({ type: 'report.reckon', reportId: R, because: 'calendar' });
    expect((desk.report(R)?.intake.due ?? '~') < '2026').toBe(true);
  });

  it('closes by a sheet of now what was touched by the wrong clock', () => {
    const desk = new Desk('a');
    const row = (state: 'handling' | 'closed', asOf: string): CommandInput =>
      ({
        ...reported(),
        type: 'report.import',
        channel: 'hotline12345',
        outsideNo: 'NO-1',
        asOf,
        sheet: { state, unit: '单位 hwz', asOf },
      }) as CommandInput;
    desk.must(row('handling', '2024-12-31T09:00:00.000+08:00'));
    const kase = desk.streams.find((id) => id.startsWith('case:')) ?? '';
    desk.ahead = YEARS;
    desk.must({ type: 'case.note', caseId: kase, text: '已电话核实' });
    desk.ahead = 0;
    desk.wait(60).must(row('closed', '2024-12-31T09:15:00.000+08:00'));
    expect(desk.case(kase)).toMatchObject({ stage: 'closed' });
    expect((desk.case(kase)?.closedAt ?? '9') <= toInstant(desk.now)).toBe(true);
  });
});
