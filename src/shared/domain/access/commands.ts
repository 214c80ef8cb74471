import { z } from 'zod';

/** Record that somebody looks for a caller's reports by his number (按来电号码查找). The store sends it before it tells what it found. */
export const searchCaller = z.object({
  type: z.literal('caller.search'),
  mask: z.string().max(50),
  found: z.number().int().min(0),
});
export type SearchCaller = z.infer<typeof searchCaller>;
