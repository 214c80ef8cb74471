import type { Item } from '@shared/contract/models';
import { caseMoves } from '@shared/domain/case/moves';
import type { CaseStage } from '@shared/domain/case/state';
import { beforeEach, describe, expect, it } from 'vitest';
import { addMarks, clearMarks, MOST_MARKED, refreshMarks, toggleMark, unmark, useMarks } from './marks';
import { bulkMoves, commonMoves } from './moves';

const item = (n: number, state: Item['state'] = 'handling', kind: Item['kind'] = 'case') =>
  ({ id: `${kind}:${n}`, kind, state, unit: null, proposedUnit: null }) as Item;
const marked = () => [...useMarks.getState().items.keys()];

beforeEach(clearMarks);

describe('marks', () => {
  it('are set and taken away one by one and by ranges, each row once', () => {
    toggleMark(item(1), 1);
    addMarks([item(1), item(2), item(3)]);
    expect(marked()).toEqual(['case:1', 'case:2', 'case:3']);
    toggleMark(item(2), 2);
    expect(marked()).toEqual(['case:1', 'case:3']);
    expect(useMarks.getState().anchor).toBe(2);
    unmark(['case:1']);
    expect(marked()).toEqual(['case:3']);
  });

  it('end at the most that may be worked on at once, and say so', () => {
    addMarks(Array.from({ length: MOST_MARKED + 20 }, (_, n) => item(n)));
    expect(marked()).toHaveLength(MOST_MARKED);
    expect(useMarks.getState().full).toBe(true);
    toggleMark(item(9999), 0);
    expect(marked()).toHaveLength(MOST_MARKED);
    toggleMark(item(3), 3);
    expect(useMarks.getState()).toMatchObject({ full: false });
  });

  it('follow the rows: what was assigned meanwhile can be urged, not assigned', () => {
    addMarks([item(1, 'toAssign')]);
    expect(commonMoves(useMarks.getState().items.values())).toContain('case.assign');
    refreshMarks((id) => (id === 'case:1' ? item(1, 'handling') : undefined));
    expect(commonMoves(useMarks.getState().items.values())).toContain('case.urge');
    expect(commonMoves(useMarks.getState().items.values())).not.toContain('case.assign');
  });
});

describe('what can be done with all of the marked', () => {
  it('is what the table of moves allows each of them', () => {
    const stages: CaseStage[] = [
      'toAssign',
      'handling',
      'onHold',
      'returned',
      'toCheck',
      'toClose',
      'closed',
    ];
    for (const [k, stage] of stages.entries()) {
      const allowed = bulkMoves.filter(
        (move) => move !== 'report.refuse' && caseMoves[move].from.includes(stage),
      );
      expect(commonMoves([item(k, stage)])).toEqual(allowed);
      const both = commonMoves([item(k, stage), item(99, 'handling')]);
      expect(both).toEqual(allowed.filter((move) => commonMoves([item(99, 'handling')]).includes(move)));
    }
  });

  it('is refusing for reports that wait, and nothing for reports beside cases', () => {
    expect(commonMoves([item(1, 'toTakeIn', 'report'), item(2, 'verifying', 'report')])).toEqual([
      'report.refuse',
    ]);
    expect(commonMoves([item(1, 'refused', 'report')])).toEqual([]);
    expect(commonMoves([item(1, 'toTakeIn', 'report'), item(2)])).toEqual([]);
    expect(commonMoves([])).toEqual([]);
  });
});
