import { z } from 'zod';

/** Looks for personal data that concern no single report; one stream per day: `access:2024-12-31`. */
export const accessEvents = {
  /** Somebody looked for the reports of a number: masked, and how many were found. */
  'access.caller-searched': z.object({ mask: z.string().max(50), found: z.number().int().min(0) }),
} as const;
export type CallerSearched = z.infer<(typeof accessEvents)['access.caller-searched']>;
