import type { KnownTable } from '@shared/domain/registry/events';

/** A row of a table as the store hands it over; the store's schemas say what is right. */
export type Row = Readonly<Record<string, unknown>>;

/** The tables that the settings show, in the order of the list. */
export const tableIds = [
  'units',
  'classes',
  'limits',
  'responsibility',
  'calendar',
  'policy',
  'texts',
  'duty',
  'operators',
  'ledgerKinds',
] as const satisfies readonly KnownTable[];
export type TableId = (typeof tableIds)[number];

export function isTableId(name: string): name is TableId {
  return (tableIds as readonly string[]).includes(name);
}

/**
 * What a cell holds and how it is edited. `lines` is a list with one entry a line, `list` one with commas; `year` a
 * year's holidays.
 */
export type CellKind =
  | 'text'
  | 'long'
  | 'number'
  | 'bool'
  | 'day'
  | 'monthDay'
  | 'choice'
  | 'multi'
  | 'slots'
  | 'list'
  | 'lines'
  | 'year';

/** Where the choices of a cell come from: the directory, or a fixed list with words. */
export type OptionSource =
  | 'unit'
  | 'unitOrRole'
  | 'scheme'
  | 'class'
  | 'community'
  | 'channel'
  | 'appealKind'
  | 'priority'
  | 'timeUnit'
  | 'item'
  | 'use'
  | 'shift'
  | 'role'
  | 'unitKind'
  | 'origin'
  | 'per'
  | 'policy';

export interface Column {
  readonly field: string;
  readonly kind: CellKind | ((row: Row) => CellKind);
  /** Least width in pixels; what is left over is shared by `grow`. */
  readonly width: number;
  readonly grow?: number;
  readonly options?: OptionSource;
  /** The field beside it that says of which scheme a class is. */
  readonly schemeField?: string;
  /** What stands there when the cell is emptied; without it the field is taken away. */
  readonly blank?: unknown;
  /** Rows without this field: the cell is not for them. */
  readonly when?: (row: Row) => boolean;
}

export interface TableSpec {
  readonly id: TableId;
  readonly columns: readonly Column[];
  /** A new row; `id` is made unique by the caller. */
  readonly blank: Row;
  /** The order of rows decides something: they can be moved. */
  readonly ordered?: boolean;
  /** What can be tried out beside the table. */
  readonly trial?: 'duty' | 'limit';
}

const column = (field: string, kind: Column['kind'], width: number, more: Partial<Column> = {}): Column => ({
  field,
  kind,
  width,
  ...more,
});
const choice = (field: string, options: OptionSource, width: number, more: Partial<Column> = {}): Column =>
  column(field, 'choice', width, { options, ...more });
const id = column('id', 'text', 124);
const validity = [column('from', 'day', 96), column('to', 'day', 96)];

const isYear = (row: Row): boolean => row.kind === 'year';
const isSlots = (row: Row): boolean => row.kind !== 'year';

/** A rule of the house is a number, yes or no, or words. */
export function policyKind(row: Row): CellKind {
  if (row.id === 'extensionWhenOverdue') return 'bool';
  return row.id === 'contact' ? 'text' : 'number';
}

export const tableSpecs: Readonly<Record<TableId, TableSpec>> = {
  units: {
    id: 'units',
    columns: [
      id,
      column('name', 'text', 170, { grow: 2 }),
      column('short', 'text', 96, { grow: 1 }),
      column('nameEn', 'text', 150, { grow: 1, blank: '' }),
      choice('kind', 'unitKind', 104),
      choice('communityCode', 'community', 112),
      column('contact', 'text', 130, { grow: 1 }),
      column('aliases', 'list', 170, { grow: 2, blank: [] }),
    ],
    blank: { kind: 'office', nameEn: '', aliases: [] },
  },
  classes: {
    id: 'classes',
    columns: [
      choice('scheme', 'scheme', 104),
      column('code', 'text', 76),
      column('name', 'text', 170, { grow: 2 }),
      column('group', 'text', 104, { grow: 1 }),
      column('limits', 'text', 112),
      column('mapsTo', 'text', 76),
      column('appealKinds', 'multi', 120, { options: 'appealKind' }),
      column('dept', 'text', 100, { grow: 1 }),
      column('conditions', 'lines', 120, { grow: 1 }),
      column('closing', 'lines', 110, { grow: 1 }),
      choice('origin', 'origin', 76),
      column('note', 'text', 90, { grow: 1 }),
    ],
    blank: { scheme: 'event' },
  },
  limits: {
    id: 'limits',
    columns: [
      id,
      choice('item', 'item', 108),
      choice('channel', 'channel', 112, { grow: 1 }),
      choice('appealKind', 'appealKind', 84),
      choice('classScheme', 'scheme', 104),
      choice('classCode', 'class', 150, { grow: 2, schemeField: 'classScheme' }),
      choice('priority', 'priority', 76),
      column('value', 'number', 72),
      choice('unit', 'timeUnit', 108),
      ...validity,
    ],
    blank: { item: 'handle', unit: 'workHour' },
    ordered: true,
    trial: 'limit',
  },
  responsibility: {
    id: 'responsibility',
    columns: [
      id,
      choice('scheme', 'scheme', 96),
      choice('code', 'class', 190, { grow: 3, schemeField: 'scheme' }),
      choice('communityCode', 'community', 88),
      column('gridCode', 'text', 132),
      column('road', 'text', 84),
      column('estate', 'text', 84),
      choice('lead', 'unitOrRole', 112, { grow: 1 }),
      column('assisting', 'multi', 112, { options: 'unitOrRole', grow: 1 }),
      column('basis', 'text', 150, { grow: 2 }),
      ...validity,
    ],
    blank: { scheme: 'event' },
    trial: 'duty',
  },
  calendar: {
    id: 'calendar',
    columns: [
      id,
      choice('unit', 'unit', 140, { when: isSlots, grow: 1 }),
      column('slots', 'slots', 190, { when: isSlots, grow: 1 }),
      ...validity.map((one) => ({ ...one, when: isSlots })),
      column('seasonFrom', 'monthDay', 88, { when: isSlots }),
      column('seasonTo', 'monthDay', 88, { when: isSlots }),
      column('table', 'year', 250, { when: isYear, grow: 2 }),
    ],
    blank: { kind: 'slots', slots: ['08:00-12:00', '14:00-18:00'] },
    ordered: true,
  },
  policy: {
    id: 'policy',
    columns: [choice('id', 'policy', 320, { grow: 2 }), column('value', policyKind, 200, { grow: 1 })],
    blank: {},
  },
  texts: {
    id: 'texts',
    columns: [
      id,
      choice('use', 'use', 104),
      choice('scheme', 'scheme', 104),
      choice('code', 'class', 160, { schemeField: 'scheme' }),
      column('text', 'long', 360, { grow: 3 }),
    ],
    blank: { use: 'assign' },
    ordered: true,
  },
  duty: {
    id: 'duty',
    columns: [
      column('day', 'day', 120),
      choice('shift', 'shift', 96),
      column('leader', 'text', 200, { grow: 1 }),
      column('notify', 'bool', 140),
    ],
    blank: { shift: 'day' },
  },
  operators: {
    id: 'operators',
    columns: [id, column('name', 'text', 200, { grow: 1 }), choice('role', 'role', 140)],
    blank: { role: 'intake' },
  },
  ledgerKinds: {
    id: 'ledgerKinds',
    columns: [
      id,
      column('name', 'text', 170, { grow: 2 }),
      column('nameEn', 'text', 150, { grow: 1 }),
      column('unit', 'text', 90),
      column('unitEn', 'text', 104),
      choice('per', 'per', 104),
      column('target', 'number', 96),
      choice('by', 'unit', 140, { grow: 1 }),
    ],
    blank: { per: 'day' },
    ordered: true,
  },
};

/** The kind of a cell, by column and row. */
export function kindOf(column: Column, row: Row): CellKind {
  return typeof column.kind === 'function' ? column.kind(row) : column.kind;
}

/** Is this cell for this row? */
export function applies(column: Column, row: Row): boolean {
  return column.when === undefined || column.when(row);
}
