import { z } from 'zod';
import { type EventData, nextVersion } from '../eventType';
import { fitsVersion1, TABLES_OF_VERSION_1 } from './version1';

/** The tables that this program knows: registry and rules that every station must share, so that each computes with the same. */
export const knownTables = [...TABLES_OF_VERSION_1, 'ledgerKinds'] as const;
export type KnownTable = (typeof knownTables)[number];

/** The name of a table. The list is open: a newer program may have further tables, which are kept as they are. */
export const tableNameSchema = z.string().min(1).max(100);
export type TableName = z.infer<typeof tableNameSchema>;

const tableSetV1 = z.object({
  table: z.enum(TABLES_OF_VERSION_1),
  version: z.string(),
  source: z.string().optional(),
  rows: z.array(z.record(z.string(), z.unknown())),
});

/** A table set whole: `version` names this content of it. Rows are read by the schema of the table, and what that does not know is kept. */
export const tableSetSchema = tableSetV1.extend({ table: tableNameSchema });

/** Tables, in the streams `registry:main` and `rules:main`. Version 2 takes any table, and rows with values that programs before it stop at. */
export const tableEvents = {
  'table.set': nextVersion(tableSetV1, tableSetSchema, { upcast: (set) => set, fits: fitsVersion1 }),
} as const;
export type TableSet = EventData<typeof tableEvents, 'table.set'>;
