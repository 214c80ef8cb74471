import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepUnknown, readTable } from './keptRows';
import { policyOf } from './policy';
import { RuleBook } from './ruleBook';
import { checkRows, type KnownNames, tableDiff } from './tableCheck';
import { type EditableTable, type TableRow, tableKinds } from './tableSchemas';

const run = { seed: 20241231, numRuns: 200 };
const place = {
  name: '翠园',
  aliases: [],
  community: '440106014001',
  grid: '440106014001001',
  road: '冼村路',
  number: 1,
  lon: 113.3,
  lat: 23.1,
};

/** A row of each table that this program reads, the nth of them. */
const readable: { [T in EditableTable]: (n: number) => TableRow } = {
  units: (n) => ({ id: `u${n}`, name: `单位${n}`, short: `单${n}`, nameEn: '', kind: 'office', aliases: [] }),
  communities: (n) => ({ code: `44010601400${n}`, name: `社区${n}`, nameEn: '', unit: 'sq' }),
  grids: (n) => ({ code: `44010601400100${n}`, communityCode: '440106014001', name: `${n} 格` }),
  estates: (n) => ({ ...place, id: `e${n}` }),
  schools: (n) => ({ ...place, id: `s${n}` }),
  offices: (n) => ({ ...place, id: `o${n}` }),
  cameras: (n) => ({
    id: `c${n}`,
    ip: '10.0.0.1',
    channel: 1,
    name: `探头${n}`,
    aliases: [],
    community: '440106014001',
    grid: '440106014001001',
    lon: 113.3,
    lat: 23.1,
  }),
  classes: (n) => ({ scheme: 'event', code: `010${n}`, name: `类${n}`, group: '市容' }),
  operators: (n) => ({ id: `p${n}`, name: `甲${n}`, role: 'duty' }),
  ledgerKinds: (n) => ({ id: `k${n}`, name: `修路${n}`, unit: '处', per: 'day' }),
  limits: (n) => ({ id: `l${n}`, item: 'handle', value: 1, unit: 'workDay' }),
  responsibility: (n) => ({ id: `r${n}`, scheme: 'event', code: '0101', lead: 'u0' }),
  calendar: (n) => ({
    kind: 'year',
    id: `y${n}`,
    table: { year: 2040 + n, holidays: { [`${2040 + n}-01-01`]: '元旦' }, workdays: {} },
  }),
  policy: (n) =>
    [
      { id: 'holdMost', value: 3 },
      { id: 'contact', value: '12345' },
      { id: 'undoMinutes', value: 5 },
    ][n % 3] ?? {},
  texts: (n) => ({ id: `t${n}`, use: 'reply', text: '好' }),
  duty: (n) => ({ day: `2024-12-1${n}`, shift: 'night', leader: '张' }),
};
const tables = Object.keys(readable) as EditableTable[];

/** The same row as a newer program writes it: with a value that this one does not know. */
const newer: Partial<Record<EditableTable, (row: TableRow) => TableRow>> = {
  units: (row) => ({ ...row, kind: 'drone' }),
  classes: (row) => ({ ...row, origin: 'city' }),
  operators: (row) => ({ ...row, role: 'trainee' }),
  ledgerKinds: (row) => ({ ...row, per: 'shift' }),
  limits: (row) => ({ ...row, item: 'review' }),
  calendar: (row) => ({ ...row, kind: 'flexible' }),
  policy: (row) => ({ ...row, id: `new-${String(row.id)}` }),
  texts: (row) => ({ ...row, use: 'meeting' }),
  duty: (row) => ({ ...row, shift: 'evening' }),
};
const unreadable = (table: EditableTable, n: number): TableRow => {
  const row = readable[table](n);
  const key = row.code === undefined ? 'id' : 'code';
  const other = { ...row, ...(table === 'policy' ? {} : { [key]: `newer-${n}` }) };
  // Where nothing in a row is of a list, a newer program has another shape for it.
  return (newer[table] ?? ((one) => ({ ...one, name: { zh: '新' }, id: { new: n }, code: 7 })))(other);
};

const unknown = fc.dictionary(fc.constantFrom('x-colour', 'x-since', '__proto__'), fc.jsonValue(), {
  maxKeys: 3,
});
/** A table as another desk left it: each row readable or not, with fields of its own. */
const present = (table: EditableTable) =>
  fc.array(fc.record({ read: fc.boolean(), fields: unknown }), { maxLength: 3 }).map((rows) =>
    rows.map(({ read, fields }, n) => ({
      ...(read ? readable[table](n) : unreadable(table, n)),
      ...fields,
    })),
  );
const without = (row: TableRow): TableRow =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !/^x-|^__/.test(key)));

/** A row as text, whatever the order of its fields, a `__proto__` of its own included. */
const fieldsOf = (row: TableRow): string =>
  JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

describe('what an older desk does not know of a table', () => {
  it.each(tables)('%s: editing loses no row and no field of it', (table) => {
    const key = tableKinds[table].key;
    const edits = fc.record({
      table: present(table),
      drop: fc.nat(3),
      turn: fc.boolean(),
      add: fc.boolean(),
    });
    fc.assert(
      fc.property(edits, ({ table: before, drop, turn, add }) => {
        const { rows, keptKeys, withFields } = readTable(table, before);
        const hidden = before.filter((row) => !tableKinds[table].row.safeParse(row).success);
        expect(keptKeys).toEqual(hidden.map(key));
        expect(withFields).toBe(
          before.filter(
            (row) => !hidden.includes(row) && Object.keys(without(row)).length < Object.keys(row).length,
          ).length,
        );
        const left = rows.filter((_, n) => n !== drop);
        const more = add && table !== 'policy' ? [readable[table](9)] : [];
        const edited = [...(turn ? left.reverse() : left), ...more];
        const after = keepUnknown(table, before, edited);
        // All that was edited is there as it was edited, and beside it all that nobody here could see.
        expect(after.filter((row) => !hidden.includes(row)).map(without)).toEqual(edited);
        expect(after.filter((row) => hidden.includes(row))).toHaveLength(hidden.length);
        for (const row of edited) {
          const old = before.find((one) => key(one) === key(row) && !hidden.includes(one)) ?? row;
          const now = after.find((one) => key(one) === key(row) && !hidden.includes(one)) ?? {};
          expect(fieldsOf(now)).toBe(fieldsOf(old));
        }
        // Who does not edit writes what was there.
        expect(keepUnknown(table, before, rows).map(fieldsOf)).toEqual(before.map(fieldsOf));
      }),
      run,
    );
  });

  it('fields inside of a field stay too, and go with it', () => {
    const year = readable.calendar(1);
    const before = [{ ...year, table: { ...(year.table as object), approvedBy: '区府' } }];
    const { rows } = readTable('calendar', before);
    expect(rows).toEqual([year]);
    expect(keepUnknown('calendar', before, rows)).toEqual(before);
    const [slots] = [{ kind: 'slots', id: 'y1', slots: ['08:00-12:00'] }];
    expect(keepUnknown('calendar', before, [slots])).toEqual([slots]);
  });

  it('rows stand behind the row that they followed, as far as that is still there', () => {
    const [a, b, c] = [1, 2, 3].map((n) => readable.limits(n));
    const [x, y, z] = [1, 2, 3].map((n) => unreadable('limits', n));
    const before = [x, a, y, b, z, c].filter((row) => row !== undefined);
    const edited = (rows: (TableRow | undefined)[]) =>
      keepUnknown(
        'limits',
        before,
        rows.filter((row) => row !== undefined),
      );
    expect(edited([a, b, c])).toEqual([x, a, y, b, z, c]);
    expect(edited([c, b, a])).toEqual([x, c, b, z, a, y]);
    expect(edited([a, c])).toEqual([x, a, y, z, c]);
    expect(edited([])).toEqual([x, y, z]);
  });
});

describe('checking rows at an older desk', () => {
  const known: KnownNames = { units: new Set(['u0']), classes: new Set(), communities: new Set() };

  it('no row may take the name of one that it cannot see', () => {
    const before = [readable.units(1), unreadable('units', 2)];
    const kept = new Set(readTable('units', before).keptKeys);
    const codes = (rows: TableRow[]) =>
      checkRows('units', rows, { ...known, kept }).errors.map(({ code }) => code);
    expect(codes([readable.units(1)])).toEqual([]);
    expect(codes([readable.units(1), { ...readable.units(3), id: 'newer-2' }])).toEqual(['keptKey']);
  });

  it('what it does not know differs from nothing', () => {
    const before = [{ ...readable.units(1), flag: 1 }, unreadable('units', 2)];
    const { rows } = readTable('units', before);
    const checked = checkRows('units', rows, known);
    expect(checked.errors).toEqual([]);
    expect(tableDiff('units', rows, checked.rows)).toMatchObject({
      added: [],
      removed: [],
      changed: [],
      same: 1,
    });
  });

  it('a field that it does not know is refused where somebody hands it in, inside of another one too', () => {
    const row = readable.calendar(1);
    const wrong = { ...row, table: { ...(row.table as object), extra: 1 } };
    expect(checkRows('calendar', [wrong], known).errors).toMatchObject([
      { field: 'table.extra', code: 'unknownField' },
    ]);
  });
});

describe('rules of a newer program', () => {
  it.each(tables)('%s: a row that cannot be read stops nothing, and changes nothing', (table) => {
    const { stream } = tableKinds[table];
    const book = (rows: TableRow[]) => {
      const state = { id: stream, tables: { [table]: { table, version: 'v', rows } } };
      return stream === 'registry:main' ? new RuleBook(state, null) : new RuleBook(null, state);
    };
    const own = [readable[table](1)];
    const seen = ({ units, classes, operators, limits, texts, policy, duties, calendar }: RuleBook) =>
      JSON.stringify([
        [...units],
        [...classes],
        operators,
        limits,
        texts,
        policy,
        [...duties],
        calendar.version,
      ]);
    expect(seen(book([unreadable(table, 2), ...own, unreadable(table, 3)]))).toBe(seen(book(own)));
    expect(seen(book(own.map((row) => ({ ...row, flag: 1 }))))).toBe(seen(book(own)));
  });

  it('a known rule with a value that does not fit falls back to the default', () => {
    expect(
      policyOf([
        { id: 'undoMinutes', value: 5000 },
        { id: 'holdMost', value: 4 },
      ]),
    ).toEqual({
      ...policyOf([]),
      holdMost: 4,
    });
    expect(policyOf([{ id: 'undoMinutes', value: 'soon' }, { id: 'moonPhase', value: 1 }, {}])).toEqual(
      policyOf([]),
    );
  });

  it('limits of which no row can be read are those of the house', () => {
    const rows = [{ id: 'handle', item: 'handle', value: 1, unit: 'moonDay' }];
    const book = new RuleBook(null, {
      id: 'rules:main',
      tables: { limits: { table: 'limits', version: 'v', rows } },
    });
    const start = '2024-12-31T09:00:00.000+08:00';
    expect(book.deadline('handle', { channel: 'phone' }, start)).toMatchObject({
      value: 5,
      rule: 'house/handle',
    });
  });
});
