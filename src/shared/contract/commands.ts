import { z } from 'zod';
import { envelopeSchema } from '../domain/commands';
import { defineContract } from './capability';

/** The answer to a command: what was written. `events` is 0 where it was already so. */
export const ackSchema = z.object({
  id: z.string(),
  position: z.number().int(),
  seq: z.number().int(),
  events: z.number().int(),
  result: z.record(z.string(), z.unknown()),
});
export type Ack = z.infer<typeof ackSchema>;

/** What there is about commands beside the commands themselves, which the aggregates describe. */
export const commandsContract = defineContract({
  queries: {
    /** What became of a command whose answer was lost: its answer again, or null where nothing was written under this id. */
    'command.fate': {
      input: z.object({ id: z.string().min(8).max(80) }),
      output: z.object({ ack: ackSchema.nullable() }),
    },
  },
  actions: {
    /**
     * A command of the window's session that main has asked a person about; only main brings it, and only those that want that
     * (`caller.erase`). Errors: `session.none`, the command's.
     */
    'command.confirmed': {
      input: z.object({ window: z.number().int(), envelope: envelopeSchema }),
      output: ackSchema,
      // The command's own deed is asked for, of the session of that window.
      deed: null,
      from: ['main'],
    },
  },
});
