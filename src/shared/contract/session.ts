import { z } from 'zod';
import { operatorRowSchema } from '../rules/tables';
import { type Deed, OWN_ACTORS, WHO_MAY } from '../rules/whoMay';
import { defineContract, nothing } from './capability';

/** A deed of the table "who may". */
export const deedSchema = z.enum(Object.keys(WHO_MAY) as [Deed, ...Deed[]]);

/** Who sits at a window (席位上的人): the operator chosen there, as the registry knows him. */
export const sessionViewSchema = z.object({
  actor: z.string(),
  name: z.string(),
  role: z.enum([...operatorRowSchema.shape.role.options, ...OWN_ACTORS]),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

/** Who sits where (值守人员). */
export const sessionContract = defineContract({
  actions: {
    /** Who is at this desk: the actor of its commands from now on; nobody after a failure. Errors: `session.unknown`. */
    'session.set': { input: z.object({ operator: z.string() }), output: nothing, deed: null },
    /**
     * Who sits at a window, by main's number for it, where he may do this; only main asks. Errors: `session.none`, `session.role` and
     * the deed's own refusal.
     */
    'session.may': {
      input: z.object({ window: z.number().int(), deed: deedSchema }),
      output: sessionViewSchema,
      deed: null,
      from: ['main'],
    },
  },
});
