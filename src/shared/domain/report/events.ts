import { z } from 'zod';
import { instantSchema } from '../../rules/timeSchema';
import {
  appealKindSchema,
  channelSchema,
  classRefSchema,
  deadlineSchema,
  photoSchema,
  placeSchema,
  settledSchema,
} from '../common';
import { viaSchema } from '../envelope';
import type { EventData } from '../eventType';

/** Answers to a call-back (满意度): 非常满意, 满意, 基本满意, 不满意, 非常不满意. */
export const satisfactionSchema = z.enum(['veryGood', 'good', 'fair', 'poor', 'veryPoor']);
export type Satisfaction = z.infer<typeof satisfactionSchema>;

/** State of an order in the hotline's own sheet. */
export const sheetStateSchema = z.enum(['toSign', 'handling', 'closed', 'returned', 'void', 'unknown']);
export type SheetState = z.infer<typeof sheetStateSchema>;

/** What the sheet of another system said about a report, kept as it was. */
export const sheetFactsSchema = z.object({
  state: sheetStateSchema,
  stateText: z.string().optional(),
  unit: z.string().optional(),
  section: z.string().optional(),
  dispatcher: z.string().optional(),
  category: z.string().optional(),
  subcategory: z.string().optional(),
  warning: z.string().optional(),
  result: z.string().optional(),
  source: z.string().optional(),
  file: z.string().optional(),
  row: z.number().int().optional(),
  /** When the sheet was exported, as far as known: older sheets do not override newer ones. */
  asOf: instantSchema.optional(),
});
export type SheetFacts = z.infer<typeof sheetFactsSchema>;

/** The caller as everybody may see him: masked text, whether he left a number, wishes. The rest is sealed. */
export const callerViewSchema = z.object({
  mask: z.string(),
  /** He left a number under which he can be called (可联系). */
  callable: z.boolean(),
  anonymous: z.boolean(),
  wishes: z.array(z.string()),
});
export type CallerView = z.infer<typeof callerViewSchema>;

/**
 * The same as an event holds it open. `hash`: without `callable` the keyed hash of the number, as programs wrote it before the
 * hash was sealed; beside it the report's own id, by which an older program sees that there is a number, and no other caller.
 */
export const callerRecordSchema = callerViewSchema
  .partial({ callable: true })
  .extend({ hash: z.string().optional() });
export type CallerRecord = z.infer<typeof callerRecordSchema>;

/** What of an event's caller everybody may see. */
export function callerViewOf({ hash, callable = hash !== undefined, ...open }: CallerRecord): CallerView {
  return { ...open, callable };
}

/** Open content of a report (诉件); numbers inside `title` and `content` are masked, the originals sealed. */
export const reportBodySchema = z.object({
  channel: channelSchema,
  outsideNo: z.string().optional(),
  rootNo: z.string().optional(),
  reissue: z.number().int().min(0).optional(),
  upperNo: z.string().optional(),
  title: z.string().max(500),
  content: z.string().max(20_000),
  appealKind: appealKindSchema.optional(),
  classRef: classRefSchema.optional(),
  place: placeSchema,
  receivedAt: instantSchema,
  outside: deadlineSchema.optional(),
  intake: deadlineSchema,
  caller: callerRecordSchema.optional(),
  photos: z.array(photoSchema),
  camera: z.string().optional(),
  sheet: sheetFactsSchema.optional(),
});
export type ReportBody = z.infer<typeof reportBodySchema>;

/** Every fact a report can have, by type; each is version 1. */
export const reportEvents = {
  'report.received': reportBodySchema,
  'report.sheet-updated': z.object({ sheet: sheetFactsSchema, outside: deadlineSchema.optional() }),
  'report.described': z.object({
    title: z.string().optional(),
    content: z.string().optional(),
    appealKind: appealKindSchema.optional(),
    classRef: classRefSchema.optional(),
    place: placeSchema.optional(),
  }),
  /** `via`: the cases that it was in before, where whole cases were merged; a split takes it back along them. */
  'report.linked': z.object({
    caseId: z.string(),
    why: z.enum(['filed', 'merged', 'imported', 'split']),
    via: z.array(z.string()).optional(),
  }),
  /** It waits for intake again, under a clock of its own. */
  'report.unlinked': z.object({
    caseId: z.string(),
    reason: z.string(),
    intake: deadlineSchema.optional(),
  }),
  /** Somebody was sent to see whether it is real (核实); the intake clock stands meanwhile. */
  'report.verify-sent': z.object({
    to: z.string(),
    how: z.enum(['photo', 'onSite', 'phone']),
    note: z.string().optional(),
    verify: deadlineSchema,
  }),
  'report.verified': z.object({
    real: z.boolean(),
    note: z.string(),
    photos: z.array(photoSchema),
    intake: deadlineSchema,
  }),
  /** `reply`: by when the reporter is to hear of it, where no outside deadline says it. */
  'report.refused': z.object({
    kind: z.enum(['notAccepted', 'notFiled', 'void']),
    reason: z.string(),
    reply: deadlineSchema.optional(),
  }),
  /** `interim`: said while its case still ran. */
  'report.replied': z.object({
    text: z.string(),
    way: viaSchema.optional(),
    interim: z.boolean().optional(),
  }),
  /** Its case was taken up again (重办): what was replied holds no longer, and another reply is owed. */
  'report.reopened': z.object({ caseId: z.string() }),
  /** Called back (回访): reached, solved, how satisfied. */
  'report.called-back': z.object({
    reached: z.boolean(),
    solved: z.boolean().optional(),
    satisfaction: satisfactionSchema.optional(),
    note: z.string().optional(),
  }),
  'report.reckoned': z.object({
    because: z.enum(['calendar', 'limits', 'policy']),
    intake: deadlineSchema.optional(),
    outside: deadlineSchema.optional(),
    verify: deadlineSchema.optional(),
    reply: deadlineSchema.optional(),
  }),
  /** The action of this commit is taken back, if it is still the last. */
  'report.undone': z.object({ commit: z.string(), types: z.array(z.string()) }),
  /** Somebody chose between what stations had done at once: `aside` has no effect, of all the events `refs` that were weighed. */
  'report.settled': settledSchema,
  'report.withdrawn': z.object({ reason: z.string() }),
  'report.caller-viewed': z.object({ why: z.string().optional() }),
} as const;

export type ReportEventType = keyof typeof reportEvents;
export type ReportEventData<T extends ReportEventType> = EventData<typeof reportEvents, T>;
