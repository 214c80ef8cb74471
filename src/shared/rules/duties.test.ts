import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AHEAD_DAYS, bothValidFrom, dutyGaps, dutyOverlaps, dutyUnknowns, samePlace } from './duties';
import { placeWeight, RuleBook, validOn } from './ruleBook';
import type { ClassRow, ResponsibilityRow, UnitRow } from './tables';
import { addDays, type Day, daysFrom } from './time';

const TODAY = '2024-12-31';
const communities = [
  { code: '440106014001', name: '甲社区' },
  { code: '440106014002', name: '乙社区' },
];
const unit = (id: string, more: Partial<UnitRow> = {}): UnitRow => ({
  id,
  name: id,
  short: id,
  nameEn: id,
  kind: 'office',
  aliases: [],
  ...more,
});
const units = [unit('one'), unit('two'), unit('jwh-1', { kind: 'community', communityCode: '440106014001' })];
const litter: ClassRow = { scheme: 's', code: '1', name: '垃圾', group: '环境' };

function bookOf(duties: readonly ResponsibilityRow[], classes: readonly ClassRow[] = [litter]): RuleBook {
  const set = (table: 'units' | 'classes' | 'responsibility', rows: readonly object[]) => ({
    [table]: { table, version: '1', rows: rows as Record<string, unknown>[] },
  });
  return new RuleBook(
    { id: 'registry:main', tables: { ...set('units', units), ...set('classes', classes) } },
    { id: 'rules:main', tables: set('responsibility', duties) },
  );
}

const row = (id: string, more: Partial<ResponsibilityRow> = {}): ResponsibilityRow => ({
  id,
  scheme: 's',
  code: '1',
  lead: 'one',
  ...more,
});
const codes = (found: readonly { code: string }[]): string[] => found.map(({ code }) => code);

describe('gaps', () => {
  it('tells a class without any row, and none where one row holds everywhere', () => {
    expect(dutyGaps(bookOf([]), communities, TODAY)).toEqual([
      {
        level: 'error',
        code: 'dutyGap',
        table: 'responsibility',
        params: { scheme: 's', code: '1', name: '垃圾' },
      },
    ]);
    expect(dutyGaps(bookOf([row('r')]), communities, TODAY)).toEqual([]);
  });

  it('names the communities that rows leave out: those of a road, a grid or an estate leave all of it open', () => {
    const here = row('r', { communityCode: '440106014001' });
    const [found] = dutyGaps(bookOf([here]), communities, TODAY);
    expect(found).toMatchObject({ code: 'dutyGapPlace', params: { n: 1, places: '乙社区' } });
    for (const narrow of [{ road: '金穗路' }, { estate: '怡园' }, { gridCode: '440106014001001' }])
      expect(codes(dutyGaps(bookOf([row('r', narrow)]), communities, TODAY))).toEqual(['dutyGap']);
  });

  it('resolves the committee by place: a community without one is a gap', () => {
    const [found] = dutyGaps(bookOf([row('r', { lead: '@community' })]), communities, TODAY);
    expect(found).toMatchObject({ code: 'dutyGapPlace', params: { places: '乙社区' } });
  });

  it('warns of a row that ends within 60 days and is not followed', () => {
    const ends = (to: Day) => [row('r', { to })];
    const [soon] = dutyGaps(bookOf(ends('2025-01-31')), communities, TODAY);
    expect(soon).toMatchObject({ level: 'warning', code: 'dutyEnding', params: { day: '2025-02-01' } });
    expect(
      dutyGaps(bookOf([...ends('2025-01-31'), row('n', { from: '2025-02-01' })]), communities, TODAY),
    ).toEqual([]);
    expect(dutyGaps(bookOf(ends(addDays(TODAY, AHEAD_DAYS))), communities, TODAY)).toEqual([]);
    expect(codes(dutyGaps(bookOf(ends(addDays(TODAY, AHEAD_DAYS - 1))), communities, TODAY))).toEqual([
      'dutyEnding',
    ]);
    expect(codes(dutyGaps(bookOf(ends('2024-12-30')), communities, TODAY))).toEqual(['dutyGap']);
  });
});

describe('overlaps', () => {
  it('tells rows of one place with two leads, from the day on which both hold', () => {
    const two = row('b', { lead: 'two', from: '2025-03-01' });
    expect(dutyOverlaps(bookOf([row('a'), two]), TODAY)).toMatchObject([
      {
        code: 'dutyOverlap',
        params: { rowOne: 'a', rowTwo: 'b', one: 'one', two: 'two', day: '2025-03-01' },
      },
    ]);
  });

  it('leaves alone what a narrower place decides, the same lead, and what is over', () => {
    const pairs: [Partial<ResponsibilityRow>, Partial<ResponsibilityRow>][] = [
      [{}, { lead: 'two', communityCode: '440106014001' }],
      [{}, {}],
      [{ to: '2025-02-28' }, { lead: 'two', from: '2025-03-01' }],
      [{ to: '2024-12-30' }, { lead: 'two' }],
      [{ road: '金穗路' }, { lead: 'two', road: '华夏路' }],
    ];
    for (const [one, two] of pairs)
      expect(dutyOverlaps(bookOf([row('a', one), row('b', two)]), TODAY)).toEqual([]);
  });

  it('takes a name inside another for the same place', () => {
    const rows = [row('a', { estate: '怡园' }), row('b', { lead: 'two', estate: '怡园北区' })];
    expect(codes(dutyOverlaps(bookOf(rows), TODAY))).toEqual(['dutyOverlap']);
  });
});

describe('unknown names', () => {
  it('tells units and classes that are not there, but not of rows that ended', () => {
    const rows = [
      row('a', { lead: 'gone' }),
      row('b', { assisting: ['gone', 'two'] }),
      row('c', { code: '9' }),
      row('d', { lead: 'gone', to: '2024-12-30' }),
      row('e', { lead: '@property' }),
    ];
    expect(dutyUnknowns(bookOf(rows), TODAY).map(({ code, params }) => [code, params.row])).toEqual([
      ['dutyUnit', 'a'],
      ['dutyUnit', 'b'],
      ['dutyClass', 'c'],
    ]);
  });
});

const dayAround = fc.integer({ min: -5, max: AHEAD_DAYS + 5 }).map((n) => addDays(TODAY, n));
const anyRow: fc.Arbitrary<ResponsibilityRow> = fc
  .record(
    {
      lead: fc.constantFrom('one', 'two', '@community'),
      communityCode: fc.constantFrom(...communities.map(({ code }) => code)),
      road: fc.constantFrom('金穗路', '华夏路'),
      from: dayAround,
      to: dayAround,
    },
    { requiredKeys: ['lead'] },
  )
  .map((more) => row('r', more as Partial<ResponsibilityRow>));
const rowsOf = fc
  .array(anyRow, { maxLength: 6 })
  .map((rows) => rows.map((one, at) => ({ ...one, id: `r${at}` })));

describe('any table', () => {
  it('a community has a gap on the day told, none on any day before, and none where nothing is told', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const book = bookOf(rows);
        const found = dutyGaps(book, communities, TODAY);
        for (const { code, name } of communities) {
          const place = { text: '', communityCode: code };
          const free = daysFrom(TODAY, addDays(TODAY, AHEAD_DAYS)).find(
            (day) => book.propose(litter, place, day) === null,
          );
          const told = found.find(
            ({ params }) => params.places === undefined || String(params.places).split('、').includes(name),
          );
          expect(told && (told.params.day ?? TODAY)).toBe(free);
        }
      }),
      { seed: 20241231, numRuns: 300 },
    );
  });

  it('of two rows for a place on a day, two leads of the same weight are told and nothing else', () => {
    const day = fc.constantFrom(...daysFrom(TODAY, addDays(TODAY, AHEAD_DAYS)));
    const place = fc.record({
      text: fc.constantFrom('金穗路 1 号', '华夏路 2 号', ''),
      communityCode: fc.constantFrom(...communities.map(({ code }) => code)),
    });
    fc.assert(
      fc.property(rowsOf, place, day, (rows, where, when) => {
        const fitting = rows.filter((one) => placeWeight(one, where) !== undefined && validOn(one, when));
        const clash = fitting.some((one, at) =>
          fitting
            .slice(at + 1)
            .some((two) => one.lead !== two.lead && placeWeight(one, where) === placeWeight(two, where)),
        );
        // The reverse does not hold: the table may clash on another day or at another place.
        if (clash) expect(dutyOverlaps(bookOf(rows), TODAY)).not.toEqual([]);
      }),
      { seed: 20241231, numRuns: 500 },
    );
  });

  it('says of no pair that it overlaps unless both rows fit one place on one day', () => {
    fc.assert(
      fc.property(anyRow, anyRow, (one, two) => {
        const from = bothValidFrom(one, two, TODAY);
        if (from !== undefined) expect(validOn(one, from) && validOn(two, from) && from >= TODAY).toBe(true);
        else
          expect(
            daysFrom(TODAY, addDays(TODAY, AHEAD_DAYS + 10)).some(
              (day) => validOn(one, day) && validOn(two, day),
            ),
          ).toBe(false);
        expect(samePlace(one, two)).toBe(samePlace(two, one));
      }),
      { seed: 20241231, numRuns: 500 },
    );
  });
});
