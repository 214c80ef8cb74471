import { z } from 'zod';
import { daySchema } from '../../rules/timeSchema';
import { placeSchema } from '../common';

/** Daily work that the centre counts besides cases (作业台账). */
export const ledgerKindSchema = z.enum(['roadRepair', 'bollard', 'bikesCollected']);
export type LedgerKind = z.infer<typeof ledgerKindSchema>;

/** One stream per day: `ledger:2024-05-06`. Quantities are pieces. */
export const ledgerEvents = {
  'ledger.recorded': z.object({
    day: daySchema,
    kind: ledgerKindSchema,
    quantity: z.number().int().positive(),
    unit: z.string().optional(),
    place: placeSchema.optional(),
    note: z.string().optional(),
  }),
} as const;
export type LedgerRecorded = z.infer<(typeof ledgerEvents)['ledger.recorded']>;
