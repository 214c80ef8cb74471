import { cleanText, EMPTY_CELL, type SheetCell } from './cells';
import type { ColumnMapping } from './header';
import type { ImportProfile, SheetField } from './profile';

/** What is wrong with a row, or only odd about it. `column` is the header, `value` what stood in the cell. */
export interface RowIssue {
  readonly code: RowIssueCode;
  readonly column?: string;
  readonly value?: string;
}

/** Codes of {@link RowIssue}; texts for them belong to the screen. */
export type RowIssueCode =
  | 'row.numberMissing'
  | 'row.numberDestroyed'
  | 'row.numberOdd'
  | 'row.timeMissing'
  | 'row.timeUnreadable'
  | 'row.contentEmpty'
  | 'row.noPlace'
  | 'row.kindUnknown'
  | 'row.stateUnknown'
  | 'row.phoneOdd'
  | 'row.dueBeforeReceived';

/** What the rows of one sheet have in common. */
export interface RowContext {
  readonly profile: ImportProfile;
  readonly mapping: readonly ColumnMapping[];
  /** The book counts its dates from 1904. */
  readonly date1904: boolean;
}

const columnCache = new WeakMap<RowContext, ReadonlyMap<SheetField, ColumnMapping>>();

/** Field → column of a sheet, built once for all its rows. */
function columnsOf(context: RowContext): ReadonlyMap<SheetField, ColumnMapping> {
  const built = columnCache.get(context);
  if (built) return built;
  const columns = new Map<SheetField, ColumnMapping>();
  for (const column of context.mapping) if (column.field) columns.set(column.field, column);
  columnCache.set(context, columns);
  return columns;
}

/** Reads the cells of one row by field and collects what is wrong with them. */
export class RowReader {
  readonly issues: RowIssue[] = [];
  private readonly columns: ReadonlyMap<SheetField, ColumnMapping>;
  private readonly cleaned = new Map<SheetField, string>();

  constructor(
    private readonly cells: readonly SheetCell[],
    readonly context: RowContext,
  ) {
    this.columns = columnsOf(context);
  }

  has(field: SheetField): boolean {
    return this.columns.has(field);
  }

  cell(field: SheetField): SheetCell {
    const column = this.columns.get(field);
    return (column && this.cells[column.column]) ?? EMPTY_CELL;
  }

  text(field: SheetField): string {
    const known = this.cleaned.get(field);
    if (known !== undefined) return known;
    const text = cleanText(this.cell(field).text);
    this.cleaned.set(field, text);
    return text;
  }

  mark(code: RowIssueCode, field?: SheetField, value?: string): void {
    const column = field && this.columns.get(field)?.header;
    this.issues.push({ code, ...(column ? { column } : {}), ...(value ? { value } : {}) });
  }

  /** Every filled cell that is not of a `known` field, by its header; cells beyond the header by `#column`. */
  rest(known: ReadonlySet<SheetField>): Record<string, string> {
    const more: Record<string, string> = {};
    for (const { column, header, field } of this.context.mapping) {
      const text = cleanText(this.cells[column]?.text ?? '');
      if (text === '' || (field && known.has(field))) continue;
      const name = header === '' ? `#${column + 1}` : header;
      // A header is whatever somebody wrote there, `__proto__` too.
      const free = !Object.hasOwn(more, name) && name !== '__proto__';
      more[free ? name : `${name}#${column + 1}`] = text;
    }
    // Cells beyond the header's width.
    this.cells.slice(this.context.mapping.length).forEach((cell, k) => {
      const text = cleanText(cell.text);
      if (text !== '') more[`#${this.context.mapping.length + k + 1}`] = text;
    });
    return more;
  }
}
