import { addDays, type Day, daysBetween, isDay, startOfMonth } from '../time';
import type { TextRange } from './finding';

/** A date in free text. `day` is undefined where there is no such date (2月30日). `withYear`: the text names the year. */
export interface TextDate extends TextRange {
  readonly text: string;
  readonly day: Day | undefined;
  readonly withYear: boolean;
}

const FULL = /(?<!\d)(?:(\d{4})\s*[年/.-]\s*)?(\d{1,2})\s*([月/.-])\s*(\d{1,2})\s*([日号])?(?![\d])/g;
const MONTH_END = /(?:(\d{4})年|(今年|明年))?(?:(\d{1,2})月|(本月|下月|下个月))(?:底|末)/g;
const YEAR_END = /(?:(\d{4})年|今年|本年|(明年))?年?(?:底|末)前/g;

function day(year: number, month: number, date: number): Day | undefined {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  return isDay(text) ? text : undefined;
}

/** Month and date without a year: the one nearest to `near`. */
function nearest(month: number, date: number, near: Day): Day | undefined {
  const year = Number(near.slice(0, 4));
  const found = [year - 1, year, year + 1].flatMap((one) => day(one, month, date) ?? []);
  return found.sort((a, b) => Math.abs(daysBetween(near, a)) - Math.abs(daysBetween(near, b)))[0];
}

function fullDates(text: string, near: Day): TextDate[] {
  return [...text.matchAll(FULL)].flatMap((match) => {
    const [all, year, month, separator, date, mark] = match;
    // 2/3 and 1-2 without a year are fractions and ranges, not dates.
    const isDate = separator === '月' ? mark !== undefined : year !== undefined;
    if (!isDate) return [];
    const found = year
      ? day(Number(year), Number(month), Number(date))
      : nearest(Number(month), Number(date), near);
    const from = match.index;
    return [{ from, to: from + all.length, text: all, day: found, withYear: year !== undefined }];
  });
}

function endOfMonth(year: number, month: number): Day | undefined {
  const first = month === 12 ? day(year + 1, 1, 1) : day(year, month + 1, 1);
  return first && addDays(first, -1);
}

function monthEnds(text: string, near: Day): TextDate[] {
  const year = Number(near.slice(0, 4));
  return [...text.matchAll(MONTH_END)].map((match) => {
    const [all, named, word, month, relative] = match;
    const inYear = named ? Number(named) : word === '明年' ? year + 1 : year;
    const found = month
      ? endOfMonth(inYear, Number(month))
      : endOfMonth(inYear, Number(addDays(startOfMonth(near), relative === '本月' ? 0 : 31).slice(5, 7)));
    // 下月底 said in December lies in the next year.
    const wrapped =
      found && relative && found < startOfMonth(near) ? `${inYear + 1}${found.slice(4)}` : found;
    return { from: match.index, to: match.index + all.length, text: all, day: wrapped, withYear: !!named };
  });
}

function yearEnds(text: string, near: Day): TextDate[] {
  return [...text.matchAll(YEAR_END)].map((match) => {
    const [all, named, next] = match;
    const year = named ? Number(named) : Number(near.slice(0, 4)) + (next ? 1 : 0);
    return {
      from: match.index,
      to: match.index + all.length,
      text: all,
      day: day(year, 12, 31),
      withYear: !!named,
    };
  });
}

/**
 * The dates in a text: `2024年12月31日`, `12月31日`, `2024-12-31`, ends of months and of the year. A date without a year is the one
 * nearest to `near`. In order, without overlap.
 */
export function findDates(text: string, near: Day): TextDate[] {
  const found = [...fullDates(text, near), ...monthEnds(text, near), ...yearEnds(text, near)];
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  return found.filter((one, k) => !found.slice(0, k).some((before) => before.to > one.from));
}
