import { readYearCells } from '@shared/rules/yearFile';
import type { CellKind } from './columns';

/*
 * Values of cells as text and back. What cannot be read stays as it was typed: the check then says what is wrong with
 * it, at the cell, and no word is lost.
 */

interface YearTable {
  readonly year: number;
  readonly source?: string;
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
}

/** A year's holidays as an object; undefined for anything else, such as words that could not be read. */
export function yearTableOf(value: unknown): YearTable | undefined {
  const table = value as Partial<YearTable> | undefined;
  return typeof table?.year === 'number' && table.holidays && table.workdays
    ? (table as YearTable)
    : undefined;
}

function yearText(value: unknown): string {
  const table = yearTableOf(value);
  if (!table) return String(value ?? '');
  const lines = [
    ...Object.entries(table.holidays).map(([day, name]) => [day, '放假', name]),
    ...Object.entries(table.workdays).map(([day, name]) => [day, '上班', name]),
  ];
  return lines
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .map((line) => line.join(' ').trim())
    .join('\n');
}

/** A value as an editor shows it. */
export function textOf(kind: CellKind, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (kind === 'year') return yearText(value);
  if (!Array.isArray(value)) return String(value);
  if (kind === 'lines') return value.join('\n');
  return value.join(kind === 'slots' ? ' ' : '、');
}

const pad = (text: string): string => text.padStart(2, '0');

function dayFrom(text: string): string {
  const plain = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*$/.exec(text);
  return plain ? `${plain[1]}-${pad(plain[2] ?? '')}-${pad(plain[3] ?? '')}` : text;
}

function monthDayFrom(text: string): string {
  const plain = /^(\d{1,2})\D+(\d{1,2})\D*$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  return plain ? `${pad(plain[1] ?? '')}-${pad(plain[2] ?? '')}` : text;
}

function slotsFrom(text: string): string[] {
  return text
    .replace(/\s*[-~–—〜至到]\s*/g, '-')
    .split(/[\s,、;]+/)
    .filter(Boolean)
    .map((slot) => slot.replace(/(^|-)(\d):/g, '$10$2:'));
}

function yearFrom(text: string, source: string | undefined): unknown {
  const cells = text
    .split('\n')
    .map((line) => line.trim().split(/[\s,]+/))
    .map(([day = '', kind = '', ...name]) => [dayFrom(day), kind, name.join(' ')]);
  const { table } = readYearCells([['day', 'kind', 'name'], ...cells], source ?? '');
  return table ?? text;
}

const YES = /^(是|对|有|yes|y|true|1|✓)$/i;
const NO = /^(否|不|无|no|n|false|0)$/i;

function boolFrom(text: string): unknown {
  if (YES.test(text)) return true;
  return NO.test(text) ? false : text;
}

/**
 * The value that a text means; undefined for an empty one. `before` is what stood there: a year keeps its source.
 * Full-width digits and signs are read as plain ones where they can only mean that.
 */
export function valueFrom(kind: CellKind, typed: string, before?: unknown): unknown {
  const text = typed.trim();
  if (text === '') return undefined;
  const plain = text.normalize('NFKC');
  switch (kind) {
    case 'number': {
      const number = Number(plain);
      return Number.isFinite(number) ? number : text;
    }
    case 'bool':
      return boolFrom(plain);
    case 'day':
      return dayFrom(plain);
    case 'monthDay':
      return monthDayFrom(plain);
    case 'slots':
      return slotsFrom(plain);
    case 'multi':
    case 'list':
      return [...new Set(text.split(/[、,，;；]/).map((one) => one.trim()))].filter(Boolean);
    case 'lines':
      return typed.split('\n').map((line) => line.trim());
    case 'year':
      return yearFrom(plain, yearTableOf(before)?.source);
    default:
      return text;
  }
}
