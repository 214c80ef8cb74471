import type { Finding } from '@shared/contract/rules';
import { describe, expect, it } from 'vitest';
import type { Row } from './columns';
import { countLevels, goalOf } from './sayFinding';

const finding = (table: Finding['table'], code: string, params: Finding['params']): Finding => ({
  level: 'error',
  code,
  table,
  params,
});

const duties: readonly Row[] = [
  { id: 'r1', scheme: 'event', code: '0401' },
  { id: 'r2', scheme: 'part', code: '0401' },
];

describe('where a finding is mended', () => {
  it('a gap leads to the row of its own scheme, and to a new one where there is none', () => {
    const goal = goalOf(finding('responsibility', 'dutyGap', { scheme: 'part', code: '0401', name: '' }));
    expect(goal?.find(duties)).toBe(1);
    const none = goalOf(finding('responsibility', 'dutyGap', { scheme: 'part', code: '0402', name: '' }));
    expect(none?.find(duties)).toBe(-1);
    expect(none?.add).toEqual({ scheme: 'part', code: '0402' });
  });

  it('an overlap and a row that names what is gone lead to that row', () => {
    expect(
      goalOf(finding('responsibility', 'dutyOverlap', { rowOne: 'r2', rowTwo: 'r1' }))?.find(duties),
    ).toBe(1);
    const gone = goalOf(finding('responsibility', 'dutyUnit', { row: 'r1', unit: 'x' }));
    expect(gone?.find(duties)).toBe(0);
    expect(gone?.field).toBe('lead');
  });

  it('a missing general limit opens a row for its item', () => {
    expect(goalOf(finding('limits', 'limitMissing', { item: 'check' }))?.add).toMatchObject({
      item: 'check',
    });
  });

  it('tables that are not shown here, and reckonings, lead nowhere', () => {
    expect(goalOf(finding('map', 'other', { row: 'x' }))).toBeUndefined();
    expect(goalOf(finding('limits', 'reckonOpen', { table: 'limits', version: 'v' }))).toBeUndefined();
  });

  it('counts by level', () => {
    expect(countLevels([finding('limits', 'x', {})])).toEqual({ error: 1, warning: 0, info: 0 });
  });
});
