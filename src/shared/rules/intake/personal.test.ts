import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findPersonalNumbers,
  isIdCard,
  isPhone,
  maskName,
  maskPhone,
  maskText,
  normalisePhone,
} from './personal';

/** Made up; the last character is the check digit of GB 11643 for the first seventeen. */
const ID = '11010519491231002X';

describe('numbers in free text', () => {
  it.each([
    ['请打13800001234', 'mobile', '13800001234'],
    ['请打138 0000 1234谢谢', 'mobile', '13800001234'],
    ['1 3 8 0 0 0 0 1 2 3 4', 'mobile', '13800001234'],
    ['请打１３８－００００－１２３４', 'mobile', '13800001234'],
    ['+86 138-0000-1234', 'mobile', '13800001234'],
    ['008613800001234', 'mobile', '13800001234'],
    ['座机020-38881234转8', 'landline', '02038881234'],
    ['(020)3888 1234', 'landline', '02038881234'],
    ['０７６９　２２３３４４５', 'landline', '07692233445'],
    [`身份证${ID}`, 'idCard', ID],
    ['身份证１１０１０５ １９４９１２３１ ００２ｘ', 'idCard', ID],
  ])('%s', (text, kind, digits) => {
    expect(findPersonalNumbers(text)).toMatchObject([{ kind, digits }]);
    expect(maskText(text)).not.toContain(digits);
  });

  it.each([
    '工单241231629906795-01已办结',
    '编号241012000000000000',
    '2024年10月21日 11:12 在海月路138号',
    '02:17还在施工,分贝78',
    '网格440106014005013',
    '花城大道1380号',
  ])('%s holds none', (text) => {
    expect(findPersonalNumbers(text)).toEqual([]);
    expect(maskText(text)).toBe(text);
  });

  it('two numbers side by side are two', () => {
    const text = '13800001234/15900001111 或020-38881234';
    expect(findPersonalNumbers(text).map(({ digits }) => digits)).toEqual([
      '13800001234',
      '15900001111',
      '02038881234',
    ]);
    expect(maskText(text)).toBe('138****1234/159****1111 或020-****1234');
  });

  it('an identity number with a slip in it is marked and masked all the same', () => {
    const slipped = ID.replace('X', '1');
    expect(findPersonalNumbers(slipped)).toMatchObject([{ kind: 'idCard', checked: false }]);
    expect(findPersonalNumbers(ID)).toMatchObject([{ checked: true }]);
    expect(maskText(`证件${slipped}。`)).toBe('证件110*************21。');
  });

  it('a masked text never holds a number that was in it, however it was written', () => {
    const word = fc.stringMatching(/^[路灯不亮，。a-z\n]{0,6}$/);
    const tail = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
    const number = fc.oneof(
      tail(9).map((rest) => `13${rest}`),
      tail(7).map((rest) => `0203${rest}`),
      tail(3).map((rest) => `11010519491231${rest}X`),
    );
    const separator = fc.constantFrom('', '', ' ', '-', '　', ' - ');
    const wide = (text: string) =>
      text.replace(/\d/g, (ch) => String.fromCharCode(ch.charCodeAt(0) + 0xfee0));
    const written = fc
      .tuple(number, fc.array(separator, { minLength: 18, maxLength: 18 }), fc.boolean())
      .map(([digits, gaps, isWide]) => {
        const spaced = [...digits].map((ch, k) => ch + (k < digits.length - 1 ? gaps[k] : '')).join('');
        return { digits, text: isWide ? wide(spaced) : spaced };
      });
    fc.assert(
      fc.property(word, written, word, written, word, (a, one, b, two, c) => {
        const masked = maskText(`${a}${one.text}${b || '；'}${two.text}${c}`);
        const bare = masked.normalize('NFKC').replace(/[^\dX*]/g, '');
        for (const { digits } of [one, two]) expect(bare).not.toContain(digits);
        expect(findPersonalNumbers(masked)).toEqual([]);
        expect(maskText(masked)).toBe(masked);
      }),
      { seed: 20241231, numRuns: 500 },
    );
  });
});

describe('names and phone fields', () => {
  it.each([
    ['李女士', '李**'],
    ['王小明', '王**'],
    [' 王 ', '王**'],
    ['匿名', '匿名'],
    ['', ''],
    ['𠮷田', '𠮷**'],
  ])('%j is shown as %j', (name, shown) => expect(maskName(name)).toBe(shown));

  it.each([
    ['13800001234', '138****1234'],
    ['020-38881234', '020-****1234'],
    ['38881234', '******34'],
    ['12345', '****'],
  ])('%s is shown as %s', (phone, shown) => expect(maskPhone(phone)).toBe(shown));

  it('one number has one form for the hash', () => {
    const forms = [
      '13800001234',
      '138 0000 1234',
      '１３８００００１２３４',
      '+86-13800001234',
      '8613800001234',
      '13800001234,15900001111',
    ];
    expect(new Set(forms.map(normalisePhone))).toEqual(new Set(['13800001234']));
    expect(normalisePhone('(020)3888-1234转5')).toBe('02038881234');
    expect(normalisePhone('3888 1234')).toBe('38881234');
    expect(normalisePhone('无')).toBeUndefined();
  });

  it('knows what a phone number looks like', () => {
    expect(['13800001234', '02038881234', '38881234', '4008001234', '12345'].map(isPhone)).toEqual(
      Array(5).fill(true),
    );
    expect(['1380000123', '看备注', '11111111111', ''].map(isPhone)).toEqual(Array(4).fill(false));
  });

  it('checks the check digit', () => {
    expect([isIdCard(ID), isIdCard(ID.replace('X', '0')), isIdCard('1')]).toEqual([true, false, false]);
  });
});
