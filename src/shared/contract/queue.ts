import { z } from 'zod';
import { defineContract } from './capability';
import { queueFilterSchema, queuePageSchema, queueViewSchema } from './models';

/** The queue of the desk (待办列表). */
export const queueContract = defineContract({
  queries: {
    'queue.page': {
      input: queueFilterSchema.extend({
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(500),
      }),
      output: queuePageSchema,
    },
    /** How many rows each view holds; `mine` of the operator who is named. */
    'queue.counts': {
      input: z.object({ owner: z.string().optional() }),
      output: z.record(queueViewSchema, z.number().int()),
    },
    /** Position of an item in a filtered queue, -1 where it is not in it. */
    'queue.indexOf': {
      input: queueFilterSchema.extend({ id: z.string() }),
      output: z.object({ index: z.number().int() }),
    },
  },
});
