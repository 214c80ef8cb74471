import { textCell } from '@shared/rules/intake/cells';
import { detectDelimiter, parseCsv } from 'hucre/csv';
import { makeSheet, type SheetBook, type SpreadsheetReader } from './book';
import { decodeText } from './decode';

/** Comma, semicolon or tab separated text. Every cell is text: nothing is guessed, so long numbers stay whole. */
export const textReader: SpreadsheetReader = {
  name: 'text',
  async open(bytes, _format, budget): Promise<SheetBook> {
    const { text } = decodeText(bytes);
    const delimiter = detectDelimiter(text.slice(0, 64 * 1024));
    budget.take(cellsAtMost(text, delimiter), 'text');
    const rows = parseCsv(text, { delimiter, skipBom: true, typeInference: false });
    const cells = rows.map((row) => row.map((value) => textCell(unquoted(String(value ?? '')))));
    return { format: 'text', reader: 'text', date1904: false, sheets: [makeSheet('text', cells)] };
  },
};

/** A cell ends at a delimiter or a line's end; those inside quotes are counted with them. */
function cellsAtMost(text: string, delimiter: string): number {
  let cells = 1;
  for (const sign of [delimiter, '\n', '\r'])
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) cells++;
  return cells;
}

/** Exports write `="2410…"` or a tab behind a number to keep Excel from rounding it. */
function unquoted(text: string): string {
  return text
    .replace(/^="([^"]*)"$/, '$1')
    .replace(/^=(\d[\d-]*)$/, '$1')
    .replace(/^\t+|\t+$/g, '');
}
