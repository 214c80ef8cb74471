import { textCell } from '@shared/rules/intake/cells';
import { detectDelimiter, parseCsv } from 'hucre/csv';
import { makeSheet, type SheetBook, type SpreadsheetReader } from './book';
import { decodeText } from './decode';

/** Comma, semicolon or tab separated text. Every cell is text: nothing is guessed, so long numbers stay whole. */
export const textReader: SpreadsheetReader = {
  name: 'text',
  async open(bytes): Promise<SheetBook> {
    const { text } = decodeText(bytes);
    const delimiter = detectDelimiter(text.slice(0, 64 * 1024));
    const rows = parseCsv(text, { delimiter, skipBom: true, typeInference: false });
    const cells = rows.map((row) => row.map((value) => textCell(unquoted(String(value ?? '')))));
    return { format: 'text', reader: 'text', date1904: false, sheets: [makeSheet('text', cells)] };
  },
};

/** Exports write `="2410…"` or a tab behind a number to keep Excel from rounding it. */
function unquoted(text: string): string {
  return text
    .replace(/^="([^"]*)"$/, '$1')
    .replace(/^=(\d[\d-]*)$/, '$1')
    .replace(/^\t+|\t+$/g, '');
}
