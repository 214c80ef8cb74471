import { EMPTY_CELL, type SheetCell, textCell } from '@shared/rules/intake/cells';
import { Parser } from 'htmlparser2';
import { type CellBudget, type MergedRange, makeSheet, type SheetBook, type SpreadsheetReader } from './book';
import { decodeText } from './decode';
import { ParseError } from './errors';

/** A cell may not stretch further than this; what claims more is cut. */
const MAX_SPAN = 1000;
const BREAKS = new Set(['br', 'p', 'div', 'li']);

/** Fills one table: cells go to the next free column, merged ones keep their places free. */
class Table {
  readonly rows: SheetCell[][] = [];
  readonly hiddenRows = new Set<number>();
  readonly merges: MergedRange[] = [];
  /** Column → first row in which it is free again, for cells that span rows. */
  private readonly takenUntil = new Map<number, number>();
  private width = 0;
  private cell: { parts: string[]; rowSpan: number; colSpan: number } | null = null;

  constructor(
    private readonly name: string,
    private readonly budget: CellBudget,
  ) {}

  openRow(attributes: Record<string, string>): void {
    this.closeCell();
    this.addRow();
    if ('hidden' in attributes || /display\s*:\s*none/i.test(attributes.style ?? '')) {
      this.hiddenRows.add(this.rows.length - 1);
    }
  }

  openCell(attributes: Record<string, string>): void {
    this.closeCell();
    if (this.rows.length === 0) this.addRow();
    const span = (text: string | undefined) =>
      Math.min(MAX_SPAN, Math.max(1, Number.parseInt(text ?? '1', 10) || 1));
    this.cell = { parts: [], rowSpan: span(attributes.rowspan), colSpan: span(attributes.colspan) };
  }

  private addRow(): void {
    this.budget.take(1, this.name);
    this.width = 0;
    this.rows.push([]);
  }

  text(text: string): void {
    this.cell?.parts.push(text);
  }

  closeCell(): void {
    const cell = this.cell;
    const row = this.rows.at(-1);
    this.cell = null;
    if (!cell || !row) return;
    const top = this.rows.length - 1;
    while ((this.takenUntil.get(row.length) ?? 0) > top) row.push(EMPTY_CELL);
    const left = row.length;
    // What was pushed to get past cells that span rows, and what this one takes itself.
    this.budget.take(left - this.width + cell.colSpan, this.name);
    this.width = left + cell.colSpan;
    // White space of the source is one space; line ends come from <br> and its like alone.
    const text = cell.parts
      .join('')
      .replace(/[ \t\r\f\n]+/g, ' ')
      .replace(/ ?\u2028 ?/g, '\n')
      .trim();
    row.push(textCell(text));
    for (let k = 1; k < cell.colSpan; k++) row.push(EMPTY_CELL);
    if (cell.rowSpan === 1 && cell.colSpan === 1) return;
    for (let k = 0; k < cell.colSpan; k++) this.takenUntil.set(left + k, top + cell.rowSpan);
    this.merges.push({ top, left, bottom: top + cell.rowSpan - 1, right: left + cell.colSpan - 1 });
  }
}

/** Every table of a page, in order of opening; one inside another is a table of its own. */
function tablesOf(html: string, budget: CellBudget): Table[] {
  const tables: Table[] = [];
  const open: Table[] = [];
  let silent = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const table = open.at(-1);
        if (name === 'script' || name === 'style') silent++;
        else if (name === 'table') {
          const inner = new Table(tableName(tables.length), budget);
          tables.push(inner);
          open.push(inner);
        } else if (name === 'tr') table?.openRow(attributes);
        else if (name === 'td' || name === 'th') table?.openCell(attributes);
        else if (BREAKS.has(name)) table?.text('\u2028');
      },
      ontext(text) {
        if (silent === 0) open.at(-1)?.text(text);
      },
      onclosetag(name) {
        if (name === 'script' || name === 'style') silent--;
        else if (name === 'table') open.pop()?.closeCell();
        else if (name === 'td' || name === 'th' || name === 'tr') open.at(-1)?.closeCell();
      },
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  return tables;
}

function tableName(index: number): string {
  return `table ${index + 1}`;
}

/** “Excel” files that are web pages: every table is a sheet, named by its number. */
export const htmlReader: SpreadsheetReader = {
  name: 'html',
  async open(bytes, _format, budget): Promise<SheetBook> {
    const sheets = tablesOf(decodeText(bytes).text, budget).map((table, k) =>
      makeSheet(tableName(k), table.rows, { hiddenRows: table.hiddenRows, merges: table.merges }),
    );
    if (!sheets.some(({ rows }) => rows.length > 0)) throw new ParseError('parse.noTable');
    return { format: 'html', reader: 'html', date1904: false, sheets };
  },
};
