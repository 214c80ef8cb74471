import { addDays, type Day, startOfDay } from '@shared/rules/time';

/** A period of whole days in Beijing, both included. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** The moments that bound a period as SQL: `from` included, `to` not. */
interface Moments {
  readonly from: string;
  readonly to: string;
}

/** One set of rows of an export: its name is the view's. */
export interface ExportSet {
  readonly name: string;
  sql(moments: Moments): string;
}

/** Cases that were alive in the period: filed before its end, and not ended before it began. */
const alive = ({ from, to }: Moments): string => `filed_at < ${to}
  AND coalesce(closed_at, voided_at, CASE WHEN stage = 'merged' THEN updated_at END, 'infinity') >= ${from}`;
const ofThese = (moments: Moments): string =>
  `(street, case_id) IN (SELECT street, case_id FROM district.case WHERE ${alive(moments)})`;

const ofCases = (name: string, order: string): ExportSet => ({
  name,
  sql: (moments) =>
    `SELECT * FROM district.${name} WHERE ${ofThese(moments)} ORDER BY street, case_id, ${order}`,
});

/** What an export holds, in this order. Views, fields and meaning: docs/district-views.md. */
export const exportSets: readonly ExportSet[] = [
  { name: 'street', sql: () => 'SELECT * FROM district.street ORDER BY street' },
  { name: 'unit', sql: () => 'SELECT * FROM district.unit ORDER BY street, unit' },
  { name: 'community', sql: () => 'SELECT * FROM district.community ORDER BY street, community' },
  {
    name: 'report',
    sql: ({ from, to }) => `SELECT * FROM district.report WHERE received_at >= ${from} AND received_at < ${to}
          ORDER BY street, received_at, report_id`,
  },
  {
    name: 'case',
    sql: (moments) =>
      `SELECT * FROM district.case WHERE ${alive(moments)} ORDER BY street, filed_at, case_id`,
  },
  ofCases('case_part', 'role DESC, unit'),
  ofCases('case_clock', 'n'),
  ofCases('case_return', 'n'),
  ofCases('case_supervision', 'n'),
  {
    name: 'indicator_street',
    sql: ({ from, to }) => `SELECT * FROM district.indicator_street(${from}, ${to})`,
  },
  { name: 'indicator_unit', sql: ({ from, to }) => `SELECT * FROM district.indicator_unit(${from}, ${to})` },
  {
    name: 'count_grid_day',
    sql: ({
      from,
      to,
    }) => `SELECT * FROM district.count_grid_day WHERE day >= district.day(${from}) AND day < district.day(${to})
          ORDER BY street, day, grid, community`,
  },
  { name: 'problem', sql: () => 'SELECT * FROM district.problem ORDER BY street, kind, what' },
];

/** A period's moments as SQL. The days were checked: an instant has nothing in it that SQL could take for its own. */
export function momentsOf({ from, to }: Period): Moments {
  const literal = (day: Day): string => `TIMESTAMPTZ '${startOfDay(day)}'`;
  return { from: literal(from), to: literal(addDays(to, 1)) };
}
