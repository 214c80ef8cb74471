import { z } from 'zod';
import { operatorRowSchema } from '../rules/tables';
import { type Deed, OWN_ACTORS, WHO_MAY } from '../rules/whoMay';

/** A deed of the table "who may". */
export const deedSchema = z.enum(Object.keys(WHO_MAY) as [Deed, ...Deed[]]);

/** Who sits at a window (席位上的人): the operator chosen there, as the registry knows him. */
export const sessionViewSchema = z.object({
  actor: z.string(),
  name: z.string(),
  role: z.enum([...operatorRowSchema.shape.role.options, ...OWN_ACTORS]),
});
export type SessionView = z.infer<typeof sessionViewSchema>;
