import { z } from 'zod';
import { instantSchema } from '../rules/timeSchema';
import type { Deed } from '../rules/whoMay';
import type { CommandRights } from './aggregate';
import { aggregates } from './aggregates';
import { viaSchema } from './envelope';

const schemas = aggregates.flatMap(({ commands }) => [...commands]);
const [first, ...others] = schemas;
if (!first) throw new Error('There are no commands');

/** Every wish that somebody may have, one schema each. */
export const commandSchema = z.discriminatedUnion('type', [first, ...others]);
/** A command as handed in (defaults not yet filled). */
export type CommandInput = z.input<typeof commandSchema>;
/** A command after validation. */
export type Command = z.infer<typeof commandSchema>;
export type CommandType = Command['type'];

/**
 * A command with who and when. `id` is random; the same id again gets the first answer and writes nothing.
 * `at` (when it happened) defaults to now; it is never in the future, and older than {@link LATE_DAYS} only with `lateReason`.
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

const rights: ReadonlyMap<string, CommandRights> = new Map(
  aggregates.flatMap((aggregate) => Object.entries<CommandRights>(aggregate.rights ?? {})),
);

/** The deed that a command is in the table “who may”, by its type. */
export function deedOf(type: string): Deed {
  return rights.get(type)?.deed ?? 'desk.work';
}

/** Who sends a command: a page; main, once it has asked a person; or a job of the program's own. */
export function senderOf(type: string): 'page' | 'confirmed' | 'program' {
  return rights.get(type)?.sentBy ?? 'page';
}
