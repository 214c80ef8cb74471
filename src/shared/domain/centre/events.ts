import { z } from 'zod';

/** The stream of what holds for a centre as a whole: `centre:main`. */
export const CENTRE = 'centre:main';

/** An id of a centre's key: 16 hex digits, derived from the key one way. */
export const centreKeyIdSchema = z.string().regex(/^[0-9a-f]{16}$/);

/** What holds for a centre as a whole. */
export const centreEvents = {
  /** The key under which this centre's data keys are wrapped is the one with this id (中心密钥编号): another one is not this centre's. */
  'centre-key.named': z.object({ key: centreKeyIdSchema }),
} as const;
export type CentreKeyNamed = z.infer<(typeof centreEvents)['centre-key.named']>;
