import { z } from 'zod';
import type { KnownTable, TableName } from '../domain/registry/events';
import { calendarRowSchema } from './calendars';
import { HOUSE_LEDGER_KINDS, ledgerKindRowSchema } from './ledgerKinds';
import { camera, communityCode, communityFile, gridCode, placeEntry } from './place/schema';
import { policyRowSchema } from './policy';
import {
  classRowSchema,
  dutyRowSchema,
  limitRowSchema,
  operatorRowSchema,
  responsibilityRowSchema,
  textRowSchema,
  unitRowSchema,
} from './tables';

/** A row of any table. */
export type TableRow = Record<string, unknown>;

/** A table that the settings can set; the shapes of the map come in another way. */
export type EditableTable = Exclude<KnownTable, 'map'>;

/** The streams that tables live in: registry what there is, rules what holds. */
export type TableStream = 'registry:main' | 'rules:main';

interface TableKind {
  readonly stream: TableStream;
  readonly row: z.ZodType<object>;
  /** What names a row among its table. */
  key(row: TableRow): string;
  /** Where the order of rows decides something, the same rows in another order are a change. */
  readonly ordered?: boolean;
  /** The rows that hold where nobody has set the table: folders of before it have none. */
  readonly house?: readonly TableRow[];
  /** Work stops without any row. */
  readonly needed?: boolean;
}

const byId = (row: TableRow): string => String(row.id);
const byCode = (row: TableRow): string => String(row.code);

const gridRow = z.object({ code: gridCode, communityCode, name: z.string().min(1) });

/** Every table that can be set: where it lives, the shape of its rows, and what names them. */
export const tableKinds: Readonly<Record<EditableTable, TableKind>> = {
  units: { stream: 'registry:main', row: unitRowSchema, key: byId, needed: true },
  communities: { stream: 'registry:main', row: communityFile.element, key: byCode },
  grids: { stream: 'registry:main', row: gridRow, key: byCode },
  estates: { stream: 'registry:main', row: placeEntry, key: byId },
  schools: { stream: 'registry:main', row: placeEntry, key: byId },
  offices: { stream: 'registry:main', row: placeEntry, key: byId },
  cameras: { stream: 'registry:main', row: camera, key: byId },
  classes: {
    stream: 'registry:main',
    row: classRowSchema,
    key: (row) => `${row.scheme}/${row.code}`,
    needed: true,
  },
  operators: { stream: 'registry:main', row: operatorRowSchema, key: byId, needed: true },
  ledgerKinds: {
    stream: 'registry:main',
    row: ledgerKindRowSchema,
    key: byId,
    ordered: true,
    house: HOUSE_LEDGER_KINDS,
  },
  limits: { stream: 'rules:main', row: limitRowSchema, key: byId, ordered: true, needed: true },
  responsibility: { stream: 'rules:main', row: responsibilityRowSchema, key: byId, needed: true },
  calendar: { stream: 'rules:main', row: calendarRowSchema, key: byId, ordered: true },
  policy: { stream: 'rules:main', row: policyRowSchema, key: byId },
  texts: { stream: 'rules:main', row: textRowSchema, key: byId, ordered: true },
  duty: { stream: 'rules:main', row: dutyRowSchema, key: (row) => `${row.day}/${row.shift}` },
};

/** Can `rules.set` set this table? */
export function isEditable(table: TableName): table is EditableTable {
  return Object.hasOwn(tableKinds, table);
}
