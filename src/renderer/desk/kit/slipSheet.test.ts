import { describe, expect, it } from 'vitest';
import { joinedSlips, slipsByUnit } from './slipSheet';

describe('several slips in one text', () => {
  it('are apart by a line; a single one stands alone', () => {
    expect(joinedSlips(['甲'])).toBe('甲');
    expect(joinedSlips(['甲', '乙'])).toMatch(/^甲\n\n―+\n\n乙$/);
  });

  it('of many cases stand unit by unit, each unit named once with its count', () => {
    const slips = [
      { unit: 'zfd', text: 'A1' },
      { unit: 'hws', text: 'A2' },
      { unit: 'zfd', text: 'A3' },
    ];
    const text = slipsByUnit(slips, (unit, count) => `# ${unit} ${count}`);
    expect(text).toMatch(/^# zfd 2\n\nA1\n\nA3\n\n―+\n\n# hws 1\n\nA2$/);
  });
});
