import { z } from 'zod';

/** The name of one turn that somebody was told of, such as `red:case:9f…:1735632000000`: kind, item, moment. */
export const noticeKeySchema = z.string().min(3).max(200);

/** What somebody at the desk has seen; one stream per day on which it was acknowledged: `notice:2024-12-31`. */
export const noticeEvents = {
  'notice.acknowledged': z.object({ keys: z.array(noticeKeySchema).min(1) }),
} as const;
export type NoticeAcknowledged = z.infer<(typeof noticeEvents)['notice.acknowledged']>;
