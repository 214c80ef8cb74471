/** Why a file could not be read at all; the texts belong to the screen. */
export type ParseErrorCode =
  | 'parse.empty'
  | 'parse.fileTooBig'
  | 'parse.zipBomb'
  | 'parse.zipBroken'
  | 'parse.notASpreadsheet'
  | 'parse.encrypted'
  | 'parse.unreadable'
  | 'parse.tooManyRows'
  | 'parse.tooManyCells'
  | 'parse.noTable'
  | 'parse.noHeader'
  | 'parse.noUnitHeader'
  | 'parse.noCatalogue'
  | 'parse.noSuchSheet';

/** A file that cannot be read, with a code and what a text about it needs. Survives `JSON.stringify`. */
export class ParseError extends Error {
  override readonly name = 'ParseError';

  constructor(
    readonly code: ParseErrorCode,
    readonly params: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(params)}`, options);
  }

  toJSON(): { code: ParseErrorCode; params: Readonly<Record<string, string | number>> } {
    return { code: this.code, params: this.params };
  }
}
