import { describe, expect, it } from 'vitest';
import { dutyShiftAt, quietAt } from './quiet';

const at = (local: string) => `${local}:00.000+08:00`;

describe('who is on duty, and whether the desk keeps quiet', () => {
  it.each([
    ['2024-12-31T07:59', { day: '2024-12-30', shift: 'night' }],
    ['2024-12-31T08:00', { day: '2024-12-31', shift: 'day' }],
    ['2024-12-31T17:59', { day: '2024-12-31', shift: 'day' }],
    ['2024-12-31T18:00', { day: '2024-12-31', shift: 'night' }],
    ['2025-01-01T00:00', { day: '2024-12-31', shift: 'night' }],
  ])('%s', (now, expected) => expect(dutyShiftAt(at(now))).toEqual(expected));

  it('is quiet at night and speaks by day where the calendar says nothing', () => {
    expect(quietAt(at('2024-12-31T23:00'), [])).toEqual({ quiet: true, leader: null });
    expect(quietAt(at('2024-12-31T10:00'), [])).toEqual({ quiet: false, leader: null });
  });

  it('obeys the calendar for the night that began the day before', () => {
    const night = { day: '2024-12-30', shift: 'night' as const, leader: '值班长', notify: true };
    expect(quietAt(at('2024-12-31T03:00'), [night])).toEqual({ quiet: false, leader: '值班长' });
    expect(quietAt(at('2024-12-31T19:00'), [night]).quiet).toBe(true);
    const day = { day: '2024-12-31', shift: 'day' as const, leader: '值班长', notify: false };
    expect(quietAt(at('2024-12-31T10:00'), [day]).quiet).toBe(true);
  });
});
