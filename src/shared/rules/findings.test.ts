import { describe, expect, it } from 'vitest';
import { builtInYears } from './calendar';
import { CORE_ITEMS, missingItems, ruleFindings } from './findings';
import { RuleBook } from './ruleBook';
import type { TableRow } from './tableSchemas';

const units = [
  { id: 'one', name: '甲', short: '甲', nameEn: '', kind: 'office', aliases: [] },
  {
    id: 'j',
    name: '居委',
    short: '居委',
    nameEn: '',
    kind: 'community',
    communityCode: '440106014001',
    aliases: [],
  },
];
const classes = [
  { scheme: 'event', code: '0110', name: '暴露垃圾', group: '01', limits: '4时' },
  { scheme: 'xc-12345', code: 'H0101', name: '垃圾', group: '环境', mapsTo: 'E0110' },
];
const limits = CORE_ITEMS.map((item) => ({ id: item, item, value: 1, unit: 'workDay' }));
const responsibility = classes.map(({ scheme, code }) => ({ id: code, scheme, code, lead: 'one' }));
const communities = [{ code: '440106014001', name: '甲社区' }];

interface Tables {
  units?: TableRow[];
  classes?: TableRow[];
  limits?: TableRow[];
  responsibility?: TableRow[];
  texts?: TableRow[];
  calendar?: TableRow[];
}

function findings(more: Tables = {}, today = '2024-12-31', places = communities): string[] {
  const rows = { units, classes, limits, responsibility, texts: [], calendar: [], ...more };
  const tables = (names: (keyof Tables)[]) =>
    Object.fromEntries(names.map((table) => [table, { table, version: '1', rows: rows[table] }]));
  const book = new RuleBook(
    { id: 'registry:main', tables: tables(['units', 'classes']) },
    { id: 'rules:main', tables: tables(['limits', 'responsibility', 'texts', 'calendar']) },
  );
  const all = Object.entries(rows).map(([table, own]) => ({ table, rows: own }));
  return ruleFindings(book, { communities: places, calendar: rows.calendar, tables: all, today }).map(
    ({ level, code, params }) => `${level} ${code} ${Object.values(params).join(' ')}`,
  );
}

describe('findings', () => {
  it('are none where all is well', () => {
    expect(findings()).toEqual([]);
  });

  it('tell of this year and the next without a table of holidays', () => {
    const last = builtInYears().at(-1)?.year ?? 0;
    expect(findings({}, `${last - 1}-06-01`)).toEqual([]);
    expect(findings({}, `${last}-06-01`)).toEqual([`warning yearMissing ${last + 1}`]);
    expect(findings({}, `${last + 1}-06-01`)).toEqual([
      `error yearMissing ${last + 1}`,
      `warning yearMissing ${last + 2}`,
    ]);
    const table = { year: last + 1, holidays: {}, workdays: {} };
    expect(findings({ calendar: [{ kind: 'year', id: 'y', table }] }, `${last}-06-01`)).toEqual([]);
  });

  it('tell of hours of a unit that is gone', () => {
    const slots = { kind: 'slots', slots: ['08:00-12:00'] };
    const calendar = [
      { ...slots, id: 'a', unit: 'gone' },
      { ...slots, id: 'b', unit: 'one' },
      { ...slots, id: 'c' },
    ];
    expect(findings({ calendar })).toEqual(['warning hoursUnit a gone']);
  });

  it('tell of classes that point nowhere or have no limit', () => {
    const [event, hotline] = classes;
    expect(findings({ classes: [event ?? {}, { ...hotline, mapsTo: 'E9999' }] })).toEqual([
      'error mapsNowhere H0101 垃圾 E9999',
      'info classNoLimit xc-12345 H0101 垃圾',
    ]);
    const bare = { scheme: 'event', code: '0111', name: '杂物', group: '01' };
    const duty = { id: 'd', scheme: 'event', code: '0111', lead: 'one' };
    const more = { classes: [...classes, bare], responsibility: [...responsibility, duty] };
    expect(findings(more)).toEqual(['warning classNoLimit event 0111 杂物']);
    const limit = { id: 'own', item: 'handle', classCode: '0111', value: 1, unit: 'workDay' };
    // A row of an old folder still holds for every scheme, and is told of.
    expect(findings({ ...more, limits: [...limits, limit] })).toEqual(['warning limitScheme own 0111']);
    expect(findings({ ...more, limits: [...limits, { ...limit, classScheme: 'event' }] })).toEqual([]);
    expect(findings({ ...more, limits: [...limits, { ...limit, classScheme: 'part' }] })).toEqual([
      'warning limitClass own 0111',
      'warning classNoLimit event 0111 杂物',
    ]);
  });

  it('tell of limits, texts and communities that lack what they need', () => {
    const timed = { ...limits[0], from: '2025-01-01' };
    expect(findings({ limits: [timed, ...limits.slice(1)] })).toEqual(['error limitMissing intake']);
    expect(missingItems([], ['verify'])).toEqual(['verify']);
    const text = { id: 't', use: 'reply', scheme: 'event', code: '9', text: '好' };
    expect(findings({ texts: [text] })).toEqual(['warning textClass t event 9']);
    const two = [...communities, { code: '440106014002', name: '乙社区' }];
    expect(findings({}, '2024-12-31', two)).toEqual(['warning communityUnit 440106014002']);
  });

  it('tell of rows, fields and rules of a newer program, by table', () => {
    expect(
      findings({
        units: [...units, { ...units[0], id: 'x', kind: 'drone' }],
        limits: [...limits, { id: 'odd' }],
      }),
    ).toEqual(['warning newerRows units 1', 'warning newerRows limits 1']);
    expect(findings({ units: units.map((row) => ({ ...row, flag: 1 })) })).toEqual([
      `info newerFields units ${units.length}`,
    ]);
  });

  it('begin with the worst', () => {
    const levels = findings({
      responsibility: [],
      limits: limits.slice(1),
      texts: [{ id: 't', use: 'reply', scheme: 'x', code: '9', text: '好' }],
    }).map((one) => one.split(' ')[0]);
    expect(levels).toEqual(['error', 'error', 'error', 'warning']);
  });
});
