// Reading back what the application wrote: DOCX by its XML, PDF by its page objects, sheets by their strings.
import { readFileSync } from 'node:fs';
import { all, type Document, unzip, words, xml } from '../../../src/main/briefing/testing/book';

export { words as docxWords };

export async function readDocx(bytes: Uint8Array): Promise<Document> {
  return xml(await unzip(bytes), 'word/document.xml');
}

/** Cells of the table whose first heading is this word. */
export function docxTable(body: Document, first: string): string[][] {
  const tables = all(body, 'w:tbl').map((one) =>
    all(one, 'w:tr').map((row) => all(row, 'w:tc').map((cell) => words(cell))),
  );
  const found = tables.find(([head]) => head?.[0] === first);
  if (!found) throw new Error(`no table that begins with ${first}`);
  return found;
}

/** Pages of a PDF as Chromium writes it: every page object stands there in the clear. */
export function pdfPages(bytes: Buffer): number {
  return bytes.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

/** Mobile numbers that stand in a workbook, each once. */
export async function phonesOf(path: string): Promise<string[]> {
  const parts = await unzip(readFileSync(path));
  const text = [...parts]
    .map(([name, bytes]) => (name.startsWith('xl/') ? bytes.toString('utf8') : ''))
    .join('\n');
  return [...new Set(text.match(/(?<![\d.])1[3-9]\d{9}(?!\d)/g) ?? [])];
}
