import { diffRows, type RowsDiff } from '../diff';
import type { ClassRow } from '../tables';

/** The difference of one scheme. */
export interface SchemeDiff extends RowsDiff<ClassRow> {
  readonly scheme: string;
}

/** The table after an import: the schemes of `schemes` are replaced where they stood, new ones follow, others stay as they are. */
export function replaceSchemes(
  current: readonly ClassRow[],
  imported: readonly ClassRow[],
  schemes: readonly string[],
): ClassRow[] {
  const order = [...new Set([...current.map(({ scheme }) => scheme), ...schemes])];
  return order.flatMap((scheme) =>
    (schemes.includes(scheme) ? imported : current).filter((row) => row.scheme === scheme),
  );
}

/** The difference that an import makes, for each scheme that its file contains. */
export function diffClasses(
  current: readonly ClassRow[],
  imported: readonly ClassRow[],
  schemes: readonly string[],
): SchemeDiff[] {
  return schemes.map((scheme) => {
    const of = (rows: readonly ClassRow[]) => rows.filter((row) => row.scheme === scheme);
    return { scheme, ...diffRows(of(current), of(imported), (row) => row.code) };
  });
}
