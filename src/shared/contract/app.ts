import { z } from 'zod';
import { defineContract, nothing } from './capability';

/** The program itself (程序): what it is, and in which language it speaks. */
export const appContract = defineContract({
  shell: {
    'app.info': {
      input: nothing,
      output: z.object({
        version: z.string(),
        electron: z.string(),
        chrome: z.string(),
        node: z.string(),
        dataDir: z.string(),
        firstStart: z.enum(['demo', 'ask', 'none']),
        readOnly: z.boolean(),
      }),
      deed: null,
    },
    /** The language that main's own dialogs are to speak. */
    'app.speak': { input: z.object({ language: z.enum(['zh-CN', 'en']) }), output: nothing, deed: null },
    'help.open': { input: nothing, output: nothing, deed: null },
  },
});
