import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLimits } from '../limit';
import type { ClassRow } from '../tables';
import { checkCatalogue, type KnownTables } from './check';
import { blocks } from './findings';
import { catalogueProfileSchema } from './profile';
import { readCatalogue } from './read';

const profile = catalogueProfileSchema.parse(
  JSON.parse(readFileSync(resolve('resources/import-profiles/catalogue.json'), 'utf8')),
);
const HEAD = '大类代码 大类名称 小类代码 小类名称 立案条件 结案条件 处置时限 责任单位 备注'.split(' ');
const LIST = 'kind,class_code,class_name,code,name,limits,origin';
const HOTLINE = 'code,group,name,appeal_kinds,lead_unit,maps_to,limit_workdays';

const csv = (...lines: string[]) =>
  readCatalogue([{ name: 'text', rows: lines.map((one) => one.split(',')) }], profile);
/** A template's sheet: cells of a row parted by `|`, missing ones blank. */
const sheet = (name: string, ...lines: string[]) => ({
  name,
  rows: [HEAD, ...lines.map((one) => one.split('|').map((cell) => cell.trim()))],
});
const template = (name: string, ...lines: string[]) => readCatalogue([sheet(name, ...lines)], profile);
type Reading = ReturnType<typeof readCatalogue>;
const found = ({ findings }: Reading) => findings.map(({ code, row }) => `${code}:${row}`);
const values = ({ classes }: Reading) => classes.map(({ value }) => value);

describe('what is wrong with a list', () => {
  const good = 'event,01,市容环境,0101,私搭乱建,2急日/15日,national';

  it.each([
    ['a code that stands twice', 'event,01,市容环境,0101,别的,4时,national', 'duplicate:3'],
    ['an unreadable limit', 'event,01,市容环境,0102,甲,尽快,national', 'limitUnreadable:3'],
    ['no name', 'event,01,市容环境,0102,,4时,national', 'nameMissing:3'],
    ['no code', 'event,01,市容环境,,甲,4时,national', 'codeMissing:3'],
    ['a code of ten digits', 'event,01,市容环境,4401060101,甲,4时,national', 'codeForm:3'],
    ['a code of another group', 'event,02,宣传广告,0102,甲,4时,national', 'codeOutsideGroup:3'],
    ['no group: blank is not “as above” in a list', 'event,,,0102,甲,4时,national', 'groupMissing:3'],
    ['an unknown kind', 'thing,01,市容环境,0102,甲,4时,national', 'kindUnknown:3'],
    ['an unknown origin', 'event,01,市容环境,0102,甲,4时,abroad', 'originUnknown:3'],
  ])('%s is an error, and its row is not among the classes', (_what, line, expected) => {
    const reading = csv(LIST, good, line);
    expect(found(reading)).toEqual([expected]);
    expect(blocks(reading.findings)).toBe(true);
    expect(values(reading).map(({ code }) => code)).toEqual(['0101']);
  });

  it('the same code in two schemes is no duplicate', () => {
    const reading = csv(LIST, good, 'part,01,公用设施,0101,上水井盖,4时,national');
    expect(reading.findings).toEqual([]);
    expect(reading.schemes).toEqual(['event', 'part']);
  });

  it('a class without a limit is a warning; the finding names the column', () => {
    const reading = csv(LIST, 'event,01,市容环境,0102,甲,,national');
    expect(reading.findings).toMatchObject([
      { level: 'warning', code: 'noLimit', row: 2, params: { code: '0102' } },
    ]);
    const wrong = csv(LIST, 'event,01,市容环境,0102,甲,x,national').findings[0];
    expect(wrong).toMatchObject({ column: 'limits', params: { text: 'x' } });
  });
});

describe('what is wrong with hotline classes', () => {
  it.each([
    ['an unknown kind of appeal', 'H0101,环境卫生,甲,投诉/求救,环卫站,E0110,15', 'appealKindUnknown:2'],
    ['a pointer of another form', 'H0101,环境卫生,甲,投诉,环卫站,X0110,15', 'mapsToForm:2'],
    ['a code of another form', '0101,环境卫生,甲,投诉,环卫站,E0110,15', 'codeForm:2'],
  ])('%s is an error', (_what, line, expected) => {
    const reading = csv(HOTLINE, line);
    expect(found(reading)).toEqual(['columnIgnored:1', expected]);
    expect(values(reading)).toEqual([]);
  });
});

describe('the template', () => {
  it('a blank limit, closing condition or unit of a further condition means “as above”', () => {
    const reading = template(
      '事件',
      '01|市容环境|0101|甲|一|清|4工作时|环卫站|',
      '||||二||||',
      '||||三|拆|2工作日|城管办|',
    );
    expect(reading.findings).toEqual([]);
    expect(values(reading)).toMatchObject([
      {
        limits: '4时/4时/2日',
        conditions: ['一', '二', '三'],
        closing: ['清', '清', '拆'],
        dept: '环卫站、城管办',
      },
    ]);
  });

  it('a class written out again with another condition is the same class; without one it is a duplicate', () => {
    const again = (condition: string) =>
      template('事件', '01|市容环境|0101|甲|一||4时', `01|市容环境|0101|甲|${condition}||2日`);
    expect(values(again('二'))).toMatchObject([{ limits: '4时/2日', conditions: ['一', '二'] }]);
    expect(found(again('一'))).toEqual(['duplicate:3']);
    expect(found(again(''))).toEqual(['duplicate:3']);
  });

  it('what hangs below a row with an error does not become part of the class above it', () => {
    const reading = template(
      '事件',
      '01|市容环境|0101|甲|一||4时',
      '|||乙|二||2日',
      '||||三||1日',
      '||0103|丙|四||1日',
    );
    expect(found(reading)).toEqual(['codeMissing:3']);
    expect(values(reading)).toMatchObject([
      { code: '0101', limits: '4时' },
      { code: '0103', limits: '1日', group: '01 市容环境' },
    ]);
  });

  it('a new code without a name is an error, not “as above”', () => {
    expect(found(template('事件', '01|市容环境|0101|甲|一||4时', '||0102||二||2日'))).toEqual([
      'nameMissing:3',
    ]);
  });

  it('a first row without a class has nothing above', () => {
    expect(found(template('事件', '||||一||4时'))).toEqual(['nothingAbove:2']);
  });

  it('a condition without a limit before one with a limit is an error at its row', () => {
    expect(found(template('事件', '01|市容环境|0101|甲|一||', '||||二||2日'))).toEqual(['limitMissing:2']);
  });

  it('headings of groups, remarks and repeated headers are no classes', () => {
    const reading = template(
      '部件',
      '01 公用设施',
      '||0101|井盖|一||4时',
      HEAD.join('|'),
      '说明：样例',
      '02 道路交通设施',
      '||01|停车场|一||1日',
    );
    expect(found(reading)).toEqual(['rowSkipped:4', 'rowSkipped:5']);
    expect(values(reading)).toMatchObject([
      { code: '0101', group: '01 公用设施' },
      { code: '0201', group: '02 道路交通设施' },
    ]);
  });

  it('knows events from parts by the sheet, the lines above, or the groups; else it asks', () => {
    const line = '01|公用设施|0101|井盖|一||4时';
    expect(template('Sheet1', line).schemes).toEqual(['part']);
    expect(template('事部件', line).schemes).toEqual(['part']);
    const titled = {
      name: 'Sheet1',
      rows: [['城市部件分类表'], ...sheet('', '01|某类|0101|甲|一||4时').rows],
    };
    expect(readCatalogue([titled], profile).schemes).toEqual(['part']);
    const unclear = template('Sheet1', '01|某类|0101|甲|一||4时');
    expect(found(unclear)).toEqual(['schemeUnknown:1']);
    expect(blocks(unclear.findings)).toBe(true);
  });

  it('takes the unit of limits from the header’s brackets', () => {
    const head = HEAD.map((one) => (one === '处置时限' ? '处置时限（工作时）' : one));
    const rows = [head, '01|市容环境|0101|甲|一||4'.split('|')];
    expect(values(readCatalogue([{ name: '事件', rows }], profile))).toMatchObject([{ limits: '4时' }]);
  });
});

describe('whatever stands in a sheet', () => {
  const words: Record<string, string[]> = {
    group: ['', '', '01', '1', '04', '05', '市容环境', '01 市容环境', '说明'],
    groupName: ['', '', '市容环境', '街面秩序', '突发事件', '公用设施'],
    code: ['', '', '01', '101', '0101', '0102', '0401', '0501', 'E0101', 'x', '合计'],
    name: ['', '', '甲', '乙', '无照经营游商'],
    text: ['', '一', '二'],
    limits: ['', '4工作时', '2急日/15日', '24小时', '尽快'],
    unit: ['', '环卫站', '环卫站、城管办'],
  };
  const cell = (kind: string) => fc.constantFrom(...(words[kind] ?? ['']));
  const row = fc.tuple(
    ...['group', 'groupName', 'code', 'name', 'text', 'text', 'limits', 'unit', 'text'].map(cell),
  );

  it('classes are whole: one of a code, limits that parse, a condition for each', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const reading = readCatalogue([{ name: '事件', rows: [HEAD, ...rows] }], profile);
        const keys = values(reading).map(({ scheme, code }) => `${scheme}/${code}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { code, limits, conditions, closing } of values(reading)) {
          expect(code).toMatch(/^\d{4}$/);
          const count = limits === undefined ? undefined : parseLimits(limits).length;
          for (const list of [conditions, closing])
            if (list && count !== undefined) expect(list).toHaveLength(count);
        }
      }),
      { seed: 20241231, numRuns: 500 },
    );
  });
});

describe('the 04/05 trap', () => {
  const old = ['04|突发事件|0401|甲|一||4时', '05|街面秩序|0501|乙|一||4时'];
  const now = ['04|街面秩序|0401|甲|一||4时', '05|突发事件|0501|乙|一||4时'];

  it('signs of both numberings in one sheet are an error', () => {
    const reading = template('事件', old[0] ?? '', '05|突发事件|0501|乙|一||4时');
    expect(reading.findings).toMatchObject([
      { level: 'error', code: 'numberingMixed', params: { oldRow: 2, newRow: 3 } },
    ]);
  });

  it('old and present sheets of one file go into different schemes', () => {
    const reading = readCatalogue([sheet('事件旧', ...old), sheet('事件新', ...now)], profile);
    expect(reading.schemes).toEqual(['event-2005', 'event']);
    expect(found(reading)).toEqual(['oldNumbering:2']);
  });

  it('a sheet without a sign follows the others of its file, and is refused where they differ', () => {
    const plain = sheet('事件一', '01|市容环境|0101|丙|一||4时');
    expect(readCatalogue([plain, sheet('事件二', ...old)], profile).schemes).toEqual(['event-2005']);
    expect(readCatalogue([plain, sheet('事件二', ...now)], profile).schemes).toEqual(['event']);
    const all = readCatalogue([plain, sheet('事件二', ...now), sheet('事件三', ...old)], profile);
    expect(found(all)).toContain('numberingMixed:0');
  });

  it('well-known names tell the numbering where the groups have no telling name; else a warning asks', () => {
    expect(template('事件', '05|第五类|0501|无照经营游商|一||4时').schemes).toEqual(['event-2005']);
    expect(template('事件', '04|第四类|0401|无照经营游商|一||4时').schemes).toEqual(['event']);
    const unsure = template('事件', '04|第四类|0401|甲|一||4时');
    expect(unsure.schemes).toEqual(['event']);
    expect(unsure.findings).toMatchObject([
      { level: 'warning', code: 'numberingUnsure', params: { rows: 1 } },
    ]);
  });

  it('lists are watched, too; rows that name the old scheme must not contradict it', () => {
    const reading = csv(
      LIST,
      'event,05,街面秩序,0501,甲,4时,national',
      'part,05,其他部件,0501,乙,4时,national',
    );
    expect(values(reading).map(({ scheme }) => scheme)).toEqual(['event-2005', 'part']);
    expect(found(csv(LIST, 'event-2005,05,突发事件,0501,甲,4时,national'))).toEqual(['numberingMixed:2']);
  });

  it('the order of rows does not matter', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...old, '01|市容环境|0101|丙|一||4时', '06|其他事件|0601|丁|一||4时'], {
          minLength: 1,
        }),
        (lines) => {
          const telling = lines.some((one) => old.includes(one));
          const reading = template('事件', ...lines);
          expect(reading.schemes).toEqual([telling ? 'event-2005' : 'event']);
          expect(reading.classes).toHaveLength(lines.length);
        },
      ),
      { seed: 20241231 },
    );
  });
});

describe('beside the tables as they stand', () => {
  const event: ClassRow = { scheme: 'event', code: '0110', name: '暴露生活垃圾', group: '01 市容环境' };
  const hotline: ClassRow = {
    scheme: 'xc-12345',
    code: 'H0101',
    name: '垃圾',
    group: '环境',
    mapsTo: 'E0110',
  };
  const known = (...classes: ClassRow[]): KnownTables => ({
    classes,
    knowsUnit: (word) => word === '环卫站',
    targets: profile.targets,
  });
  const codes = (reading: Reading, tables: KnownTables) =>
    checkCatalogue(reading, tables).map(({ level, code, row }) => `${level} ${code} ${row}`);

  it('a pointer to nowhere is an error, unless the same file brings its target', () => {
    const reading = csv(HOTLINE, 'H0101,环境卫生,甲,投诉,环卫站,E0110,15');
    expect(codes(reading, known(event))).toEqual([]);
    expect(codes(reading, known())).toEqual(['error mapsToNowhere 2']);
    const both = readCatalogue(
      [
        sheet('事件', '01|市容环境|0110|暴露生活垃圾|一||4时'),
        { name: '热线', rows: [HOTLINE.split(','), 'H0101,环境卫生,甲,投诉,环卫站,E0110,'.split(',')] },
      ],
      profile,
    );
    expect(codes(both, known())).toEqual([]);
  });

  it('a class that stays and loses its target is warned of', () => {
    const reading = template('事件', '01|市容环境|0111|积存垃圾渣土|一||4时');
    expect(codes(reading, known(event, hotline))).toEqual(['warning mapsToLost 0']);
    expect(codes(reading, known(hotline))).toEqual([]);
  });

  it('an unknown unit is named once, with the number of its rows', () => {
    const reading = template('事件', '01|市容环境|0110|甲|一||4时|环卫站、某局', '||0111|乙|一||4时|某局');
    expect(checkCatalogue(reading, known())).toMatchObject([
      { level: 'warning', code: 'unitUnknown', row: 2, params: { unit: '某局', rows: 2 } },
    ]);
  });
});
