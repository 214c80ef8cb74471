import { describe, expect, it } from 'vitest';
import { slipOrders } from './slips';

const page = {
  parts: [
    { unit: 'zfd', role: 'lead' as const },
    { unit: 'hws', role: 'assist' as const },
  ],
};

describe('the slips after a bulk move', () => {
  it('of an assignment go to everybody who has a part, with what was asked', () => {
    expect(slipOrders('case.assign', { text: ' 今天办 ' }, page)).toEqual([
      { kind: 'assign', unit: 'zfd', task: '今天办' },
      { kind: 'assign', unit: 'hws', task: '今天办' },
    ]);
  });

  it('of an urge go to the lead, who was urged', () => {
    expect(slipOrders('case.urge', { text: '' }, page)).toEqual([{ kind: 'urge', unit: 'zfd' }]);
  });

  it('are none after any other move, nor where nobody has a part any more', () => {
    expect(slipOrders('case.close', { text: '' }, page)).toEqual([]);
    expect(slipOrders('case.assign', { text: '' }, { parts: [] })).toEqual([]);
  });
});
