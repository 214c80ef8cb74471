import { z } from 'zod';
import { defineContract } from './capability';
import { ackSchema } from './commands';

/** Callers (来件人): finding the reports of one, erasing one. */
export const callersContract = defineContract({
  actions: {
    /**
     * The reports of a caller by his number, typed whole: recorded before it is answered, and slowed. `search` names the result in
     * the queue's filter (`foundBy`). Errors: `caller.notWhole`, `caller.tooOften`.
     */
    'caller.find': {
      input: z.object({ phone: z.string().min(1).max(100) }),
      output: z.object({ search: z.string(), mask: z.string(), count: z.number().int() }),
      deed: 'desk.work',
    },
  },
  shell: {
    /** Erase the caller of a report for good, once main has asked. `id`: of the command. Errors: `caller.role`, the journal's. */
    'caller.erase': {
      input: z.object({
        id: z.string().min(8).max(80),
        reportId: z.string(),
        reason: z.string().trim().min(1).max(500),
      }),
      output: ackSchema,
      deed: 'caller.erase',
    },
  },
});
