import { z } from 'zod';
import { centreKeyIdSchema } from './events';

/** Write down by its id which key is the centre's. The store does it itself, never a page. */
export const nameCentreKey = z.object({ type: z.literal('centre-key.name'), key: centreKeyIdSchema });
export type NameCentreKey = z.infer<typeof nameCentreKey>;
