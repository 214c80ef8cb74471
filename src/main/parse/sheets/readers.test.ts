import { utils, write as writeSheetjs } from '@e965/xlsx';
import { write as writeHucre } from 'hucre';
import { describe, expect, it } from 'vitest';
import { CellBudget, cellAt, type SheetBook, type SheetFormat, type SpreadsheetReader } from './book';
import { hucreReader } from './hucreReader';
import { sheetjsReader } from './sheetjsReader';
import { sample } from './testing';

const texts = (book: SheetBook, sheet = 0) =>
  book.sheets[sheet]?.rows.map((row) => row.map(({ text }) => text));

/** 2024-10-09 15:12:47 as a serial number of the 1900 system. */
const SERIAL = 45574 + (15 * 3600 + 12 * 60 + 47) / 86_400;

function xlsxWith(rows: unknown[][], date1904 = false): Uint8Array {
  const sheet = utils.aoa_to_sheet(rows);
  for (const [address, cell] of Object.entries(sheet)) {
    if (address.startsWith('!') || cell.v !== SERIAL) continue;
    cell.z = 'yyyy-mm-dd hh:mm:ss';
    if (date1904) cell.v = SERIAL - 1462;
  }
  const book = { SheetNames: ['A'], Sheets: { A: sheet }, Workbook: { WBProps: { date1904 } } };
  return new Uint8Array(writeSheetjs(book, { type: 'array', bookType: 'xlsx' }));
}

function xls(rows: unknown[][]): Uint8Array {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), '工单');
  return new Uint8Array(writeSheetjs(book, { type: 'array', bookType: 'biff8' }));
}

/** What every reader owes, whichever library is behind it. */
describe.each<[string, SpreadsheetReader]>([
  ['hucre', hucreReader],
  ['sheetjs', sheetjsReader],
])('the reader over %s', (_, reader) => {
  const open = (bytes: Uint8Array, format: SheetFormat = 'xlsx') =>
    reader.open(bytes, format, new CellBudget());

  it('keeps rows and columns at their places, empty ones too', async () => {
    const book = await open(xlsxWith([['a'], [], [null, 'b', '']]));
    expect(texts(book)).toEqual([['a'], [], ['', 'b']]);
  });

  it('gives text, numbers, truth and dates with kind and text', async () => {
    const book = await open(xlsxWith([['  x\ny', 12.5, true, SERIAL, 241012000000000000]]));
    expect(book.sheets[0]?.rows[0]).toEqual([
      { kind: 'text', text: '  x\ny', value: '  x\ny' },
      { kind: 'number', text: '12.5', value: 12.5 },
      { kind: 'boolean', text: 'TRUE', value: true },
      { kind: 'date', text: '2024-10-09 15:12:47', value: '2024-10-09 15:12:47' },
      { kind: 'number', text: '241012000000000000', value: 241012000000000000 },
    ]);
  });

  it('reads dates of the 1904 system as the same wall clock and says which system the book has', async () => {
    const book = await open(xlsxWith([[SERIAL]], true));
    expect(book.date1904).toBe(true);
    expect(texts(book)).toEqual([['2024-10-09 15:12:47']]);
    expect((await open(xlsxWith([[SERIAL]]))).date1904).toBe(false);
  });

  it('tells hidden rows, hidden sheets, merged cells and the order of sheets', async () => {
    const bytes = await writeHucre({
      sheets: [
        {
          name: '乙',
          rows: [
            ['标题', null],
            ['a', 'b'],
            ['c', 'd'],
          ],
          merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 1 }],
          rowDefs: new Map([[1, { hidden: true }]]),
        },
        { name: '甲', rows: [['x']], hidden: true },
      ],
    });
    const book = await open(new Uint8Array(bytes));
    expect(book.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['乙', false],
      ['甲', true],
    ]);
    expect([...(book.sheets[0]?.hiddenRows ?? [])]).toEqual([1]);
    expect(book.sheets[0]?.merges).toEqual([{ top: 0, left: 0, bottom: 0, right: 1 }]);
  });

  it('reads an old binary .xls', async () => {
    const book = await open(
      xls([
        ['工单编号', '诉求内容'],
        ['241231629906795-01', '路灯不亮'],
      ]),
      'xls',
    );
    expect(texts(book)).toEqual([
      ['工单编号', '诉求内容'],
      ['241231629906795-01', '路灯不亮'],
    ]);
  });

  it('fails on a file that is cut off', async () => {
    await expect(open(sample('12345-2024-12-31.xlsx').slice(0, 5000))).rejects.toThrow();
  });
});

describe('both readers', () => {
  it.each(['12345-2024-10.xlsx', '12345-2024-12-31.xlsx'])(
    'see the same in every cell of %s',
    async (name) => {
      const [a, b] = await Promise.all(
        [hucreReader, sheetjsReader].map((one) => one.open(sample(name), 'xlsx', new CellBudget())),
      );
      expect({ ...b, reader: '' }).toEqual({ ...a, reader: '' });
      expect(a && cellAt(a.sheets[0] ?? a.sheets[1] ?? raise(), 3, 13).text).toMatch(
        /^2024-1\d-\d\d \d\d:\d\d:\d\d$/,
      );
    },
  );
});

function raise(): never {
  throw new Error('The sample has no sheet.');
}
