import { z } from 'zod';
import { ledgerEvents } from './events';

/** Record daily work; several entries of one day may come in one command. */
export const recordLedger = z.object({
  type: z.literal('ledger.record'),
  entries: z.array(ledgerEvents['ledger.recorded']).min(1).max(500),
});
export type RecordLedger = z.infer<typeof recordLedger>;
