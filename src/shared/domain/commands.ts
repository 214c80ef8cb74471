import { z } from 'zod';
import { instantSchema } from '../rules/timeSchema';
import { searchCaller } from './access/commands';
import { caseCommands } from './case/commands';
import { nameCentreKey } from './centre/commands';
import { deviceCommands } from './devices/commands';
import { viaSchema } from './envelope';
import { eraseCaller } from './erasure/decide';
import { intakeCommands } from './intake/commands';
import { recordLedger } from './ledger/commands';
import { acknowledgeNotices } from './notice/commands';
import { setTable } from './registry/commands';
import { reportCommands } from './report/commands';

/** Every wish that somebody may have, one schema each. */
export const commandSchema = z.discriminatedUnion('type', [
  ...reportCommands,
  ...caseCommands,
  ...intakeCommands,
  recordLedger,
  acknowledgeNotices,
  setTable,
  ...deviceCommands,
  nameCentreKey,
  eraseCaller,
  searchCaller,
]);
/** A command as handed in (defaults not yet filled). */
export type CommandInput = z.input<typeof commandSchema>;
/** A command after validation. */
export type Command = z.infer<typeof commandSchema>;
export type CommandType = Command['type'];

/**
 * A command with who and when. `id` is random; the same id again gets the first answer and writes nothing.
 * `at` (when it happened) defaults to now; it is never in the future, and older than `LATE_DAYS` only with `lateReason`.
 */
export const envelopeSchema = z.object({
  id: z.string().min(8).max(80),
  command: commandSchema,
  at: instantSchema.optional(),
  lateReason: z.string().trim().max(500).optional(),
  onBehalfOf: z.string().optional(),
  via: viaSchema.optional(),
  /** Who at the unit said it (转述人). */
  saidBy: z.string().trim().max(50).optional(),
  /** Last event of the stream that the actor had seen, by stream. */
  basis: z.record(z.string(), z.string()).optional(),
  cause: z.string().optional(),
});
export type Envelope = z.infer<typeof envelopeSchema>;
export type EnvelopeInput = z.input<typeof envelopeSchema>;

/** How far back something may be said to have happened without a reason, in days. */
export const LATE_DAYS = 7;
