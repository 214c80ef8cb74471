import { describe, expect, it } from 'vitest';
import { textOf, valueFrom } from './cells';

describe('what is typed into a cell', () => {
  it('reads numbers, full-width ones too, and keeps what is none as it was typed', () => {
    expect(valueFrom('number', ' ０.２５ ')).toBe(0.25);
    expect(valueFrom('number', '四')).toBe('四');
    expect(valueFrom('number', '  ')).toBeUndefined();
  });

  it('reads days and season days in the ways people write them', () => {
    for (const text of ['20250101', '2025/1/1', '2025.1.1', '2025年1月1日', '2025-01-01'])
      expect(valueFrom('day', text), text).toBe('2025-01-01');
    for (const text of ['5-1', '05-01', '5月1日', '0501', '5/1'])
      expect(valueFrom('monthDay', text), text).toBe('05-01');
    expect(valueFrom('day', '明天')).toBe('明天');
  });

  it('reads working slots with any dash, comma or space between them', () => {
    const slots = ['08:00-12:00', '14:00-18:00'];
    for (const text of [
      '8:00-12:00 14:00-18:00',
      '08：00～12：00，14：00～18：00',
      '8:00至12:00、14:00 - 18:00',
    ])
      expect(valueFrom('slots', text), text).toEqual(slots);
    expect(textOf('slots', slots)).toBe('08:00-12:00 14:00-18:00');
  });

  it('keeps blank lines of aligned lists, and each entry of a plain list once', () => {
    expect(valueFrom('lines', '缺失\n\n破损')).toEqual(['缺失', '', '破损']);
    expect(valueFrom('list', '执法队、执法队，城管')).toEqual(['执法队', '城管']);
  });

  it('a year goes to lines and back with its source; a wrong line stays as text', () => {
    const table = {
      year: 2026,
      source: '国办发明电',
      holidays: { '2026-01-01': '元旦' },
      workdays: { '2026-01-04': '元旦' },
    };
    const text = textOf('year', table);
    expect(text).toBe('2026-01-01 放假 元旦\n2026-01-04 上班 元旦');
    expect(valueFrom('year', text, table)).toEqual(table);
    const wrong = `${text}\n2027-01-01 放假 元旦`;
    expect(valueFrom('year', wrong, table)).toBe(wrong);
  });
});
