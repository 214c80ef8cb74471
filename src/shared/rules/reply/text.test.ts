import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillText, placeholders } from './text';

describe('fillText', () => {
  it('fills what is known and reports what is left, with its place', () => {
    const filled = fillText('请{单位}于｛时限｝前到{地点}处理，见{编 号}和{领导}。', {
      单位: '环卫站',
      地点: ' ',
    });
    expect(filled.text).toBe('请环卫站于｛时限｝前到{地点}处理，见{编 号}和{领导}。');
    expect(filled.filled).toEqual(['单位']);
    expect(filled.open.map(({ name, unknown }) => [name, unknown])).toEqual([
      ['时限', false],
      ['地点', false],
      ['领导', true],
    ]);
    for (const { from, to } of filled.open) expect(filled.text.slice(from, to)).toMatch(/^[{｛].*[}｝]$/);
  });

  it('does not fill braces of a value again, nor inherited names', () => {
    expect(fillText('{事项}', { 事项: '{地点}', 地点: '金穗路' }).text).toBe('{地点}');
    expect(fillText('{toString}', {}).open).toHaveLength(1);
  });

  it('fills a text whole: what is between placeholders stays', () => {
    const piece = fc.oneof(
      fc.constantFrom(...placeholders).map((name) => ({ name, raw: `{${name}}` })),
      fc.string().map((text) => ({ name: null, raw: text.replace(/[{}｛｝]/g, '') })),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const values = Object.fromEntries(placeholders.map((name) => [name, `<${name}>`]));
        const filled = fillText(pieces.map(({ raw }) => raw).join(''), values);
        expect(filled.text).toBe(pieces.map(({ name, raw }) => (name ? `<${name}>` : raw)).join(''));
        expect(filled.open).toEqual([]);
      }),
      { seed: 20241231 },
    );
  });
});
