import { checkArchive } from './archive';
import {
  CellBudget,
  checkSize,
  SHEET_LIMITS,
  type SheetBook,
  type SheetFormat,
  type SheetLimits,
  type SpreadsheetReader,
} from './book';
import { ParseError } from './errors';
import { htmlReader } from './htmlReader';
import { hucreReader } from './hucreReader';
import { sheetjsReader } from './sheetjsReader';
import { sniffFormat } from './sniff';
import { textReader } from './textReader';

/** Who reads what, and who is asked when the first one fails. hucre does not know hidden rows of .xls. */
const readersFor: Record<SheetFormat, readonly SpreadsheetReader[]> = {
  xlsx: [hucreReader, sheetjsReader],
  xls: [sheetjsReader, hucreReader],
  xml: [sheetjsReader],
  html: [htmlReader],
  text: [textReader],
};

/**
 * Open a foreign spreadsheet, whatever its name says: .xlsx, .xls, a web page or XML or text that calls itself one.
 * @throws ParseError with the file's name in `params.file`.
 */
export async function openBook(
  bytes: Uint8Array,
  fileName: string,
  limits: SheetLimits = SHEET_LIMITS,
  readers: Record<SheetFormat, readonly SpreadsheetReader[]> = readersFor,
): Promise<SheetBook> {
  if (bytes.length > limits.maxBytes) {
    throw new ParseError('parse.fileTooBig', { file: fileName, bytes: bytes.length, limit: limits.maxBytes });
  }
  const format = sniffFormat(bytes, fileName);
  if (format === 'xlsx') await checkArchive(bytes, fileName, limits);
  let failure: unknown;
  for (const reader of readers[format]) {
    try {
      return checkSize(await reader.open(bytes, format, new CellBudget(limits)), limits);
    } catch (error) {
      if (error instanceof ParseError)
        throw new ParseError(error.code, { file: fileName, ...error.params }, { cause: error });
      failure ??= error;
    }
  }
  const why = failure instanceof Error ? failure.message : String(failure);
  throw new ParseError('parse.unreadable', { file: fileName, why }, { cause: failure });
}
