import { z } from 'zod';
import { bare } from '../lookup';
import type { YearTable } from './calendar';
import type { CheckError } from './tableCheck';
import { isDay, isWeekend } from './time';

/** A year's table read from a file, or what is wrong, by line of the file. */
export interface YearFile {
  readonly table: YearTable | null;
  readonly errors: readonly CheckError[];
}

/** One entry of a file with the line it stands in, the first line being 1. */
interface Entry {
  readonly line: number;
  readonly day: string;
  readonly kind: string;
  readonly name: string;
}

const COLUMNS = ['day', 'kind', 'name'] as const;

const KINDS: Readonly<Record<string, 'holidays' | 'workdays'>> = bare({
  holiday: 'holidays',
  放假: 'holidays',
  休: 'holidays',
  workday: 'workdays',
  上班: 'workdays',
  班: 'workdays',
});

const entryFile = z.array(z.object({ day: z.string(), kind: z.string(), name: z.string().default('') }));

function failure(code: string, params: CheckError['params'], line = 0, field = ''): CheckError {
  return { row: line - 1, field, code, params: { field, line, ...params } };
}

const failed = (code: string, params: CheckError['params']): YearFile => ({
  table: null,
  errors: [failure(code, params)],
});

/** The errors of one entry; `seen` has the lines of the days above it. */
function entryErrors(entry: Entry, year: string, seen: ReadonlyMap<string, number>): CheckError[] {
  const { line, day, kind } = entry;
  if (!isDay(day)) return [failure('fileDay', { value: day }, line, 'day')];
  const errors: CheckError[] = [];
  const list = KINDS[kind.toLowerCase()];
  if (!day.startsWith(`${year}-`)) errors.push(failure('fileYear', { value: day, year }, line, 'day'));
  if (!list) errors.push(failure('fileKind', { value: kind }, line, 'kind'));
  const first = seen.get(day);
  if (first !== undefined) errors.push(failure('fileTwice', { value: day, first }, line, 'day'));
  if (list === 'workdays' && !isWeekend(day))
    errors.push(failure('fileWeekday', { value: day }, line, 'day'));
  return errors;
}

function tableOf(entries: readonly Entry[], source: string): YearFile {
  if (entries.length === 0) return failed('fileEmpty', {});
  const year = entries.find((entry) => isDay(entry.day))?.day.slice(0, 4) ?? '';
  const table = { year: Number(year), source, holidays: {}, workdays: {} } as YearTable;
  const seen = new Map<string, number>();
  const errors: CheckError[] = [];
  for (const entry of entries) {
    errors.push(...entryErrors(entry, year, seen));
    if (!seen.has(entry.day)) seen.set(entry.day, entry.line);
    const list = KINDS[entry.kind.toLowerCase()];
    if (list) table[list][entry.day] = entry.name;
  }
  return errors.length > 0 ? { table: null, errors } : { table, errors };
}

/**
 * Reads a year's holidays and make-up days from the cells of a CSV file with the columns `day,kind,name`, in any order.
 * `kind` is `holiday` (放假, 休) or `workday` (上班, 班: 调休上班日). All days belong to one year: those around a New
 * Year go into the files of their own years.
 * @param source what the table says of where it is from, such as the file's name
 */
export function readYearCells(cells: readonly (readonly string[])[], source: string): YearFile {
  const [header = [], ...rows] = cells.map((row) => row.map((cell) => cell.trim()));
  const columns = header.map((name) => name.toLowerCase());
  const missing = COLUMNS.filter((name) => name !== 'name' && !columns.includes(name));
  if (missing.length > 0) return failed('fileColumns', { columns: missing.join('、') });
  const entries = rows.flatMap((row, index) => {
    const cell = (name: string): string => row[columns.indexOf(name)] ?? '';
    if (row.every((one) => one === '')) return [];
    return [{ line: index + 2, day: cell('day'), kind: cell('kind'), name: cell('name') }];
  });
  return tableOf(entries, source);
}

/** The same from the text of a JSON file: a list of `{day, kind, name}`; lines are entries here, the first being 1. */
export function readYearJson(text: string, source: string): YearFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failed('fileFormat', { message: error instanceof Error ? error.message : String(error) });
  }
  const parsed = entryFile.safeParse(value);
  if (!parsed.success) {
    return {
      table: null,
      errors: parsed.error.issues.map((issue) => {
        const [entry, field] = issue.path;
        const line = typeof entry === 'number' ? entry + 1 : 0;
        return failure('fileFormat', { message: issue.message }, line, String(field ?? ''));
      }),
    };
  }
  return tableOf(
    parsed.data.map((entry, index) => ({ line: index + 1, ...entry })),
    source,
  );
}
