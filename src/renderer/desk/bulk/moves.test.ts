import type { Item } from '@shared/contract/models';
import { caseMoves } from '@shared/domain/case/moves';
import type { CaseStage } from '@shared/domain/case/state';
import { beforeEach, describe, expect, it } from 'vitest';
import { addMarks, clearMarks, refreshMarks, useMarks } from '../state/marks';
import { bulkMoves, commonMoves } from './moves';

const item = (n: number, state: Item['state'] = 'handling', kind: Item['kind'] = 'case') =>
  ({ id: `${kind}:${n}`, kind, state, unit: null, proposedUnit: null }) as Item;

beforeEach(clearMarks);

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

  it('follows the rows: what was assigned meanwhile can be urged, not assigned', () => {
    addMarks([item(1, 'toAssign')]);
    expect(commonMoves(useMarks.getState().items.values())).toContain('case.assign');
    refreshMarks((id) => (id === 'case:1' ? item(1, 'handling') : undefined));
    expect(commonMoves(useMarks.getState().items.values())).toContain('case.urge');
    expect(commonMoves(useMarks.getState().items.values())).not.toContain('case.assign');
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
