import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksAlike, nearNames, oneEdit } from './nearNames';
import { knowns } from './testing';

/** Distance with neighbours changed (optimal string alignment), the plain way. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const other = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, other);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(i - 2, j - 2) + 1);
      const row = rows[i];
      if (row) row[j] = best;
    }
  }
  return at(a.length, b.length);
}

describe('oneEdit', () => {
  it('says what differs and where', () => {
    expect(oneEdit('冼村路', '洗村路')).toEqual({ kind: 'other', at: 0 });
    expect(oneEdit('跑马地花园', '跑马花园')).toEqual({ kind: 'missing', at: 2 });
    expect(oneEdit('跑马花园', '跑马地花园')).toEqual({ kind: 'extra', at: 2 });
    expect(oneEdit('金穗路', '穗金路')).toEqual({ kind: 'swapped', at: 0 });
    expect(oneEdit('金穗路', '金穗路')).toBeNull();
  });

  it('finds exactly the words at distance one', () => {
    const word = fc.string({ unit: fc.constantFrom('金', '穗', '路', '华'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(oneEdit(a, b) !== null).toBe(distance(a, b) === 1);
      }),
      { seed: 20241231, numRuns: 3000 },
    );
  });
});

describe('nearNames', () => {
  const near = (text: string) =>
    nearNames(text, knowns.names).map(({ found, name, sure }) => [found, name, sure]);

  it.each([
    ['请到洗村路处理', '洗村路', '冼村路'],
    ['沈村社区居委会已到场', '沈村社区居委会', '冼村社区居委会'],
    ['洗村一带', '洗村', '冼村'],
    ['金穗街发现', '金穗街', '金穗路'],
    ['在穗金路口', '穗金路', '金穗路'],
    ['跑马花园业主', '跑马花园', '跑马地花园'],
    ['市政养户公司已修复', '市政养户公司', '市政养护公司'],
    ['综合行政执法对到场', '综合行政执法对', '综合行政执法队'],
    ['谭村的路灯', '谭村', '潭村'],
    ['黄浦大道西辅道', '黄浦大道西', '黄埔大道西'],
  ])('%s: %s is meant as %s', (text, found, name) => {
    expect(near(text)).toEqual([[found, name, true]]);
  });

  it.each([
    '冼村路、华成路、华强路都已巡查，跑马地花园社区已回复',
    '本村路灯由市政养护公司维修',
    '冼村街道办事处',
    '乡村道路和进村路口',
    '环卫阿姨扫得干净',
    '本社区居委会已上门',
    '执法人员到场，市政管网完好',
    '小区花园金穗路一侧',
    '首先村公司要清理',
  ])('nothing in: %s', (text) => {
    expect(near(text)).toEqual([]);
  });

  it('is unsure of a road that may be another one', () => {
    expect(near('位于华东路的工地')).toEqual([['华东路', '华成路', false]]);
  });

  it('takes sound-alikes from outside', () => {
    const text = '金岁路';
    expect(nearNames(text, ['金穗路'])[0]?.sure).toBe(true);
    expect(nearNames('金随路', ['金穗路'])[0]?.sure).toBe(false);
    expect(nearNames('金随路', ['金穗路'], (a, b) => [a, b].sort().join('') === '穗随')[0]?.sure).toBe(true);
    expect(looksAlike('冼', '洗') && !looksAlike('冼', '村')).toBe(true);
  });

  it('finds no slip in a text made of right names, and places inside the text otherwise', () => {
    const names = fc.array(fc.constantFrom(...knowns.names), { maxLength: 6 });
    fc.assert(
      fc.property(names, (list) => {
        expect(nearNames(list.join('、'), knowns.names)).toEqual([]);
      }),
      { seed: 20241231 },
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'冼洗村路金穗街社区居委会、在') }), (text) => {
        for (const { from, to, found } of nearNames(text, knowns.names))
          expect(text.slice(from, to)).toBe(found);
      }),
      { seed: 20241231 },
    );
  });
});
