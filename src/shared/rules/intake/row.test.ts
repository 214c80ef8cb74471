import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, cleanText, EMPTY_CELL, textCell } from './cells';
import { classifyRow } from './classify';
import { aliasTable, findHeader, headerKey, mapColumns, normaliseHeader } from './header';
import { readOrderNumber } from './number';
import { addressIn, hintsAtPlace } from './place';
import { importProfileSchema, type SheetField, sheetFields } from './profile';
import { needsLook, normaliseRow } from './row';
import { callerWishes, readTitle } from './words';

const file = resolve(import.meta.dirname, '../../../../resources/import-profiles/12345.json');
const profile = importProfileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const cells = (...texts: unknown[]) => texts.map(cellOf);

function rowOf(values: Partial<Record<SheetField, unknown>>) {
  const fields = Object.keys(values) as SheetField[];
  const mapping = fields.map((field, column) => ({
    column,
    header: profile.columns[field]?.[0] ?? field,
    field,
  }));
  return normaliseRow(
    cells(...Object.values(values)),
    { rowNumber: 4, hidden: false },
    { profile, mapping, date1904: false },
  );
}

describe('the 12345 profile', () => {
  it('has names for every field and no name twice', () => {
    expect(Object.keys(profile.columns).sort()).toEqual([...sheetFields].sort());
    const names = Object.values(profile.columns).flatMap((aliases) => (aliases ?? []).map(normaliseHeader));
    expect(names.filter((name, k) => names.indexOf(name) !== k)).toEqual([]);
  });
});

describe('headers', () => {
  it('are compared without width, white space, stars and remarks', () => {
    expect(
      ['诉求 内容', '*诉求内容', '诉求内容：', '诉求内容（必填）', '诉求\n内容'].map(normaliseHeader),
    ).toEqual(Array(5).fill('诉求内容'));
    expect(normaliseHeader('ＴｉｃｋｅｔＮｏ')).toBe('ticketno');
  });

  it('of two names of one field the earlier alias wins, the other column is kept unmapped', () => {
    const mapping = mapColumns(['流水号', '办件编号', '诉求内容', '随便'], aliasTable(profile));
    expect(mapping.map(({ field }) => field)).toEqual([null, 'orderNo', 'content', null]);
  });

  it('are not looked for below row fifteen, and a key does not depend on trailing blanks', () => {
    const header = cells('工单编号', '诉求内容');
    const above = (count: number) => [...Array.from({ length: count }, () => cells('x')), header];
    expect(findHeader(above(14), profile)?.row).toBe(14);
    expect(findHeader(above(15), profile)).toBeNull();
    expect(headerKey(['工单 编号', '', ''])).toBe(headerKey(['工单编号']));
    expect(headerKey(['工单编号', '标题'])).not.toBe(headerKey(['标题', '工单编号']));
  });
});

describe('order numbers', () => {
  it.each([
    [
      '241231629906795-01',
      { orderNo: '241231629906795-01', rootNo: '241231629906795', reissue: 0, odd: false },
    ],
    [
      '241231629906795-03 ',
      { orderNo: '241231629906795-03', rootNo: '241231629906795', reissue: 2, odd: false },
    ],
    ['２４１２３１６２９９０６７９５－０２', { orderNo: '241231629906795-02', reissue: 1 }],
    ["'2412316299", { orderNo: '2412316299', rootNo: '2412316299', reissue: 0, odd: false }],
    ['GZ-2024-77', { orderNo: 'GZ-2024-77', odd: true }],
  ])('%s', (text, expected) => expect(readOrderNumber(textCell(text))).toMatchObject(expected));

  it.each(['1.23E+17', '2.41231629906795e+17', '241231629906795000'])('%s is destroyed', (text) => {
    expect(readOrderNumber(textCell(text)).kind).toBe('destroyed');
  });

  it('a number cell is whole up to fifteen digits', () => {
    expect(readOrderNumber(cellOf(241231629906795))).toMatchObject({ orderNo: '241231629906795' });
    expect(readOrderNumber(cellOf(2412316299067950)).kind).toBe('destroyed');
    expect(readOrderNumber(EMPTY_CELL).kind).toBe('missing');
  });
});

describe('rows', () => {
  const good = {
    orderNo: '241231629906795-01',
    title: '（重办）(投诉)路灯',
    content: '金穗路灯不亮',
    receivedAt: '2024/12/31 8:47',
  };

  it('need no look when number, words and time are there; no place is only a mark', () => {
    const row = rowOf({ ...good, content: '灯不亮' });
    expect(needsLook(row)).toEqual([]);
    expect(row).toMatchObject({
      appealKind: 'complaint',
      tags: ['重办', '投诉'],
      subject: '路灯',
      sheetState: 'unknown',
    });
    expect(row.issues).toEqual([{ code: 'row.noPlace' }]);
  });

  it.each([
    [{ orderNo: '' }, 'row.numberMissing'],
    [{ orderNo: '2.4E+17' }, 'row.numberDestroyed'],
    [{ content: ' &nbsp; ' }, 'row.contentEmpty'],
    [{ receivedAt: '待定' }, 'row.timeUnreadable'],
    [{ receivedAt: '' }, 'row.timeMissing'],
  ])('%j needs a look', (change, code) => expect(needsLook(rowOf({ ...good, ...change }))).toEqual([code]));

  it('the time of dispatch stands in for one of receipt that cannot be read', () => {
    const row = rowOf({ ...good, receivedAt: '待定', dispatchedAt: '2024-12-31 9:00' });
    expect(needsLook(row)).toEqual([]);
    expect(row.issues).toEqual([{ code: 'row.timeUnreadable', column: '来电时间', value: '待定' }]);
  });

  it('the column of the kind beats the title, and unknown words are named', () => {
    expect(rowOf({ ...good, appealKind: '咨询类' }).appealKind).toBe('consult');
    const odd = rowOf({ ...good, appealKind: '其他', status: '流转中' });
    expect(odd.appealKind).toBe('complaint');
    expect(
      rowOf({ ...good, title: '路灯', appealKind: '其他', status: '流转中' }).issues.map(
        ({ code, value }) => [code, value],
      ),
    ).toEqual([
      ['row.kindUnknown', '其他'],
      ['row.stateUnknown', '流转中'],
    ]);
    expect(rowOf({ ...good, title: '路灯', category: '求助' }).appealKind).toBe('help');
  });

  it.each([
    ['待签收', 'toSign'],
    ['办理中', 'handling'],
    ['已办结', 'closed'],
    ['已退回', 'returned'],
    ['［作废］', 'void'],
  ])('state %s', (status, state) => expect(rowOf({ ...good, status }).sheetState).toBe(state));

  it('a due time before the receipt is marked', () => {
    expect(rowOf({ ...good, dueAt: '2024-12-30' }).issues).toEqual([
      { code: 'row.dueBeforeReceived', column: '承诺完成时间', value: '2024-12-30' },
    ]);
  });

  it('never throws, whatever stands in the cells, and is data when it has words and a number', () => {
    const mapping = sheetFields.map((field, column) => ({ column, header: field, field }));
    const context = { profile, mapping, date1904: false };
    const any = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.date());
    fc.assert(
      fc.property(fc.array(any, { maxLength: 45 }), (values) => {
        const row = cells(...values);
        expect(['data', 'blank', 'total', 'note']).toContain(classifyRow(row, context));
        const read = normaliseRow(row, { rowNumber: 9, hidden: true }, context);
        expect(read).toMatchObject({ rowNumber: 9, hidden: true });
      }),
      { seed: 20241231 },
    );
    const full = sheetFields.map((field) => (field === 'orderNo' ? '241231629906795-01' : '合计'));
    expect(classifyRow(cells(...full), context)).toBe('data');
  });
});

describe('titles, notes and places', () => {
  it('tags of both widths are taken off', () => {
    expect(readTitle('【急】（重办）(投诉) 路灯（三盏）')).toEqual({
      tags: ['急', '重办', '投诉'],
      subject: '路灯（三盏）',
    });
    expect(readTitle('路灯')).toEqual({ tags: [], subject: '路灯' });
  });

  it.each([
    ['灯不亮(方便联系,要求回复)(匿名)', ['方便联系', '要求回复', '匿名']],
    ['灯不亮(匿名)(事发地址:金穗路3号)\n（要求回复）', ['匿名', '要求回复']],
    ['灯不亮(市民不认可上次处理结果)', ['市民不认可上次处理结果']],
    ['供水（停水、水压）', []],
    ['(匿名)灯不亮', []],
  ])('%s', (content, expected) => expect(callerWishes(content, profile)).toEqual(expected));

  it.each([
    ['', '漏水(事发地址:天河区冼村街道金穗路216号停车场)', '天河区冼村街道金穗路216号停车场'],
    ['', '事发地点：海安路天桥底。请处理', '海安路天桥底'],
    ['华明路3号', '别处', '华明路3号'],
    ['', '市民反映在海月路 12 号门口', '海月路12号'],
    ['', '住在天府路１２－３号', '天府路１２－３号'],
    ['', '黄埔大道西668号旁', '黄埔大道西668号'],
    ['', '每晚10时在路边', undefined],
  ])('address: column %j, words %j', (column, content, expected) => {
    expect(addressIn(column, content, profile)).toBe(expected);
  });

  it('a landmark or a bridge is a hint, a flat is none', () => {
    expect(hintsAtPlace('太阳新天地北门', profile)).toBe(true);
    expect(hintsAtPlace('桥底嗰度', profile)).toBe(true);
    expect(hintsAtPlace('楼上小朋友练琴', profile)).toBe(false);
  });

  it('text is cleaned and cleaning is done once and for all', () => {
    expect(cleanText('甲_x000D_\r\n乙&nbsp;丙\u200b  \n\n\n\n丁\u00a0')).toBe('甲\n\n乙 丙\n\n丁');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'&nbsp;_x0Dd \n\r\t\u200b\u00a0甲') }), (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
      { seed: 20241231 },
    );
  });
});
