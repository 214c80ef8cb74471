import type { Item } from '@shared/contract/models';
import { beforeEach, describe, expect, it } from 'vitest';
import { addMarks, clearMarks, MOST_MARKED, refreshMarks, toggleMark, unmark, useMarks } from './marks';

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

  it('follow the rows as they are now', () => {
    addMarks([item(1, 'toAssign'), item(2)]);
    refreshMarks((id) => (id === 'case:1' ? item(1, 'handling') : undefined));
    expect([...useMarks.getState().items.values()].map(({ state }) => state)).toEqual([
      'handling',
      'handling',
    ]);
  });
});
