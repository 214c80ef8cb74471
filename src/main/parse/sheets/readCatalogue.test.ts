import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { catalogueProfileSchema } from '@shared/rules/catalogue/profile';
import { diffClasses } from '@shared/rules/catalogue/schemes';
import type { ClassRow } from '@shared/rules/tables';
import { write as writeHucre } from 'hucre';
import { describe, expect, it } from 'vitest';
import { ParseError } from './errors';
import { type ParsedCatalogue, readCatalogue } from './readCatalogue';
import { sample } from './testing';

const resource = (path: string) => readFileSync(resolve('resources', path));
const profile = catalogueProfileSchema.parse(
  JSON.parse(resource('import-profiles/catalogue.json').toString('utf8')),
);
const rowsOf = ({ reading }: ParsedCatalogue): ClassRow[] => reading.classes.map(({ value }) => value);
const found = ({ reading }: ParsedCatalogue) =>
  reading.findings.map(({ level, code, sheet, row }) => `${level} ${code} ${sheet}:${row}`);
const shipped = (file: string) => readCatalogue(new Uint8Array(resource(`codes/${file}`)), 'x.bin', profile);

async function xlsx(sheets: Parameters<typeof writeHucre>[0]['sheets']): Promise<ParsedCatalogue> {
  return readCatalogue(new Uint8Array(await writeHucre({ sheets })), 'a.xlsx', profile);
}

const HEADER = [
  '大类代码',
  '大类名称',
  '小类代码',
  '小类名称',
  '立案条件',
  '结案条件',
  '处置时限',
  '责任单位',
  '备注',
];

describe('the shipped files', () => {
  it('catalogue.csv holds 98 events and 92 parts, each with its limits as they stand there', async () => {
    const parsed = await shipped('catalogue.csv');
    const rows = rowsOf(parsed);
    expect(parsed.reading.findings).toEqual([]);
    expect(parsed.reading.schemes).toEqual(['event', 'part']);
    expect(rows.filter(({ scheme }) => scheme === 'event')).toHaveLength(98);
    expect(rows.filter(({ scheme }) => scheme === 'part')).toHaveLength(92);
    expect(rows[0]).toEqual({
      scheme: 'event',
      code: '0101',
      name: '私搭乱建',
      group: '01 市容环境',
      limits: '2急日/15日',
      origin: 'national',
    });
    const lines = resource('codes/catalogue.csv').toString('utf8').trim().split(/\r?\n/).slice(1);
    const asWritten = rows.map(({ scheme, code, name, group, limits, origin }) =>
      [scheme, ...group.split(' '), code, name, limits, origin].join(','),
    );
    expect(asWritten).toEqual(lines);
  });

  it('hotline-classes.csv holds 66 classes; the outside deadline is said to stay out', async () => {
    const parsed = await shipped('hotline-classes.csv');
    expect(parsed.reading.schemes).toEqual(['xc-12345']);
    expect(rowsOf(parsed)).toHaveLength(66);
    expect(found(parsed)).toEqual(['info columnIgnored text:1']);
    expect(rowsOf(parsed).find(({ code }) => code === 'H0103')).toEqual({
      scheme: 'xc-12345',
      code: 'H0103',
      name: '道路保洁不到位',
      group: '环境卫生',
      mapsTo: 'E0112',
      appealKinds: ['complaint', 'help', 'suggest', 'praise'],
      dept: '环卫站',
    });
  });
});

describe('the template of two sheets', () => {
  it('carries classes down over blank cells; a class has a limit for each filing condition', async () => {
    const parsed = await readCatalogue(sample('catalogue-template.xlsx'), 'any.dat', profile);
    const rows = rowsOf(parsed);
    expect(parsed.reading.schemes).toEqual(['event', 'part']);
    expect(parsed.reading.sheets).toMatchObject([
      { name: '事件', shape: 'template', headerRow: 2, classes: 13 },
      { name: '部件', shape: 'template', headerRow: 1, classes: 5 },
    ]);
    expect(rows.find(({ scheme, code }) => scheme === 'event' && code === '0101')).toEqual({
      scheme: 'event',
      code: '0101',
      name: '私搭乱建',
      group: '01 市容环境',
      limits: '2急日/15日',
      conditions: ['正在搭建', '已经建成'],
      closing: ['停止搭建', '拆除并清运'],
      dept: '综合行政执法队、城管办',
      note: '重大的报区',
    });
    // The group stands only on the first row of its classes, and in a merged cell.
    expect(rows.filter(({ group }) => group === '05 突发事件').map(({ code }) => code)).toEqual([
      '0505',
      '0506',
    ]);
    // Leading zeros that the spreadsheet ate, and codes of two digits inside their group.
    expect(rows.filter(({ scheme }) => scheme === 'part').map(({ code }) => code)).toEqual([
      '0101',
      '0102',
      '0137',
      '0201',
      '0305',
    ]);
    expect(rows.find(({ scheme, code }) => scheme === 'part' && code === '0102')?.limits).toBe(
      '2急时/4时/2日',
    );
    expect(parsed.reading.findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(found(parsed)).toEqual([
      'info rowSkipped 事件:17',
      'warning limitAssumed 部件:6',
      'info codePadded 部件:2',
      'info sheetSkipped 说明:0',
    ]);
  });

  it('puts the numbers of before 2013 into a scheme of their own and says so', async () => {
    const parsed = await readCatalogue(sample('catalogue-2005.xlsx'), 'any.xlsx', profile);
    expect(parsed.reading.schemes).toEqual(['event-2005']);
    expect(rowsOf(parsed).map(({ scheme, code, group }) => `${scheme}/${code} ${group}`)).toEqual([
      'event-2005/0101 01 市容环境',
      'event-2005/0401 04 突发事件',
      'event-2005/0402 04 突发事件',
      'event-2005/0501 05 街面秩序',
    ]);
    expect(parsed.reading.findings).toEqual([
      {
        level: 'warning',
        code: 'oldNumbering',
        sheet: '事件',
        row: 3,
        params: { scheme: 'event-2005', rows: 4 },
      },
    ]);
    // Nothing of the present numbering is touched.
    const now = rowsOf(await shipped('catalogue.csv'));
    expect(diffClasses(now, rowsOf(parsed), parsed.reading.schemes)).toMatchObject([
      { scheme: 'event-2005', removed: [], changed: [], unchanged: 0 },
    ]);
  });

  it('merged cells give every row their text, also those of the unit', async () => {
    const parsed = await xlsx([
      {
        name: '部件',
        rows: [
          HEADER,
          ['02', '道路交通设施', '0201', '停车场', '破损', '修复', '5日', '市政养护公司', null],
          [null, null, '0204', '公交站亭（牌）', '破损', '修复', '1日', null, null],
        ],
        merges: [
          { startRow: 1, startCol: 0, endRow: 2, endCol: 0 },
          { startRow: 1, startCol: 1, endRow: 2, endCol: 1 },
          { startRow: 1, startCol: 7, endRow: 2, endCol: 7 },
        ],
      },
    ]);
    expect(rowsOf(parsed).map(({ group, dept }) => [group, dept])).toEqual([
      ['02 道路交通设施', '市政养护公司'],
      ['02 道路交通设施', '市政养护公司'],
    ]);
  });

  it('a file without any catalogue is refused with the names of its sheets', async () => {
    await expect(
      xlsx([
        {
          name: '工单',
          rows: [
            ['工单编号', '诉求内容'],
            ['1', '甲'],
          ],
        },
      ]),
    ).rejects.toThrow(ParseError);
    await expect(xlsx([{ name: '工单', rows: [['工单编号']] }])).rejects.toMatchObject({
      code: 'parse.noCatalogue',
      params: { file: 'a.xlsx', sheets: '工单' },
    });
  });

  it('reads the CSV in the encoding that Excel saves, by its header and not by its name', async () => {
    const gbk = Uint8Array.from([
      ...new TextEncoder().encode('code,group,name,maps_to\nH0101,'),
      ...[0xbb, 0xb7, 0xbe, 0xb3],
      ...new TextEncoder().encode(','),
      ...[0xc0, 0xac, 0xbb, 0xf8],
      ...new TextEncoder().encode(',E0110\n'),
    ]);
    const parsed = await readCatalogue(gbk, 'catalogue.csv', profile);
    expect(rowsOf(parsed)).toEqual([
      { scheme: 'xc-12345', code: 'H0101', name: '垃圾', group: '环境', mapsTo: 'E0110' },
    ]);
  });
});
