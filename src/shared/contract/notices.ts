import { z } from 'zod';
import { defineContract, nothing } from './capability';

/** What somebody at the desk is told of, each once and each acknowledged. */
export const noticeKindSchema = z.enum([
  'red',
  'yellow',
  'returned',
  'replyDue',
  'askOpen',
  'holdEnds',
  'supervision',
  'conflict',
]);
export type NoticeKind = z.infer<typeof noticeKindSchema>;

/** One notice. `at` is when it turned, `due` what it has to do with a time limit. `key` names this turn and no other. */
export const noticeSchema = z.object({
  key: z.string(),
  itemId: z.string(),
  kind: noticeKindSchema,
  no: z.string(),
  title: z.string(),
  unit: z.string().nullable(),
  at: z.string(),
  due: z.string().nullable(),
});
export type Notice = z.infer<typeof noticeSchema>;

/**
 * What turned (for replies and supervisions: what is due within 4 hours), still holds and nobody has acknowledged, newest
 * first, at most 200; `more` where there are others behind them. `quiet`: the system is not to make a sound now (night, and the duty calendar does not say otherwise).
 */
export const noticesSchema = z.object({
  rows: z.array(noticeSchema),
  more: z.boolean().optional(),
  quiet: z.boolean(),
  /** Who leads the shift by the duty calendar. */
  leader: z.string().nullable(),
  now: z.string(),
});
export type Notices = z.infer<typeof noticesSchema>;

/** What somebody at the desk is told of (提醒). */
export const noticesContract = defineContract({
  queries: { notices: { input: nothing, output: noticesSchema } },
  shell: {
    /** A notice of the system; pressing it brings the desk to the front, at the item where one is named. Never with data of a caller. False where the system has none. */
    notify: {
      input: z.object({
        title: z.string().max(100),
        body: z.string().max(300),
        itemId: z.string().optional(),
      }),
      output: z.object({ shown: z.boolean() }),
      deed: null,
    },
  },
});
