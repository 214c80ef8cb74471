import { z } from 'zod';
import { knownTables, tableSetSchema } from './events';

/** Set a table of the registry or of the rules; the rows are checked by the table's own schema when rules are compiled. */
export const setTable = z.object({
  type: z.literal('table.set'),
  stream: z.enum(['registry:main', 'rules:main']),
  set: tableSetSchema.extend({ table: z.enum(knownTables) }),
});
export type SetTable = z.infer<typeof setTable>;
