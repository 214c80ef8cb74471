import type { CasePage, ReportView } from '@shared/contract/pages';
import { caseMoves } from '@shared/domain/case/moves';
import type { CaseStage } from '@shared/domain/case/state';
import { describe, expect, it } from 'vitest';
import type { Names } from '../kit/directory';
import { advisedOf } from './advice';
import { allowing, movesOf } from './movesOf';
import { proposedMove } from './proposed';

const now = '2024-12-31T16:00:00.000+08:00';
/** Texts stand for themselves: what matters here is which move is proposed, and about what. */
const say = (key: string) => key;
const names: Names = {
  directory: undefined,
  unit: (id) => id,
  unitShort: (id) => id,
  operator: (id) => id,
  community: (code) => code,
  className: () => undefined,
};

const report = (id: string, more: Partial<ReportView>): ReportView =>
  ({ id, owes: false, replyDue: null, callBacks: [], moves: ['report.reply'], ...more }) as ReportView;

function page(moves: readonly string[], more: Partial<CasePage> = {}): CasePage {
  const item = { id: 'case:1', no: '20241231-A0001' };
  const empty = { parts: [], photos: [], reports: [], proposals: [], advice: [], ask: null };
  return { item, moves, ...empty, ...more } as unknown as CasePage;
}

const part = (unit: string, more: object) => ({
  unit,
  role: 'lead',
  assignedAt: now,
  light: 'green',
  ...more,
});

describe('what is proposed for a case', () => {
  const handling = Object.entries(caseMoves).flatMap(([move, rule]) =>
    rule.from.includes('handling') ? [move] : [],
  );

  it('is to assign where it waits for a unit', () => {
    expect(proposedMove(page(['case.assign', 'case.void']), now, names, say)?.move).toBe('case.assign');
  });

  it('is to decide what a unit asked for, before its answer', () => {
    const ask = { kind: 'hold', unit: 'zfd', reason: '等配件', at: now, until: now } as const;
    const parts = [part('zfd', {})] as CasePage['parts'];
    expect(proposedMove(page(handling, { ask, parts }), now, names, say)?.move).toBe('case.answer');
  });

  it('is to hear the unit confirm what its worker reported, about that unit', () => {
    const parts = [part('cgb', {}), part('zfd', { reportedAt: now })] as CasePage['parts'];
    const offer = proposedMove(page(handling, { parts }), now, names, say);
    expect(offer).toMatchObject({ move: 'case.confirm', about: 'zfd' });
  });

  it('is to reopen a closed case with somebody unhappy, else to answer whoever must hear first', () => {
    const reports = [
      report('report:1', { owes: true, replyDue: '2025-01-03T18:00:00.000+08:00' }),
      report('report:2', { owes: true, replyDue: '2025-01-02T18:00:00.000+08:00' }),
      report('report:3', {}),
    ];
    const closed = page(['case.reopen', 'case.note'], { closedAt: now, reports });
    expect(proposedMove(closed, now, names, say)).toMatchObject({ move: 'report.reply', about: 'report:2' });
    const unhappy = { ...closed, advice: [{ code: 'reopen' as const, params: { count: 1 } }] };
    expect(proposedMove(unhappy, now, names, say)?.move).toBe('case.reopen');
  });

  it('is nothing where nothing is to be done', () => {
    expect(proposedMove(page(['case.note', 'case.reopen'], { closedAt: now }), now, names, say)).toBeNull();
  });
});

describe('the buttons of a case', () => {
  const stages: CaseStage[] = ['toAssign', 'handling', 'onHold', 'toCheck', 'toClose', 'closed', 'merged'];
  it.each(stages)(
    '%s: are exactly the moves that the engine allows and the follow-up, each once',
    (stage) => {
      const allowed = Object.entries(caseMoves).flatMap(([move, rule]) =>
        rule.from.includes(stage) ? [move] : [],
      );
      const shown = page(allowed);
      const { usual, rare } = movesOf({ ...shown, item: { ...shown.item, state: stage } });
      const expected = allowed.filter((move) => !['case.undo', 'case.reckon', 'case.settle'].includes(move));
      // Its own work goes on in the case that it was merged into.
      if (stage !== 'merged') expected.push('case.follow');
      expect([...usual, ...rare].sort()).toEqual(expected.sort());
    },
  );

  it('put a reply among the usual ones only once it is its turn', () => {
    const reports = [report('report:1', { owes: true })];
    expect(movesOf(page([], { reports })).rare).toContain('report.reply');
    expect(movesOf(page([], { reports, closedAt: now })).usual).toContain('report.reply');
  });

  it('reply to whoever waits for it, and call back whoever was not called yet', () => {
    const moves = ['report.reply', 'report.callBack'];
    const called = { reached: false, at: now, by: 'intake-chen' };
    const reports = [report('a', { moves, callBacks: [called] }), report('b', { moves, owes: true })];
    expect(allowing(page([], { reports }), 'report.reply')[0]?.id).toBe('b');
    expect(allowing(page([], { reports }), 'report.callBack')[0]?.id).toBe('b');
  });
});

describe('advice', () => {
  it('leads to its move, and is left out where that is not allowed', () => {
    const list = [
      { code: 'meeting' as const, params: { count: 2 } },
      { code: 'askOpen' as const, params: { kind: 'hold', unit: '执法队' } },
    ];
    expect(advisedOf(list, ['case.note'], now, say)).toMatchObject([{ move: 'case.note', about: 'meeting' }]);
    expect(advisedOf(list, ['case.note', 'case.answer'], now, say).map((one) => one.move)).toEqual([
      'case.note',
      'case.answer',
    ]);
  });
});
