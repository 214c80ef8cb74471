import { z } from 'zod';

/** The tables that every station must share: they are events, so that each computes with the same. */
export const tableNameSchema = z.enum([
  'units',
  'communities',
  'grids',
  'estates',
  'schools',
  'offices',
  'cameras',
  'classes',
  'operators',
  'limits',
  'responsibility',
  'calendar',
  'policy',
  'texts',
  'duty',
  'map',
]);
export type TableName = z.infer<typeof tableNameSchema>;

/** A table set whole, with its version; streams `registry:main` and `rules:main`. */
export const tableEvents = {
  'table.set': z.object({
    table: tableNameSchema,
    version: z.string(),
    source: z.string().optional(),
    rows: z.array(z.record(z.string(), z.unknown())),
  }),
} as const;
export type TableSet = z.infer<(typeof tableEvents)['table.set']>;
