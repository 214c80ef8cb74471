import { storableText } from '../text/storable';

/**
 * One cell of a foreign sheet, text first. `text` is what a person would read, dates as wall clock
 * `2024-12-31 08:47:00`; `value` keeps the typed value where the file had one. `kind: 'date'` marks a number that the
 * file itself formats as a date, already turned into wall-clock text. A plain object: it crosses a process boundary.
 */
export interface SheetCell {
  readonly kind: 'empty' | 'text' | 'number' | 'boolean' | 'date';
  readonly text: string;
  readonly value: string | number | boolean | null;
}

/** A cell with nothing in it. */
export const EMPTY_CELL: SheetCell = { kind: 'empty', text: '', value: null };

/** A text cell of what can be kept of the text; empty text gives {@link EMPTY_CELL}. */
export function textCell(text: string): SheetCell {
  const kept = storableText(text);
  return kept === '' ? EMPTY_CELL : { kind: 'text', text: kept, value: kept };
}

/** A number cell; `text` is the shortest exact decimal form (`2.41e+17` stays visible as such). */
export function numberCell(value: number): SheetCell {
  return { kind: 'number', text: String(value), value };
}

/** A date cell from its wall-clock text. */
export function dateCell(wallClock: string): SheetCell {
  return { kind: 'date', text: wallClock, value: wallClock };
}

/** The typed value of a spreadsheet library as a cell; a `Date` carries its wall clock in the UTC fields. */
export function cellOf(value: unknown): SheetCell {
  if (value === null || value === undefined) return EMPTY_CELL;
  if (typeof value === 'string') return textCell(value);
  if (typeof value === 'number') return Number.isFinite(value) ? numberCell(value) : EMPTY_CELL;
  if (typeof value === 'boolean') return { kind: 'boolean', text: value ? 'TRUE' : 'FALSE', value };
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return EMPTY_CELL;
    // Serial numbers are fractions of a day: 15:12:47 may come out as 15:12:46.9996.
    const whole = new Date(Math.round(value.getTime() / 1000) * 1000);
    return dateCell(whole.toISOString().slice(0, 19).replace('T', ' '));
  }
  return textCell(String(value));
}

/** Without one of these there is nothing to clean but the edges: the fast way for nearly every cell. */
const NEEDS_CLEANING = /[\u200b\u2060\ufeff\u00a0\u3000\r\n]|_x00|&nbsp/i;
/** Text that NFKC leaves as it is. */
const HALF_WIDTH = /^[\x20-\x7e\u4e00-\u9fa5]*$/;

/**
 * Text without what spreadsheets and web exports leave in it: `_x000D_`, `&nbsp;`, non-breaking and zero-width
 * spaces, CR line ends, spaces at line ends, blank lines at the edges. The words themselves are not changed.
 */
export function cleanText(text: string): string {
  if (!NEEDS_CLEANING.test(text)) return text.trim();
  return text
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replace(/_x000[Dd]_/g, '\r')
    .replace(/_x000[Aa]_/g, '\n')
    .replace(/_x0009_/g, '\t')
    .replace(/&nbsp;?/gi, ' ')
    .replace(/[\u00a0\u3000]/g, ' ')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Full-width digits, letters, brackets and punctuation as their half-width twins (NFKC), for comparing only. */
export function halfWidth(text: string): string {
  return HALF_WIDTH.test(text) ? text : text.normalize('NFKC');
}

/** The text of one line: cleaned, half-width, inner white space as one space. For numbers, times and states. */
export function plainText(text: string): string {
  return halfWidth(cleanText(text)).replace(/\s+/g, ' ').trim();
}
