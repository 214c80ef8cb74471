import type { CasePage } from '@shared/contract/pages';
import { describe, expect, it } from 'vitest';
import { undoPoints } from './undo';

const undo = (commit: string, until: string) => ({ commit, types: ['case.assigned'], until });
const page = (own: string, theirs: readonly string[]): CasePage =>
  ({
    item: { id: 'case:1' },
    undo: undo('own', own),
    reports: theirs.map((until, k) => ({ id: `report:${k}`, undo: undo(`theirs${k}`, until) })),
  }) as unknown as CasePage;

describe('what can be taken back on the page of a case', () => {
  const [early, late] = ['2024-12-31T16:00:00.000+08:00', '2024-12-31T16:05:00.000+08:00'];

  it('is the newest first', () => {
    expect(undoPoints(page(early, [early, late])).map((one) => one.stream)[0]).toBe('report:1');
  });

  it('is the own of the case before those of its reports where one command wrote both', () => {
    expect(undoPoints(page(late, [late, late])).map((one) => one.stream)).toEqual([
      'case:1',
      'report:0',
      'report:1',
    ]);
  });
});
