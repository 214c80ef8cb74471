import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

const root = resolve(import.meta.dirname, '../../../..');

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
    ['138\u200b0000\u20601234', 'mobile', '13800001234'],
    ['手机138.0000.1234，晚上打', 'mobile', '13800001234'],
    ['138/0000/1234', 'mobile', '13800001234'],
    ['138_0000_1234', 'mobile', '13800001234'],
    ['138\n0000\r\n1234', 'mobile', '13800001234'],
    ['请打一三八零零零零一二三四', 'mobile', '13800001234'],
    ['幺三八 〇〇〇〇 幺二三四', 'mobile', '13800001234'],
    ['1三8零000一234', 'mobile', '13800001234'],
    ['第三13800001234', 'mobile', '13800001234'],
    ['1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣', 'mobile', '13800001234'],
    ['𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒', 'mobile', '13800001234'],
    ['\u202e13800001234\u202c', 'mobile', '13800001234'],
    ['联系电话：+86 20 8756 1234，请回电', 'landline', '02087561234'],
    ['座机87561234，白天有人', 'landline', '87561234'],
    ['请致电 8756-1234', 'landline', '87561234'],
    ['香港电话+852 9123 4567', 'foreign', '85291234567'],
    ['澳门 853 6612 3456', 'foreign', '85366123456'],
    ['+1 (415) 555-2671', 'foreign', '14155552671'],
    ['身份证旧号440106900101123', 'idCard', '440106900101123'],
    ['银行卡6222021234567890123被扣费', 'bankCard', '6222021234567890123'],
    ['卡 6222 0200 0000 0000 000', 'bankCard', '6222020000000000000'],
    ['护照E12345678办证', 'passport', 'E12345678'],
    ['通行证 H12345678', 'passport', 'H12345678'],
    ['一辆粤A·12345D挡住', 'plate', '粤A12345D'],
    ['粤AD12345 停在消防通道', 'plate', '粤AD12345'],
    ['微信号：li_si2024', 'account', 'li_si2024'],
    ['QQ 12345678', 'account', '12345678'],
    ['邮箱li_si@example.com', 'email', 'li_si@example.com'],
    ['号码是一二三四五六七', 'spelled', '1234567'],
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
    '联系时间2024-12-31 10:00',
    '致电12345反映',
    '设备 192.168.10.123 离线',
    '15.10.2024 08:30 到场',
    '电话4008001234转1',
    '二〇二四年十二月三十一日，一楼至三楼',
    '微信转账20000元',
    '案号20241231-A0042',
    '部件4401060101000123',
    '井盖3座、路灯5盏，共长138.5米',
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
    const separator = fc.constantFrom(
      '',
      '',
      ' ',
      '-',
      '　',
      ' - ',
      '.',
      '/',
      '_',
      '\u200b',
      '\n',
      '·',
      '\ufeff ',
    );
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

describe('the eight spellings that went through', () => {
  const lines = readFileSync(join(root, 'test/fixtures/found/numbers-in-words.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1);

  it.each(lines.map((line) => [line.split(',')[3] ?? '']))('%s', (words) => {
    expect(findPersonalNumbers(words)).toHaveLength(1);
    const open = maskText(words);
    expect(open.replace(/\D/g, '').length).toBeLessThan(8);
    expect(open).not.toContain('li_si');
    expect(maskText(open)).toBe(open);
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
