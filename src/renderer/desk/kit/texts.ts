import type { ClassRef } from '@shared/domain/common';
import { fillText } from '@shared/rules/reply/text';
import type { ClassRow, TextRow } from '@shared/rules/tables';

/** The names that standard texts use, with what they stand for here. */
export type TextValues = Readonly<Partial<Record<string, string | undefined>>>;

const MOST = 9;

/** Is a text meant for a class: the same one, or a hotline class that is mapped to it? */
function fits(row: TextRow, ref: ClassRef | null | undefined, classes: readonly ClassRow[]): boolean {
  if (row.scheme === undefined || row.code === undefined) return row.scheme === undefined;
  if (!ref) return false;
  if (row.scheme === ref.scheme && row.code === ref.code) return true;
  const mapped = (scheme: string, code: string) =>
    classes.find((one) => one.scheme === scheme && one.code === code)?.mapsTo;
  return mapped(row.scheme, row.code) === ref.code || mapped(ref.scheme, ref.code) === row.code;
}

/** The texts of one use: those of the class first, then those for all. Placeholders without a value stay. */
export function textsFor(
  rows: readonly TextRow[],
  use: TextRow['use'],
  ref: ClassRef | null | undefined,
  classes: readonly ClassRow[],
  values: TextValues,
): string[] {
  const own = rows.filter((row) => row.use === use && fits(row, ref, classes));
  const sorted = [...own.filter((row) => row.code), ...own.filter((row) => !row.code)];
  return [...new Set(sorted.map((row) => fillText(row.text, values).text))].slice(0, MOST);
}
