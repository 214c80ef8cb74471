import { addMinutes, instant } from '@shared/rules/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countText, dueText, durationText, overText, rateText, type Translate, timeText } from './format';
import zh from './i18n/zh-CN/common.json';

const texts: Record<string, unknown> = zh;
/** i18next's lookup and interpolation, as far as these keys use them. */
const t: Translate = (...args) => {
  const [key, options = {}] = args;
  const path = key.replace('common:', '').split('.');
  const text = path.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], texts);
  return String(text).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(options[name]));
};
const now = instant(2024, 12, 31, 16, 0);

describe('times seen from now', () => {
  it.each([
    [instant(2024, 12, 31, 14, 5), '14:05'],
    [instant(2024, 11, 1, 14, 5), '11-01 14:05'],
    [instant(2023, 11, 1, 14, 5), '2023-11-01'],
    [instant(2024, 12, 30, 23, 59), '12-30 23:59'],
  ])('%s is shown as %s', (at, text) => expect(timeText(at, now)).toBe(text));
});

describe('time left or over', () => {
  it.each([
    [instant(2024, 12, 31, 13, 50), '超 2 小时 10 分'],
    [instant(2024, 12, 30, 14, 0), '超 1 天 2 小时'],
    [instant(2024, 12, 31, 15, 59, 30), '超 1 分'],
    [instant(2024, 12, 31, 16, 40), '40 分'],
    [instant(2024, 12, 31, 17, 15), '1 小时 15 分'],
    [instant(2025, 1, 1, 10, 0), '明 10:00'],
    [instant(2025, 1, 22, 18, 0), '01-22 18:00'],
    [instant(2025, 6, 1, 9, 0), '2025-06-01'],
  ])('%s is shown as %s', (due, text) => expect(dueText(due, now, t)).toBe(text));

  it('says over from the moment the light is red, within the minute that the desk still shows', () => {
    expect(dueText(addMinutes(now, 0.5), now, t, 'red')).toBe(overText(addMinutes(now, 0.5), now, t));
    expect(dueText(addMinutes(now, 0.5), now, t, 'yellow')).not.toContain('超');
  });

  it('says “over” exactly for what lies behind', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400_000, max: 400_000 }), (minutes) => {
        const text = dueText(addMinutes(now, minutes), now, t);
        expect(text.startsWith('超')).toBe(minutes < 0);
      }),
      { seed: 20241231 },
    );
  });

  it('counts the same stretch over as the duration says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400_000 }), (minutes) => {
        expect(overText(addMinutes(now, -minutes), now, t)).toBe(`超 ${durationText(minutes, t)}`);
      }),
      { seed: 20241231 },
    );
  });
});

describe('figures', () => {
  it('separates thousands and keeps a missing base apart from zero', () => {
    expect(countText(8470)).toBe('8,470');
    expect(rateText(0.9642)).toBe('96.4%');
    expect(rateText(0)).toBe('0.0%');
    expect(rateText(null)).toBe('—');
  });
});
