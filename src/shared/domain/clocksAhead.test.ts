import { describe, expect, it } from 'vitest';
import { toInstant } from '../rules/time';
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
