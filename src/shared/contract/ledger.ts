import { z } from 'zod';
import { photoSchema } from '../domain/common';
import { ledgerKindRowSchema } from '../rules/ledgerKinds';
import { daySchema } from '../rules/timeSchema';
import { defineContract } from './capability';
import { pathTokenSchema, writtenFileSchema } from './files';

/** Days of the ledger, both ends included; at most a year and a bit. */
const periodSchema = z.object({ from: daySchema, to: daySchema });

/** A kind as the table has it; `known` is false where entries name one that the table does not have (any more). */
export const ledgerKindSchema = ledgerKindRowSchema.extend({ known: z.boolean() });
export type LedgerKind = z.infer<typeof ledgerKindSchema>;

/** What was done in a period. Quantities in the unit of their kind, as corrected. */
export const ledgerPeriodSchema = periodSchema.extend({
  today: daySchema,
  kinds: z.array(ledgerKindSchema),
  /** By day and kind; days without an entry of a kind are left out. */
  days: z.array(z.object({ day: daySchema, kind: z.string(), n: z.number().int() })),
  sums: z.array(
    z.object({
      kind: z.string(),
      n: z.number().int(),
      /** The same number of days before. */
      before: z.number().int(),
      entries: z.number().int(),
      late: z.number().int(),
      corrected: z.number().int(),
      disputed: z.number().int(),
    }),
  ),
  /** By unit; '' stands for entries without one. */
  units: z.array(z.object({ unit: z.string(), kind: z.string(), n: z.number().int() })),
});
export type LedgerPeriod = z.infer<typeof ledgerPeriodSchema>;

/** One entry with what was said of it since. */
export const ledgerEntrySchema = z.object({
  id: z.string(),
  day: daySchema,
  kind: z.string(),
  /** As it holds now, and as it was recorded first. */
  quantity: z.number().int(),
  recorded: z.number().int(),
  unit: z.string().nullable(),
  community: z.string().nullable(),
  place: z.string().nullable(),
  note: z.string().nullable(),
  photos: z.array(photoSchema),
  recordedAt: z.string(),
  by: z.string(),
  late: z.boolean(),
  lateReason: z.string().nullable(),
  disputed: z.boolean(),
  corrections: z.array(
    z.object({
      id: z.string(),
      quantity: z.number().int(),
      reason: z.string(),
      at: z.string(),
      by: z.string(),
      /** No other correction replaces it. */
      last: z.boolean(),
    }),
  ),
});
export type LedgerEntryView = z.infer<typeof ledgerEntrySchema>;

export const ledgerEntriesSchema = z.object({ total: z.number().int(), rows: z.array(ledgerEntrySchema) });

/** Which entries: of a period, a kind, a unit ('' for those without one), or only what somebody should look at. */
export const ledgerFilterSchema = periodSchema.extend({
  kind: z.string().optional(),
  unit: z.string().optional(),
  only: z.enum(['late', 'corrected', 'disputed']).optional(),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(200),
});
export type LedgerFilter = z.infer<typeof ledgerFilterSchema>;

/**
 * What the day sheets of units say (作业日报): of each unit the kinds that it does by the table, and those that it has entries of on the
 * day. `n`: what was recorded of the day so far; entries without a unit count for the one that does their kind by the table.
 */
export const ledgerSheetSchema = z.object({
  day: daySchema,
  now: z.string(),
  /** Whom units ask; empty where the rules name nobody. */
  contact: z.string(),
  units: z.array(
    z.object({
      unit: z.string(),
      name: z.string(),
      kinds: z.array(ledgerKindRowSchema.extend({ n: z.number().int() })),
    }),
  ),
});
export type LedgerSheet = z.infer<typeof ledgerSheetSchema>;

/** Of which day, and of which units; of all that do something without them. */
const sheetInputSchema = z.object({ day: daySchema, units: z.array(z.string()).optional() });

/** Daily work on wall and in counters: of a kind counted per day the last day's sum, of one counted per piece the year's. */
export const ledgerFigureSchema = z.object({
  kind: z.string(),
  name: z.string(),
  nameEn: z.string(),
  unit: z.string(),
  unitEn: z.string(),
  per: z.enum(['day', 'piece']),
  n: z.number().int(),
  /** The day that `n` is of; null for the year, and where nothing was recorded. */
  day: daySchema.nullable(),
  target: z.number().int().nullable(),
});
export type LedgerFigure = z.infer<typeof ledgerFigureSchema>;

/** The work ledger (作业台账). */
export const ledgerContract = defineContract({
  queries: {
    /** What was done in a period, by day, kind and unit. Errors: `invalid`. */
    'ledger.period': { input: periodSchema, output: ledgerPeriodSchema },
    /** The entries behind a figure. Errors: `invalid`. */
    'ledger.entries': { input: ledgerFilterSchema, output: ledgerEntriesSchema },
    /** What the day sheets of units say. */
    'ledger.sheet': { input: sheetInputSchema, output: ledgerSheetSchema },
  },
  shell: {
    /**
     * The day sheets of units, one file each, and the folder that they went to, for more. Null where cancelled. Errors: `ledger.noWork`
     * where none of the units does any kind, `path.*`, `document.failed`; then none of the call's files is kept.
     */
    'ledger.sheets': {
      input: sheetInputSchema.extend({ folder: pathTokenSchema.optional() }),
      output: z.object({ files: z.array(writtenFileSchema), folder: pathTokenSchema }).nullable(),
      deed: 'desk.write',
    },
  },
});
