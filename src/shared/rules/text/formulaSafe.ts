/** What a spreadsheet program takes for the begin of a formula, also in a file of plain text. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A text that no spreadsheet program computes, whatever file or clipboard it comes by: one that begins like a formula gets an
 * apostrophe before it, as CSV files of the district do.
 */
export function formulaSafe(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
