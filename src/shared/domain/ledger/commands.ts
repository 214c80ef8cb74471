import { z } from 'zod';
import { daySchema } from '../../rules/timeSchema';
import { photoSchema, placeSchema } from '../common';

/** One day's work of a kind, as it is entered. Errors of the schema: quantities are whole and above 0. */
const entrySchema = z.object({
  day: daySchema,
  kind: z.string().min(1).max(40),
  quantity: z.number().int().positive().max(1_000_000),
  unit: z.string().min(1).optional(),
  place: placeSchema.optional(),
  note: z.string().trim().max(500).optional(),
  photos: z.array(photoSchema).max(20).optional(),
  /** Random, where whoever records wants to speak of the entry at once; else the store gives it one. */
  id: z.string().min(8).max(60).optional(),
});
export type LedgerEntryInput = z.input<typeof entrySchema>;

/** Record daily work; several entries of one day may come in one command. */
export const recordLedger = z.object({
  type: z.literal('ledger.record'),
  entries: z.array(entrySchema).min(1).max(500),
});
export type RecordLedger = z.infer<typeof recordLedger>;

/** Correct the quantity of an entry, or strike it out with 0. `after`: the corrections that whoever corrects had before him. */
export const correctLedger = z.object({
  type: z.literal('ledger.correct'),
  day: daySchema,
  entry: z.string().max(120),
  quantity: z.number().int().min(0).max(1_000_000),
  reason: z.string().trim().min(1).max(500),
  after: z.array(z.string()).max(20),
});
export type CorrectLedger = z.infer<typeof correctLedger>;
