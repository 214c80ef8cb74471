/** How bad a finding is: an error keeps the file from taking effect. */
export type FindingLevel = 'error' | 'warning' | 'info';

const LEVELS = {
  /** A code that stands twice in its scheme. `scheme`, `code`, `firstSheet`, `firstRow`. */
  duplicate: 'error',
  /** `text` */
  limitUnreadable: 'error',
  /** A filing condition without a limit among others that have one. `code` */
  limitMissing: 'error',
  /** `code` */
  nameMissing: 'error',
  /** `name` */
  codeMissing: 'error',
  /** `text`, `expected` */
  codeForm: 'error',
  /** `code`, `group` */
  codeOutsideGroup: 'error',
  /** `code` */
  groupMissing: 'error',
  /** Neither event nor part. `text` */
  kindUnknown: 'error',
  /** A blank cell means “as above”, and nothing stands above. */
  nothingAbove: 'error',
  /** The sheet does not say whether it holds events or parts. `sheet` */
  schemeUnknown: 'error',
  /** Signs of the numbers before and since 2013 in one sheet. `oldRow`, `newRow` */
  numberingMixed: 'error',
  /** `text` */
  mapsToForm: 'error',
  /** `code`, `target` */
  mapsToNowhere: 'error',
  /** `text` */
  appealKindUnknown: 'error',
  /** `text` */
  originUnknown: 'error',
  /** The word leaves the unit open. `text`, `read` */
  limitAssumed: 'warning',
  /** `code` */
  noLimit: 'warning',
  /** Numbers of before 2013: taken into a scheme of their own. `scheme`, `rows` */
  oldNumbering: 'warning',
  /** Classes of 04 or 05 whose numbering nothing tells: taken as the present one. `rows` */
  numberingUnsure: 'warning',
  /** `unit`, `rows` */
  unitUnknown: 'warning',
  /** A class that stays points to one that this file takes away. `scheme`, `code`, `target` */
  mapsToLost: 'warning',
  /** Only a newer program reads this class as it stands: it stays, and the file's is left out. `scheme`, `code` */
  classKept: 'warning',
  /** A hidden sheet was read, too. `sheet`, `rows` */
  sheetHidden: 'warning',
  /** Leading zeros that a spreadsheet ate were put back. `rows`, `text`, `code` */
  codePadded: 'info',
  /** `header` */
  columnIgnored: 'info',
  /** No header of a catalogue. `sheet`, `rows` */
  sheetSkipped: 'info',
  /** `text` */
  rowSkipped: 'info',
} as const satisfies Record<string, FindingLevel>;

/** What can be found; texts under `catalogue:finding.` of the screen. */
export type FindingCode = keyof typeof LEVELS;

/** Something found in a catalogue file. `row` is 1-based as a spreadsheet shows it, 0 where the whole sheet is meant. */
export interface Finding {
  readonly level: FindingLevel;
  readonly code: FindingCode;
  readonly sheet: string;
  readonly row: number;
  /** The column's header as it stands there. */
  readonly column?: string | undefined;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Where a finding belongs. */
export interface FindingPlace {
  readonly sheet: string;
  readonly row: number;
  readonly column?: string | undefined;
}

/** A finding with the level of its code. */
export function finding(code: FindingCode, place: FindingPlace, params: Finding['params'] = {}): Finding {
  const { sheet, row, column } = place;
  return { level: LEVELS[code], code, sheet, row, ...(column === undefined ? {} : { column }), params };
}

/** True where the findings keep a file from taking effect. */
export function blocks(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'error');
}

/** All codes, for the test that each has its text. */
export const findingCodes = Object.keys(LEVELS) as readonly FindingCode[];
