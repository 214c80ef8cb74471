import { cleanText, plainText, type SheetCell } from './cells';
import { readOrderNumber } from './number';
import { type RowContext, RowReader } from './rowReader';

/** What a row below the header is. */
export type RowClass = 'data' | 'blank' | 'total' | 'note';

function startsWithOneOf(text: string, words: readonly string[]): boolean {
  const plain = plainText(text).replace(/\s/g, '');
  return words.some((word) => plain.startsWith(word));
}

/**
 * Tell an order from what else stands in a sheet: empty lines, lines with only a running number, total rows, remarks,
 * the header printed again. In doubt it is an order, so that somebody looks at it.
 */
export function classifyRow(cells: readonly SheetCell[], context: RowContext): RowClass {
  const reader = new RowReader(cells, context);
  const filled = cells.filter((cell) => cleanText(cell.text) !== '');
  const first = filled[0];
  if (!first) return 'blank';
  const repeated = context.mapping.filter(({ column, header, field }) => {
    return field !== null && cleanText(cells[column]?.text ?? '').replace(/\s+/g, ' ') === header;
  });
  if (repeated.length >= 2 && repeated.length >= filled.length / 2) return 'note';
  const number = readOrderNumber(reader.cell(reader.has('orderNo') ? 'orderNo' : 'upperNo'));
  const hasNumber = number.kind === 'destroyed' || (number.kind === 'number' && !number.odd);
  if (hasNumber) return 'data';
  const content = reader.text('content');
  // A subtotal may have its figure under the words' column.
  const figure = /^[\d.,%]*件?$/.test(plainText(content));
  if (figure && startsWithOneOf(first.text, context.profile.totals)) return 'total';
  if (content !== '') return 'data';
  if (reader.text('title') !== '') return 'data';
  // A running number alone is a line that nobody filled in; with anything beside it somebody should look.
  if (/^\d+$/.test(plainText(reader.text('seq')))) return filled.length === 1 ? 'blank' : 'data';
  return filled.length <= 2 || startsWithOneOf(first.text, context.profile.notes) ? 'note' : 'data';
}
