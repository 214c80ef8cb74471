import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRows, type KnownNames, tableDiff } from './tableCheck';
import { type EditableTable, type TableRow, tableKinds } from './tableSchemas';

const known: KnownNames = {
  units: new Set(['zfd']),
  classes: new Set(['event/0110', 'xc-12345/H0101']),
  communities: new Set(['440106014007']),
};
const errorsOf = (table: EditableTable, rows: TableRow[]) =>
  checkRows(table, rows, known).errors.map(({ row, field, code }) => `${row} ${field} ${code}`);
const duty = { id: 'r', scheme: 'event', code: '0110', lead: 'zfd' };
const limits: TableRow[] = ['intake', 'assign', 'handle', 'check', 'outside'].map((item) => ({
  id: item,
  item,
  value: 1,
  unit: 'workDay',
}));

describe('rows of each table', () => {
  it('are taken as they are where nothing is wrong', () => {
    expect(
      errorsOf('responsibility', [duty, { ...duty, id: 's', lead: '@community', from: '2024-01-01' }]),
    ).toEqual([]);
    expect(errorsOf('limits', limits)).toEqual([]);
    expect(errorsOf('policy', [{ id: 'contact', value: '12345' }])).toEqual([]);
    expect(
      errorsOf('duty', [{ day: '2024-12-31', shift: 'night', leader: '值班长 张', notify: true }]),
    ).toEqual([]);
  });

  it('name what is there', () => {
    expect(
      errorsOf('responsibility', [
        { ...duty, lead: 'gone', assisting: ['zfd', 'gone', '@property'], communityCode: '440106014999' },
        { ...duty, id: 's', code: '9999' },
      ]),
    ).toEqual([
      '0 communityCode unknownCommunity',
      '0 lead unknownUnit',
      '0 assisting unknownUnit',
      '1 code unknownClass',
    ]);
    expect(
      errorsOf('limits', [...limits, { ...limits[0], id: 'x', classCode: '0110', classScheme: 'part' }]),
    ).toEqual(['5 classCode unknownClass']);
    expect(errorsOf('calendar', [{ kind: 'slots', id: 'a', unit: 'gone', slots: ['08:00-12:00'] }])).toEqual([
      '0 unit unknownUnit',
    ]);
    expect(errorsOf('texts', [{ id: 't', use: 'reply', scheme: 'event', code: '1', text: '好' }])).toEqual([
      '0 code unknownClass',
    ]);
  });

  it('of limits say of which scheme a class is: event and part use the same digits', () => {
    const row = { ...limits[0], id: 'x', classCode: '0110' };
    expect(checkRows('limits', [...limits, row], known).errors).toEqual([
      {
        row: 5,
        field: 'classScheme',
        code: 'classScheme',
        params: { field: 'classScheme', code: '0110' },
      },
    ]);
    expect(errorsOf('limits', [...limits, { ...row, classScheme: 'event' }])).toEqual([]);
  });

  it('of operators keep somebody who may change the rules', () => {
    const operator = { id: 'a', name: '受理 甲', role: 'intake' };
    expect(errorsOf('operators', [operator])).toEqual(['-1 role noLeader']);
    expect(errorsOf('operators', [operator, { ...operator, id: 'b', role: 'supervise' }])).toEqual([]);
    expect(errorsOf('operators', [{ ...operator, role: 'duty' }])).toEqual([]);
  });

  it('are wrong by field, in words that can be mended', () => {
    expect(errorsOf('responsibility', [{ ...duty, from: '2025-02-01', to: '2025-01-01' }])).toEqual([
      '0 to order',
    ]);
    expect(errorsOf('responsibility', [{ ...duty, from: '1.1.2025' }])).toEqual(['0 from day']);
    expect(errorsOf('calendar', [{ kind: 'slots', id: 'a', slots: ['12:00-08:00'] }])).toEqual([
      '0 slots slots',
    ]);
    expect(errorsOf('calendar', [{ kind: 'weeks', id: 'a' }])).toEqual(['0 kind choice']);
    const year = { year: 2031, holidays: { '2032-01-01': '' }, workdays: {} };
    expect(errorsOf('calendar', [{ kind: 'year', id: 'y', table: year }])).toEqual([
      '0 table.holidays.2032-01-01 yearDay',
    ]);
    expect(errorsOf('policy', [{ id: 'yellowShare', value: 2 }])).toEqual(['0 value tooBig']);
    expect(errorsOf('policy', [{ id: 'yellowShare', value: 'much' }])).toEqual(['0 value type']);
    expect(errorsOf('policy', [{ id: 'other', value: 2 }])).toEqual(['0 id choice']);
    expect(errorsOf('duty', [{ day: '2024-02-30', shift: 'late', leader: 5 }])).toEqual([
      '0 day day',
      '0 shift choice',
      '0 leader type',
    ]);
    expect(errorsOf('units', [{ id: '', name: '甲', short: '甲', nameEn: '', kind: 'office' }])).toEqual([
      '0 id empty',
    ]);
  });

  it('lose no field in silence', () => {
    expect(checkRows('responsibility', [{ ...duty, colour: 'red' }], known).errors).toEqual([
      { row: 0, field: 'colour', code: 'unknownField', params: { field: 'colour', fields: 'colour' } },
    ]);
    const bare = { id: 'a', name: '甲', short: '甲', nameEn: '', kind: 'office' };
    expect(checkRows('units', [bare], known).rows).toEqual([{ ...bare, aliases: [] }]);
  });

  it('come once, and the table can be worked with', () => {
    expect(checkRows('responsibility', [duty, { ...duty, code: '0110' }], known).errors).toMatchObject([
      { row: 1, code: 'duplicate', params: { key: 'r', first: 1 } },
    ]);
    expect(errorsOf('responsibility', [])).toEqual(['-1  noRows']);
    expect(errorsOf('texts', [])).toEqual([]);
    expect(errorsOf('limits', limits.slice(1))).toEqual(['-1 item itemMissing']);
    expect(errorsOf('limits', [{ ...limits[0], channel: 'phone' }, ...limits.slice(1)])).toEqual([
      '-1 item itemMissing',
    ]);
  });
});

const row = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.nat(2),
  more: fc.option(fc.nat(1), { nil: undefined }),
});
const table = fc.uniqueArray(row, { selector: ({ id }) => id });

describe('the difference between two tables', () => {
  it('turns one into the other', () => {
    fc.assert(
      fc.property(table, table, (before, after) => {
        const diff = tableDiff('limits', before, after);
        const gone = new Set(diff.removed.map(({ key }) => key));
        const changed = new Map(diff.changed.map((one) => [one.key, one.after]));
        const kept = before.filter(({ id }) => !gone.has(id)).map((one) => changed.get(one.id) ?? one);
        const byKey = (rows: TableRow[]) => [...rows].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
        expect(byKey([...kept, ...diff.added.map((one) => one.row)])).toEqual(byKey(after));
        expect(diff.same + diff.changed.length + diff.added.length).toBe(after.length);
        expect(diff.same + diff.changed.length + diff.removed.length).toBe(before.length);
        const shared = (rows: TableRow[], other: TableRow[]) =>
          rows.map(({ id }) => id).filter((id) => other.some((one) => one.id === id));
        expect(diff.reordered).toBe(shared(before, after).join() !== shared(after, before).join());
      }),
      { seed: 20241231, numRuns: 500 },
    );
  });

  it('is none between equal tables, whatever the order of fields, and names the fields that differ', () => {
    const one = { id: 'a', value: 1, slots: { from: 1, to: 2 } };
    const same = { slots: { to: 2, from: 1 }, id: 'a', value: 1, more: undefined };
    expect(tableDiff('texts', [one], [same])).toEqual({
      added: [],
      removed: [],
      changed: [],
      same: 1,
      reordered: false,
    });
    expect(tableDiff('texts', [one], [{ ...one, value: 2, more: 3 }]).changed[0]?.fields).toEqual([
      'value',
      'more',
    ]);
    expect(tableDiff('policy', [one, { id: 'b' }], [{ id: 'b' }, one]).reordered).toBe(false);
  });

  it('knows rows by what names them in their table', () => {
    expect(tableKinds.duty.key({ day: '2024-12-31', shift: 'day' })).toBe('2024-12-31/day');
    expect(tableKinds.classes.key({ scheme: 'event', code: '0110' })).toBe('event/0110');
    expect(tableKinds.grids.key({ code: '440106014001001' })).toBe('440106014001001');
  });
});
