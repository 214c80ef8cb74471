import type { z } from 'zod';
import { diffRows } from './diff';
import { missingItems } from './findings';
import { unknownFields } from './keptRows';
import { type EditableTable, type TableRow, tableKinds } from './tableSchemas';
import type { LimitRow, OperatorRow } from './tables';
import { roleMay } from './whoMay';

/** What is wrong with a row; see `rowErrorSchema` of the contract. `row` is -1 where the whole table is meant. */
export interface CheckError {
  readonly row: number;
  readonly field: string;
  readonly code: string;
  readonly params: Record<string, string | number>;
}

/** What rows may name: the ids of units, `scheme/code` of classes, codes of communities. */
export interface KnownNames {
  readonly units: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  readonly communities: ReadonlySet<string>;
  /** Names of rows of this table that only a newer program reads: they stay, and no other row may have them. */
  readonly kept?: ReadonlySet<string>;
}

/** Rows after checking: as they are to be written, or what is wrong with them. */
export interface CheckedRows {
  readonly rows: readonly TableRow[];
  readonly errors: readonly CheckError[];
}

type Params = CheckError['params'];
type Issue = z.core.$ZodIssue;

function at(row: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    row,
  );
}

const DAY_FIELDS = new Set(['from', 'to', 'day']);

/** What the schemas' own refinements say, told by the field they guard. */
function customCode(path: readonly PropertyKey[], message: string): [string, Params] {
  const field = String(path.at(-1) ?? '');
  if (DAY_FIELDS.has(field)) return ['day', {}];
  if (path.includes('slots')) return ['slots', {}];
  if (path.includes('holidays') || path.includes('workdays')) return ['yearDay', { day: field }];
  return ['other', { message }];
}

function codeOf(issue: Issue, row: unknown): [string, Params] {
  switch (issue.code) {
    case 'invalid_type':
      return at(row, issue.path) === undefined ? ['required', {}] : ['type', { expected: issue.expected }];
    case 'invalid_value':
      return at(row, issue.path) === undefined
        ? ['required', {}]
        : ['choice', { values: issue.values.map(String).join('、') }];
    case 'invalid_union':
      return ['choice', { values: issue.discriminator ?? '' }];
    case 'too_small':
      return issue.origin === 'string' ? ['empty', {}] : ['tooSmall', { least: Number(issue.minimum) }];
    case 'too_big':
      return ['tooBig', { most: Number(issue.maximum) }];
    case 'unrecognized_keys':
      return ['unknownField', { fields: issue.keys.join('、') }];
    case 'invalid_format':
      return ['format', { message: issue.message }];
    case 'custom':
      return customCode(issue.path, issue.message);
    default:
      return ['other', { message: issue.message }];
  }
}

function rowErrors(row: TableRow, index: number, issues: readonly Issue[]): CheckError[] {
  return issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    const [code, params] = codeOf(issue, row);
    return { row: index, field, code, params: { field, ...params } };
  });
}

/** Fields that a schema would leave out without a word. */
function dropped(row: TableRow, parsed: object, index: number): CheckError[] {
  const fields = unknownFields(row, parsed);
  if (fields.length === 0) return [];
  const [field = ''] = fields;
  return [{ row: index, field, code: 'unknownField', params: { field, fields: fields.join('、') } }];
}

function duplicates(table: EditableTable, rows: readonly TableRow[], kept: KnownNames['kept']): CheckError[] {
  const seen = new Map<string, number>();
  return rows.flatMap((row, index) => {
    const key = tableKinds[table].key(row);
    if (kept?.has(key)) return [{ row: index, field: 'id', code: 'keptKey', params: { field: 'id', key } }];
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, index);
      return [];
    }
    return [{ row: index, field: 'id', code: 'duplicate', params: { field: 'id', key, first: first + 1 } }];
  });
}

const unknown =
  (index: number) =>
  (code: string, field: string, value: string): CheckError => ({
    row: index,
    field,
    code,
    params: { field, value },
  });

function classErrors(
  row: TableRow,
  index: number,
  known: KnownNames,
  fields: [string, string],
): CheckError[] {
  const [schemeField, codeField] = fields;
  const scheme = row[schemeField];
  const code = row[codeField];
  if (typeof code !== 'string') return [];
  const found =
    typeof scheme === 'string'
      ? known.classes.has(`${scheme}/${code}`)
      : [...known.classes].some((one) => one.endsWith(`/${code}`));
  const value = typeof scheme === 'string' ? `${scheme} ${code}` : code;
  return found ? [] : [unknown(index)('unknownClass', codeField, value)];
}

/** The same code is another class in another scheme: a limit for a class says of which. */
function schemeErrors(row: TableRow, index: number): CheckError[] {
  if (typeof row.classCode !== 'string' || typeof row.classScheme === 'string') return [];
  return [
    {
      row: index,
      field: 'classScheme',
      code: 'classScheme',
      params: { field: 'classScheme', code: row.classCode },
    },
  ];
}

function communityErrors(row: TableRow, index: number, known: KnownNames): CheckError[] {
  const code = row.communityCode;
  return typeof code !== 'string' || known.communities.has(code)
    ? []
    : [unknown(index)('unknownCommunity', 'communityCode', code)];
}

function unitErrors(row: TableRow, index: number, known: KnownNames): CheckError[] {
  const named = [
    ['lead', row.lead],
    ...(Array.isArray(row.assisting) ? row.assisting.map((one) => ['assisting', one]) : []),
  ] as [string, unknown][];
  return named
    .filter(([, unit]) => typeof unit === 'string' && !known.units.has(unit) && !isRole(unit))
    .map(([field, unit]) => unknown(index)('unknownUnit', field, String(unit)));
}

/** A field that names a unit and nothing else. */
function unitError(field: string, row: TableRow, index: number, known: KnownNames): CheckError[] {
  const unit = row[field];
  return typeof unit === 'string' && !known.units.has(unit)
    ? [unknown(index)('unknownUnit', field, unit)]
    : [];
}

function isRole(unit: string): boolean {
  return unit === '@community' || unit === '@property';
}

function orderErrors(row: TableRow, index: number): CheckError[] {
  const { from, to } = row;
  if (typeof from !== 'string' || typeof to !== 'string' || from <= to) return [];
  return [{ row: index, field: 'to', code: 'order', params: { field: 'to', from, to } }];
}

/** What a row names must be there: units, classes, communities. */
function nameErrors(table: EditableTable, row: TableRow, index: number, known: KnownNames): CheckError[] {
  switch (table) {
    case 'responsibility':
      return [
        ...classErrors(row, index, known, ['scheme', 'code']),
        ...communityErrors(row, index, known),
        ...unitErrors(row, index, known),
      ];
    case 'limits':
      return [...schemeErrors(row, index), ...classErrors(row, index, known, ['classScheme', 'classCode'])];
    case 'texts':
      return classErrors(row, index, known, ['scheme', 'code']);
    case 'units':
    case 'grids':
      return communityErrors(row, index, known);
    case 'calendar':
      return unitError('unit', row, index, known);
    case 'ledgerKinds':
      return unitError('by', row, index, known);
    default:
      return [];
  }
}

function tableErrors(table: EditableTable, rows: readonly TableRow[]): CheckError[] {
  if (rows.length === 0 && tableKinds[table].needed)
    return [{ row: -1, field: '', code: 'noRows', params: {} }];
  if (
    table === 'operators' &&
    !rows.some((row) => roleMay('rules.set', (row as unknown as OperatorRow).role))
  )
    return [{ row: -1, field: 'role', code: 'noLeader', params: { field: 'role' } }];
  if (table !== 'limits') return [];
  return missingItems(rows as unknown as LimitRow[]).map((item) => ({
    row: -1,
    field: 'item',
    code: 'itemMissing',
    params: { item },
  }));
}

/**
 * Check the rows of a table: each by its schema, no field left out in silence, none twice, what they name is there, and
 * the table as a whole can be worked with. Rows come back as they are to be written, with the schema's defaults.
 */
export function checkRows(table: EditableTable, rows: readonly TableRow[], known: KnownNames): CheckedRows {
  const errors: CheckError[] = [];
  const written = rows.map((row, index) => {
    const parsed = tableKinds[table].row.safeParse(row);
    if (!parsed.success) {
      errors.push(...rowErrors(row, index, parsed.error.issues));
      return row;
    }
    const value = parsed.data as TableRow;
    errors.push(...dropped(row, value, index), ...orderErrors(value, index));
    errors.push(...nameErrors(table, value, index, known));
    return value;
  });
  if (errors.length === 0)
    errors.push(...duplicates(table, written, known.kept), ...tableErrors(table, written));
  return { rows: written, errors: errors.sort((a, b) => a.row - b.row) };
}

/** Rows against rows; see `tableDiffSchema` of the contract. */
export interface TableDiff {
  readonly added: { key: string; row: TableRow }[];
  readonly removed: { key: string; row: TableRow }[];
  readonly changed: { key: string; fields: string[]; before: TableRow; after: TableRow }[];
  readonly same: number;
  readonly reordered: boolean;
}

/** What changes between two states of a table, and whether its order does where that decides something. */
export function tableDiff(
  table: EditableTable,
  before: readonly TableRow[],
  after: readonly TableRow[],
): TableDiff {
  const { key, ordered } = tableKinds[table];
  const { added, removed, changed, unchanged } = diffRows(before, after, key);
  const order = (rows: readonly TableRow[], others: readonly TableRow[]): string => {
    const there = new Set(others.map(key));
    return rows
      .map(key)
      .filter((one) => there.has(one))
      .join('\n');
  };
  return {
    added: [...added],
    removed: [...removed],
    changed: changed.map(({ fields, ...one }) => ({ ...one, fields: fields.map(({ field }) => field) })),
    same: unchanged,
    reordered: ordered === true && order(before, after) !== order(after, before),
  };
}
