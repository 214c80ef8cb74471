import { utils, write as writeSheetjs } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { SHEET_LIMITS, type SheetBook, type SpreadsheetReader } from './book';
import { ParseError } from './errors';
import { htmlReader } from './htmlReader';
import { openBook } from './openBook';
import { sheetjsReader } from './sheetjsReader';
import { hostile, sample } from './testing';
import { textReader } from './textReader';

const utf8 = (text: string) => new TextEncoder().encode(text);
const texts = (book: SheetBook, sheet = 0) =>
  book.sheets[sheet]?.rows.map((row) => row.map(({ text }) => text));
const CSV = '工单编号,诉求内容\n241231629906795-01,"有""引号"",\n还有换行"\n';
/** 编号,内容 / 1,𠮷: the last character needs four bytes in GB18030; GBK would lose it. */
const GB = Uint8Array.of(
  0xb1,
  0xe0,
  0xba,
  0xc5,
  0x2c,
  0xc4,
  0xda,
  0xc8,
  0xdd,
  0x0a,
  0x31,
  0x2c,
  0x95,
  0x34,
  0xb2,
  0x35,
  0x0a,
);

async function failure(promise: Promise<unknown>): Promise<ParseError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ParseError)) throw new Error(`Expected a ParseError, got ${String(error)}`);
  return error;
}

describe('text files', () => {
  it('are read with quotes, line breaks in cells and numbers left as they are', async () => {
    expect(texts(await openBook(utf8(CSV), 'a.csv'))).toEqual([
      ['工单编号', '诉求内容'],
      ['241231629906795-01', '有"引号",\n还有换行'],
    ]);
  });

  it('are UTF-8 with a mark, UTF-16 of both kinds, with and without a mark, or GB18030', async () => {
    const rows = [
      ['编号', '内容'],
      ['1', '井盖'],
    ];
    const text = '编号,内容\r\n1,井盖\r\n';
    const little = new Uint8Array(new Uint16Array([...text].map((ch) => ch.charCodeAt(0))).buffer);
    const big = little.map((_, k) => little[k ^ 1] ?? 0);
    const marked = (mark: number[], bytes: Uint8Array) => Uint8Array.of(...mark, ...bytes);
    const files = [
      marked([0xef, 0xbb, 0xbf], utf8(text)),
      little,
      big,
      marked([0xff, 0xfe], little),
      marked([0xfe, 0xff], big),
    ];
    for (const file of files) expect(texts(await openBook(file, 'a.csv'))).toEqual(rows);
    expect(texts(await openBook(GB, 'a.csv'))).toEqual([
      ['编号', '内容'],
      ['1', '𠮷'],
    ]);
  });

  it('may be tab text that calls itself .xls, with ="…" around numbers', async () => {
    const book = await openBook(utf8('编号\t内容\n="241231629906795"\t=路\n'), 'a.xls');
    expect(texts(book)).toEqual([
      ['编号', '内容'],
      ['241231629906795', '=路'],
    ]);
    expect(book.format).toBe('text');
  });
});

describe('web pages that call themselves .xls', () => {
  it('keep merged cells, breaks, entities and hidden rows, and nested tables apart', async () => {
    const html = `<html><body><style>td{}</style><table>
      <tr><td rowspan=2>甲&amp;乙</td><td colspan="2">&nbsp;丙 <br/> 丁</td></tr>
      <tr style="display:none"><td>戊</td><td><table><tr><td>里</td></tr></table>己</td></tr>
      <tr><td>庚<td>辛</table></body></html>`;
    const book = await openBook(utf8(html), 'a.xls');
    expect(texts(book)).toEqual([
      ['甲&乙', '丙\n丁'],
      ['', '戊', '己'],
      ['庚', '辛'],
    ]);
    expect(texts(book, 1)).toEqual([['里']]);
    expect([...(book.sheets[0]?.hiddenRows ?? [])]).toEqual([1]);
    expect(book.sheets[0]?.merges).toEqual([
      { top: 0, left: 0, bottom: 1, right: 0 },
      { top: 0, left: 1, bottom: 0, right: 2 },
    ]);
  });

  it('without a table are refused', async () => {
    expect(await failure(openBook(utf8('<html><body>请登录</body></html>'), 'a.xls'))).toMatchObject({
      code: 'parse.noTable',
      params: { file: 'a.xls' },
    });
  });
});

describe('XML 2003', () => {
  it('is read by what is in it, not by its name', async () => {
    const sheet = utils.aoa_to_sheet([
      ['工单编号', '诉求内容'],
      ['1', '路灯'],
    ]);
    const xml = writeSheetjs(
      { SheetNames: ['表'], Sheets: { 表: sheet } },
      { type: 'string', bookType: 'xlml' },
    );
    const book = await openBook(utf8(xml), 'a.xls');
    expect(book.format).toBe('xml');
    expect(texts(book)?.[1]?.[1]).toBe('路灯');
  });
});

describe('what is refused', () => {
  const day = sample('12345-2024-12-31.xlsx');

  it.each([
    ['an empty file', new Uint8Array(), 'parse.empty'],
    ['a picture', sample('cctv/NVR1_ch3_main_20241101081512.jpg'), 'parse.notASpreadsheet'],
    ['a PDF', utf8('%PDF-1.7\n'), 'parse.notASpreadsheet'],
    ['other XML', utf8('<?xml version="1.0"?><note/>'), 'parse.notASpreadsheet'],
    ['a book cut in the middle', day.slice(0, day.length / 2), 'parse.zipBroken'],
    ['a zip that is no book', emptyZip(), 'parse.unreadable'],
  ] as const)('%s', async (_, bytes, code) => {
    const error = await failure(openBook(bytes, 'x.xlsx'));
    expect(error.code).toBe(code);
    expect(error.params.file).toBe('x.xlsx');
  });

  it('files, sheets and expansions beyond the limits, with figure and limit', async () => {
    const big = await failure(openBook(day, 'x', { ...SHEET_LIMITS, maxBytes: 1000 }));
    expect(big.toJSON()).toEqual({
      code: 'parse.fileTooBig',
      params: { file: 'x', bytes: day.length, limit: 1000 },
    });
    const long = await failure(openBook(day, 'x', { ...SHEET_LIMITS, maxRows: 39 }));
    expect(long.toJSON()).toEqual({
      code: 'parse.tooManyRows',
      params: { file: 'x', sheet: '工单', rows: 40, limit: 39 },
    });
    expect((await failure(openBook(day, 'x', { ...SHEET_LIMITS, maxCells: 600 }))).code).toBe(
      'parse.tooManyCells',
    );
    expect((await failure(openBook(day, 'x', { ...SHEET_LIMITS, maxExpandedBytes: 9999 }))).code).toBe(
      'parse.zipBomb',
    );
    const bomb = await failure(openBook(hostile('sheet.bomb-zip64.xlsx'), 'x'));
    expect(bomb).toMatchObject({ code: 'parse.zipBomb', params: { file: 'x', ratio: 200 } });
  });
});

describe('sizes are measured, not believed', () => {
  it('a workbook written as a stream, with ZIP64 sizes, is read', async () => {
    const book = await openBook(hostile('zip64-sizes.xlsx'), 'x');
    expect(texts(book)?.length).toBeGreaterThan(1);
  });

  it('a part that claims to be large and is not does not matter', async () => {
    const found = await openBook(boasting(sample('12345-2024-12-31.xlsx')), 'x');
    expect(found.sheets[0]?.rows).toHaveLength(40);
  });

  it('a row number of two billion is refused before anything is laid out for it', async () => {
    const error = await failure(openBook(hostile('sheet.row-2e9.xlsx'), 'x'));
    expect(error.toJSON()).toEqual({
      code: 'parse.tooManyRows',
      params: { file: 'x', sheet: 'S', rows: 2_000_000_000, limit: 300_000 },
    });
  });

  it('spans and delimiters of text count as the cells that they ask for', async () => {
    const limits = { ...SHEET_LIMITS, maxCells: 50_000 };
    const cell = '<td colspan="1000">x</td>';
    const page = (cells: number) => utf8(`<table><tr>${cell.repeat(cells)}</tr></table>`);
    expect((await openBook(page(10), 'x', limits)).sheets[0]?.rows).toHaveLength(1);
    expect((await failure(openBook(page(60), 'x', limits))).code).toBe('parse.tooManyCells');
    // One tall and wide cell makes every row below it as wide.
    const tall = `<table><tr><td rowspan="1000" colspan="900">x</td></tr>${'<tr><td>y</td></tr>'.repeat(99)}</table>`;
    expect((await failure(openBook(utf8(tall), 'x', limits))).code).toBe('parse.tooManyCells');
    expect((await failure(openBook(utf8(','.repeat(60_000)), 'x.csv', limits))).code).toBe(
      'parse.tooManyCells',
    );
    expect((await openBook(utf8('a,b\n1,2\n'), 'x.csv', limits)).sheets[0]?.rows).toHaveLength(2);
  });

  it('rows of old and XML books that stretch to the last column are counted over all sheets', async () => {
    const limits = { ...SHEET_LIMITS, maxCells: 50_000 };
    const row = '<Row><Cell ss:Index="16000"><Data ss:Type="String">x</Data></Cell></Row>';
    const sheet = (name: string) =>
      `<Worksheet ss:Name="${name}"><Table>${row.repeat(2)}</Table></Worksheet>`;
    const book = (names: string[]) =>
      utf8(
        `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">${names.map(sheet).join('')}</Workbook>`,
      );
    expect((await openBook(book(['a']), 'x', limits)).sheets[0]?.rows).toHaveLength(2);
    expect((await failure(openBook(book(['a', 'b']), 'x', limits))).code).toBe('parse.tooManyCells');
  });
});

describe('the fallback', () => {
  it('reads what the first reader fails on', async () => {
    const broken: SpreadsheetReader = { name: 'broken', open: () => Promise.reject(new Error('not today')) };
    const readers = {
      xlsx: [broken, sheetjsReader],
      xls: [],
      xml: [],
      html: [htmlReader],
      text: [textReader],
    };
    const book = await openBook(sample('12345-2024-12-31.xlsx'), 'x', SHEET_LIMITS, readers);
    expect(book.reader).toBe('sheetjs');
    expect(book.sheets[0]?.rows).toHaveLength(40);
    const none = await failure(
      openBook(sample('12345-2024-12-31.xlsx'), 'x', SHEET_LIMITS, { ...readers, xlsx: [broken] }),
    );
    expect(none).toMatchObject({ code: 'parse.unreadable', params: { why: 'not today' } });
  });
});

function emptyZip(): Uint8Array {
  // A local header's magic, then an end record of a directory without entries.
  const bytes = new Uint8Array(4 + 22);
  bytes.set([0x50, 0x4b, 0x03, 0x04, 0x50, 0x4b, 0x05, 0x06]);
  return bytes;
}

/** A copy whose directory claims that its first part expands to 1 GB. */
function boasting(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const end = copy.length - 22;
  view.setUint32(view.getUint32(end + 16, true) + 24, 2 ** 30, true);
  return copy;
}
