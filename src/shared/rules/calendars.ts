import { z } from 'zod';
import { type Calendar, chinaCalendar, slotSchemeSchema, yearTableSchema } from './calendar';
import { type RawRow, readRows } from './readRows';

/** A row of the table `calendar`: a year's holidays from a file, or working slots of a season, for everybody or for one unit. */
export const calendarRowSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('year'), id: z.string(), table: yearTableSchema }),
  z.object({
    kind: z.literal('slots'),
    id: z.string(),
    /** Unit whose hours these are; without one they are the centre's, and of all units without their own. */
    unit: z.string().optional(),
    ...slotSchemeSchema.shape,
  }),
]);
export type CalendarRow = z.infer<typeof calendarRowSchema>;

/** Working time of the centre and of each unit that has hours of its own. */
export interface Calendars {
  readonly centre: Calendar;
  of(unit: string | undefined): Calendar;
}

/** Calendars without a table: one for everybody. */
export function oneCalendar(calendar: Calendar): Calendars {
  return { centre: calendar, of: () => calendar };
}

/** The calendars of these rows, over the years that the program knows; made on first need and kept. Rows of a newer program are passed over. */
export function makeCalendars(rows: readonly RawRow[]): Calendars {
  const parsed = readRows(calendarRowSchema, rows).rows;
  const files = parsed.flatMap((row) => (row.kind === 'year' ? [row.table] : []));
  const slots = parsed.flatMap((row) => {
    if (row.kind !== 'slots') return [];
    const { kind: _k, id: _i, unit, ...scheme } = row;
    return [{ unit, scheme }];
  });
  const shared = slots.filter((one) => one.unit === undefined).map((one) => one.scheme);
  const centre = chinaCalendar({ files, schemes: shared });
  const made = new Map<string, Calendar>();
  return {
    centre,
    of: (unit) => {
      if (unit === undefined) return centre;
      const known = made.get(unit);
      if (known) return known;
      const own = slots.filter((one) => one.unit === unit).map((one) => one.scheme);
      const calendar = own.length === 0 ? centre : chinaCalendar({ files, schemes: [...own, ...shared] });
      made.set(unit, calendar);
      return calendar;
    },
  };
}
