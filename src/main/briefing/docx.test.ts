import { beforeAll, describe, expect, it } from 'vitest';
import { briefingDocx } from './docx';
import { all, type Document, greyPng, unzip, words, xml } from './testing/book';
import { sampleBriefing } from './testing/model';
import { bookName } from './texts';

const model = sampleBriefing();
const pictures = { days: greyPng(186, 60), units: greyPng(186, 93) };
let parts: Map<string, Buffer>;
let body: Document;

beforeAll(async () => {
  parts = await unzip(await briefingDocx(model, pictures, 'zh-CN'));
  body = xml(parts, 'word/document.xml');
});

/** Cells of the table whose heading row begins with these words. */
function table(...begin: string[]): string[][] {
  const rows = all(body, 'w:tbl').map((one) => all(one, 'w:tr').map((row) => all(row, 'w:tc').map(words)));
  const found = rows.find(([head]) => begin.every((text, index) => head?.[index] === text));
  if (!found) throw new Error(`No table ${begin}`);
  return found;
}

describe('the weekly briefing as DOCX', () => {
  it('has the key figures of both weeks with their change', () => {
    expect(table('指标')).toEqual([
      ['指标', '本周', '上周', '增减'],
      ['收到诉件（件）', '204', '192', '+12'],
      ['立案案卷（件）', '183', '171', '+12'],
      ['结案案卷（件）', '191', '171', '+20'],
      ['按时处置率', '96.3%', '95.5%', '+0.8'],
      ['在办案卷（件，截止时点）', '131', '—', '—'],
      ['超期案卷（件，截止时点）', '7', '—', '—'],
      ['退单（次）', '9', '—', '—'],
      ['返工（次）', '5', '—', '—'],
    ]);
  });

  it('has the ranking of every unit, ties and units without a rank included, its heading row repeated', () => {
    const ranking = table('名次', '责任单位');
    expect(ranking).toHaveLength(1 + model.units.length);
    expect(ranking.slice(1, 7)).toEqual([
      ['1', '城市管理办公室', '52', '48', '48', '100.0%', '0', '2', '0'],
      ['2', '冼村社区居委会', '12', '12', '12', '100.0%', '0', '0', '1'],
      ['2', '金城社区居委会', '13', '12', '12', '100.0%', '0', '1', '0'],
      ['4', '综合事务中心', '31', '30', '29', '96.7%', '1', '1', '1'],
      ['5', '综合行政执法队', '70', '66', '58', '87.9%', '4', '4', '3'],
      ['—', '燃气集团天河分公司', '2', '2', '1', '50.0%', '1', '1', '0'],
    ]);
    expect(ranking[7]?.[5]).toBe('—');
    for (const one of all(body, 'w:tbl')) {
      const repeated = all(one, 'w:tr').map((row) => all(row, 'w:tblHeader').length > 0);
      expect(repeated.indexOf(true)).toBe(0);
      expect(repeated.lastIndexOf(true)).toBe(0);
    }
  });

  it('sums the sources, names what has no class, community or unit', () => {
    const sources = table('来源');
    expect(sources.at(-1)).toEqual(['合计', '204', '100.0%', '192', '+12']);
    expect(sources[1]).toEqual(['12345 热线', '145', '71.1%', '140', '+5']);
    expect(table('类别').at(-1)?.[0]).toBe('未归类');
    expect(table('社区').at(-1)?.[0]).toBe('未落到社区');
    expect(table('案卷编号')[3]?.slice(2)).toEqual(['未派遣', '12月30日 10:30', '超 1 天']);
  });

  it('states the finding, the cut-off time and the ranking rule', () => {
    const text = words(body);
    expect(text).toContain('比上周增加 12 件（+6.3%）');
    expect(text).toContain(
      '截至 2024年12月31日 16:00，在办案卷 131 件，其中超期 7 件，主要在综合行政执法队（4 件）。',
    );
    expect(text).toContain('数据截至 2024年12月31日 16:00');
    expect(text).toContain('本周处置满 3 件的单位参评');
    expect(text).toContain(
      '截止时点超期案卷 7 件：综合行政执法队（4 件）、综合事务中心（1 件）、燃气集团天河分公司（1 件）、未派遣（1 件）。其中综合行政执法队占 57%。尚未派遣的由指挥中心负责。',
    );
    expect(text).not.toMatch(/\{\{|undefined|NaN/);
  });

  it('stands on the page of GB/T 9704 with the issue number, the Chinese fonts named apart', () => {
    const [size] = all(body, 'w:pgSz');
    const [margin] = all(body, 'w:pgMar');
    expect(size?.attribs).toMatchObject({ 'w:w': '11906', 'w:h': '16838' });
    expect(margin?.attribs).toMatchObject({
      'w:top': '2098',
      'w:bottom': '1984',
      'w:left': '1588',
      'w:right': '1474',
    });
    const fonts = new Set(
      all(body, 'w:rFonts').map((font) => `${font.attribs['w:eastAsia']}/${font.attribs['w:ascii']}`),
    );
    expect(fonts).toContain('仿宋_GB2312/Times New Roman');
    expect(fonts).toContain('方正小标宋简体/Times New Roman');
    const indents = all(body, 'w:ind').filter((indent) => indent.attribs['w:firstLineChars'] === '200');
    expect(indents.length).toBeGreaterThan(5);
    const first = all(body, 'w:p').slice(0, 3).map(words);
    expect(first).toEqual(['冼村街城市运行周报', '第 52 期', '冼村街道城市运行管理指挥中心2024年12月31日']);
    expect(all(xml(parts, 'word/settings.xml'), 'w:evenAndOddHeaders')).toHaveLength(1);
  });

  it('shows both charts at the width of the type area in their own shape, with words for who cannot see them', () => {
    const pictured = all(body, 'wp:inline').map((inline) => {
      const [extent] = all(inline, 'wp:extent');
      const [words] = all(inline, 'wp:docPr');
      return { cx: Number(extent?.attribs.cx), cy: Number(extent?.attribs.cy), descr: words?.attribs.descr };
    });
    expect(pictured).toHaveLength(2);
    expect((pictured[0]?.cx ?? 0) / 36_000).toBeCloseTo(156, 0);
    expect((pictured[0]?.cx ?? 0) / (pictured[0]?.cy ?? 1)).toBeCloseTo(186 / 60, 1);
    expect((pictured[1]?.cx ?? 0) / (pictured[1]?.cy ?? 1)).toBeCloseTo(2, 1);
    expect(pictured[0]?.descr).toContain('本周收到 204 件');
    expect(pictured[1]?.descr).toContain('综合行政执法队处置 66 件、按时 58 件、超期 12 件');
    const media = [...parts]
      .filter(([name]) => name.startsWith('word/media/'))
      .map(([, bytes]) => bytes.length);
    expect(media.sort()).toEqual([pictures.days.length, pictures.units.length].sort());
  });
});

describe('weeks with nothing in them', () => {
  it('say so instead of dividing by nothing', async () => {
    const none = { now: 0, before: 0 };
    const empty = {
      ...model,
      reports: none,
      filed: none,
      closed: none,
      onTimeRate: { now: null, before: null },
      reportsByGroup: model.reportsByGroup.map(({ group }) => ({ group, ...none })),
      days: model.days.map(({ day }) => ({ day, reports: 0, filed: 0, closed: 0 })),
      openAtCutOff: 0,
      overdueAtCutOff: 0,
      units: [],
      topClasses: [],
      topPlaces: [],
      communities: [],
      overdueList: [],
    };
    const text = words(xml(await unzip(await briefingDocx(empty, pictures, 'zh-CN')), 'word/document.xml'));
    expect(text).toContain('在办案卷 0 件，没有超期');
    expect(text).toContain('本周没有单位达到参评件数，不作排名');
    expect(text).not.toMatch(/NaN|Infinity|undefined|\{\{/);
  });
});

describe('the English briefing and the name', () => {
  it('is complete', async () => {
    const text = words(xml(await unzip(await briefingDocx(model, pictures, 'en')), 'word/document.xml'));
    expect(text).toContain('204 reports received, 12 more than the week before (+6.3%)');
    expect(text).not.toMatch(/\{\{|undefined|NaN/);
  });

  it('names the file by year and issue', () => {
    expect(bookName(model, 'zh-CN')).toBe('冼村街城市运行周报-2024年第52期.docx');
    expect(bookName(model, 'zh-CN', 'pdf')).toBe('冼村街城市运行周报-2024年第52期.pdf');
    expect(bookName(model, 'en')).toBe('Xiancun Street Weekly Briefing-2024-W52.docx');
  });
});
