import chinaTable from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { z } from 'zod';
import { type Day, dayFromNumber, dayNumber, weekdayOfNumber } from './time';
import { daySchema } from './timeSchema';

/** A working slot (时段) of a day in minutes since midnight: `fromMin` is in it, `toMin` is its end. */
export interface Slot {
  readonly fromMin: number;
  readonly toMin: number;
}

/** What a day is: `work` 工作日, `makeup` 调休上班日, `holiday` 法定节假日, `rest` the weekend. */
export type DayKind = 'work' | 'makeup' | 'holiday' | 'rest';

/** A day as the calendar sees it. `slots` and `minutes` are empty and 0 on a day without work. */
export interface CalendarDay {
  readonly day: Day;
  readonly kind: DayKind;
  readonly work: boolean;
  /** Name of the holiday, also on its make-up days. */
  readonly name?: string;
  readonly slots: readonly Slot[];
  /** Sum of the slots in minutes. */
  readonly minutes: number;
}

/** What 紧急工作日 counts: calendar days like 自然日, or 24 hours each from the start (standards, section 4: likely). */
export type UrgentDayRule = 'calendarDays' | 'hours24';

/** Working time: which days are worked and when. Pure and memoised per day; make one and keep it. */
export interface Calendar {
  /** Names the content; it is written into every event whose decision used the calendar. */
  readonly version: string;
  /** Years with a table of holidays; `all` for calendars that need none. */
  readonly knownYears: ReadonlySet<number> | 'all';
  readonly urgentDay: UrgentDayRule;
  isWorkday(day: Day): boolean;
  slots(day: Day): readonly Slot[];
  /** The day with a {@link dayNumber}: the fast way in, used by the deadline rules. */
  dayAt(number: number): CalendarDay;
}

const MINUTES_PER_DAY = 1440;
const SLOT_TEXT = /^(\d{2}):([0-5]\d)-(\d{2}):([0-5]\d)$/;

/**
 * Reads slots such as `['08:00-12:00', '14:00-18:00']`; `24:00` is the end of the day.
 * @throws RangeError on another form, on slots out of order or overlapping, and when there are none.
 */
export function parseSlots(texts: readonly string[]): Slot[] {
  let last = 0;
  const slots = texts.map((text) => {
    const m = SLOT_TEXT.exec(text);
    const fromMin = m ? Number(m[1]) * 60 + Number(m[2]) : Number.NaN;
    const toMin = m ? Number(m[3]) * 60 + Number(m[4]) : Number.NaN;
    if (!(fromMin < toMin && toMin <= MINUTES_PER_DAY)) {
      throw new RangeError(`Not a working slot: "${text}". Expected the form 08:00-12:00, end after begin.`);
    }
    if (fromMin < last) {
      throw new RangeError(`The slot "${text}" begins before the one above it ends. Put slots in order.`);
    }
    last = toMin;
    return { fromMin, toMin };
  });
  if (slots.length === 0) throw new RangeError('A working day needs at least one slot such as 08:00-12:00.');
  return slots;
}

/** Slots as text, the inverse of {@link parseSlots}. */
export function formatSlots(slots: readonly Slot[]): string[] {
  const clock = (min: number) =>
    `${String(Math.floor(min / 60)).padStart(2, '0')}:${String(min % 60).padStart(2, '0')}`;
  return slots.map((slot) => `${clock(slot.fromMin)}-${clock(slot.toMin)}`);
}

/** The slots of the working systems that were read (standards, section 4: sure). 480 minutes a day. */
export const DEFAULT_SLOTS: readonly string[] = ['08:00-12:00', '14:00-18:00'];

const slotsSchema = z.array(z.string()).superRefine((texts, context) => {
  try {
    parseSlots(texts);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

const monthDaySchema = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: 'Expected a month and day such as 05-01' });

/**
 * Slots with the time for which they hold: `from`/`to` are days (both included), `seasonFrom`/`seasonTo` are month
 * and day of every year (both included, may cross the new year). What is left out does not limit.
 */
export const slotSchemeSchema = z.strictObject({
  from: daySchema.optional(),
  to: daySchema.optional(),
  seasonFrom: monthDaySchema.optional(),
  seasonTo: monthDaySchema.optional(),
  slots: slotsSchema,
});
/** See {@link slotSchemeSchema}. */
export type SlotScheme = z.infer<typeof slotSchemeSchema>;

/**
 * A year's table from a file: `holidays` are the days off, `workdays` the make-up days (调休上班), each day with the
 * holiday's name. It replaces everything the program knows about that year.
 */
export const yearTableSchema = z
  .object({
    year: z.int().min(2000).max(2100),
    /** Where the table comes from, such as the number of the notice. */
    source: z.string().optional(),
    holidays: z.record(daySchema, z.string()),
    workdays: z.record(daySchema, z.string()),
  })
  .superRefine((table, context) => {
    const issue = (list: 'holidays' | 'workdays', day: Day, message: string) =>
      context.addIssue({ code: 'custom', path: [list, day], message });
    for (const list of ['holidays', 'workdays'] as const) {
      for (const day of Object.keys(table[list])) {
        if (!day.startsWith(`${table.year}-`)) issue(list, day, `${day} is not in the year ${table.year}`);
      }
    }
    for (const day of Object.keys(table.workdays)) {
      if (day in table.holidays) issue('workdays', day, `${day} is listed as a day off and as a make-up day`);
    }
  });
/** See {@link yearTableSchema}. */
export type YearTable = z.infer<typeof yearTableSchema>;

/** The years of the chinese-days package, oldest first. */
export function builtInYears(): YearTable[] {
  const years = new Map<number, YearTable>();
  const put = (list: 'holidays' | 'workdays', source: Record<string, string>) => {
    for (const [day, text] of Object.entries(source)) {
      const year = Number(day.slice(0, 4));
      const table = years.get(year) ?? { year, source: 'chinese-days', holidays: {}, workdays: {} };
      years.set(year, table);
      // The package writes "English,中文,number of days".
      table[list][day] = text.split(',')[1] ?? text;
    }
  };
  put('holidays', chinaTable.holidays);
  put('workdays', chinaTable.workdays);
  return [...years.values()].sort((a, b) => a.year - b.year);
}

/** What a calendar is made from; see {@link makeCalendar}. */
export interface CalendarSource {
  /** Begins the version, such as `china`. */
  readonly name: string;
  /** Tables by year, a later one replaces an earlier one; `none` for a week without holidays. */
  readonly years: readonly YearTable[] | 'none';
  /** The first scheme that holds on a day gives its slots; default {@link DEFAULT_SLOTS} all the year. */
  readonly schemes?: readonly SlotScheme[];
  /** Single days that differ from everything above. */
  readonly daysOff?: readonly Day[];
  readonly daysOn?: readonly Day[];
  readonly urgentDay?: UrgentDayRule;
}

interface Scheme extends Omit<SlotScheme, 'slots'> {
  readonly slots: readonly Slot[];
  readonly minutes: number;
}

function holdsOn(scheme: Scheme, day: Day): boolean {
  if (scheme.from !== undefined && day < scheme.from) return false;
  if (scheme.to !== undefined && day > scheme.to) return false;
  const from = scheme.seasonFrom ?? '01-01';
  const to = scheme.seasonTo ?? '12-31';
  const monthDay = day.slice(5);
  return from <= to ? from <= monthDay && monthDay <= to : from <= monthDay || monthDay <= to;
}

/** FNV-1a, 32 bits: enough to tell two versions of a calendar apart, and the same on every station. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function sorted(record: Record<string, string>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function versionOf(source: CalendarSource, years: readonly YearTable[]): string {
  const content = JSON.stringify([
    years.map((table) => [table.year, sorted(table.holidays), sorted(table.workdays)]),
    source.schemes ?? [],
    source.daysOff ?? [],
    source.daysOn ?? [],
    source.urgentDay ?? '',
  ]);
  const last = years.at(-1);
  return `${source.name}${last ? `-${last.year}` : ''}-${checksum(content)}`;
}

function schemesOf(source: CalendarSource): Scheme[] {
  const schemes: readonly SlotScheme[] = [...(source.schemes ?? []), { slots: [...DEFAULT_SLOTS] }];
  return schemes.map((scheme) => {
    const slots = parseSlots(scheme.slots);
    return { ...scheme, slots, minutes: slots.reduce((sum, slot) => sum + slot.toMin - slot.fromMin, 0) };
  });
}

/** Builds a calendar. Where no table knows the year of a day, Monday to Friday are worked (see {@link missingYears}). */
export function makeCalendar(source: CalendarSource): Calendar {
  const byYear = new Map((source.years === 'none' ? [] : source.years).map((table) => [table.year, table]));
  const years = [...byYear.values()].sort((a, b) => a.year - b.year);
  const off = new Map(years.flatMap((table) => Object.entries(table.holidays)));
  const on = new Map(years.flatMap((table) => Object.entries(table.workdays)));
  for (const day of source.daysOff ?? []) off.set(day, '');
  for (const day of source.daysOff ?? []) on.delete(day);
  for (const day of source.daysOn ?? []) on.set(day, '');
  const schemes = schemesOf(source);
  const memo = new Map<number, CalendarDay>();

  const kindOf = (day: Day, number: number): DayKind => {
    if (on.has(day)) return 'makeup';
    if (off.has(day)) return 'holiday';
    return weekdayOfNumber(number) >= 6 ? 'rest' : 'work';
  };
  const compute = (number: number): CalendarDay => {
    const day = dayFromNumber(number);
    const kind = kindOf(day, number);
    const work = kind === 'work' || kind === 'makeup';
    const scheme = work ? schemes.find((one) => holdsOn(one, day)) : undefined;
    const name = on.get(day) ?? off.get(day);
    const slots = scheme?.slots ?? [];
    return { day, kind, work, ...(name ? { name } : {}), slots, minutes: scheme?.minutes ?? 0 };
  };
  const dayAt = (number: number): CalendarDay => {
    const known = memo.get(number);
    if (known !== undefined) return known;
    const day = compute(number);
    memo.set(number, day);
    return day;
  };
  return {
    version: versionOf(source, years),
    knownYears: source.years === 'none' ? 'all' : new Set(byYear.keys()),
    urgentDay: source.urgentDay ?? 'calendarDays',
    isWorkday: (day) => dayAt(dayNumber(day)).work,
    slots: (day) => dayAt(dayNumber(day)).slots,
    dayAt,
  };
}

/** China's calendar: chinese-days plus the tables of `files`, which win for their years. */
export function chinaCalendar(
  options: { files?: readonly YearTable[]; schemes?: readonly SlotScheme[]; urgentDay?: UrgentDayRule } = {},
): Calendar {
  const { files = [], ...rest } = options;
  return makeCalendar({ name: 'china', years: [...builtInYears(), ...files], ...rest });
}

const SPEC = /^(china|mon-fri)(?:\s+minus\s+([\d\s,-]+?))?(?:\s+plus\s+([\d\s,-]+?))?$/;

/**
 * Reads a calendar from one line, as files of examples write it: `china`, `mon-fri`,
 * `mon-fri minus 2016-11-11, 2016-11-13`, also with `plus` for days that are worked.
 * @throws RangeError on another form.
 */
export function calendarFromSpec(spec: string, slots: readonly string[] = DEFAULT_SLOTS): Calendar {
  const m = SPEC.exec(spec.trim());
  if (!m)
    throw new RangeError(`Not a calendar: "${spec}". Expected china, mon-fri or "mon-fri minus 2016-11-11".`);
  const days = (list: string | undefined) =>
    list?.split(',').map((day) => dayFromNumber(dayNumber(day.trim())));
  return makeCalendar({
    name: m[1] ?? '',
    years: m[1] === 'china' ? builtInYears() : 'none',
    schemes: [{ slots: [...slots] }],
    daysOff: days(m[2]) ?? [],
    daysOn: days(m[3]) ?? [],
  });
}

/** The years between two days (both included) for which the calendar has no table: the user must supply a file. */
export function missingYears(calendar: Calendar, fromDay: Day, toDay: Day): number[] {
  const known = calendar.knownYears;
  if (known === 'all') return [];
  const missing: number[] = [];
  for (let year = Number(fromDay.slice(0, 4)); year <= Number(toDay.slice(0, 4)); year++) {
    if (!known.has(year)) missing.push(year);
  }
  return missing;
}
