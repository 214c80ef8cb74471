import { z } from 'zod';
import { defineContract } from './capability';
import { pictureResultSchema } from './intake';

/** Pictures that come in at the desk (图片). */
export const picturesContract = defineContract({
  actions: {
    /**
     * Keep a picture (bytes as they came), decode it in the workshop, read camera and time from its name (and
     * the words of its path, which nothing opens). Errors: `picture.broken`, `picture.tooLarge`.
     */
    'picture.put': {
      input: z.object({ name: z.string(), path: z.string().optional(), bytes: z.instanceof(Uint8Array) }),
      output: pictureResultSchema,
      deed: 'desk.work',
    },
  },
});
