import { z } from 'zod';
import { noticeKeySchema } from './events';

/** Acknowledge notices (知悉): they are shown to nobody any more. */
export const acknowledgeNotices = z.object({
  type: z.literal('notice.acknowledge'),
  keys: z.array(noticeKeySchema).min(1).max(2000),
});
export type AcknowledgeNotices = z.infer<typeof acknowledgeNotices>;
