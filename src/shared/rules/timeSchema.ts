import { z } from 'zod';
import { isDay, isInstant } from './time';

/** Schema of an instant for messages, events and files. */
export const instantSchema = z
  .string()
  .refine(isInstant, { error: 'Expected an instant such as 2024-12-31T16:00:00.000+08:00' });

/** Schema of a day. */
export const daySchema = z.string().refine(isDay, { error: 'Expected a day such as 2024-12-31' });
