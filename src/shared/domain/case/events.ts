import { z } from 'zod';
import { channelSchema, classRefSchema, limitGrantSchema, photoSchema, placeSchema } from '../common';

/** Why a unit was chosen: the rule's row, the sheet of the hotline, or the operator's own judgement. */
export const choiceSchema = z.object({
  by: z.enum(['rule', 'sheet', 'operator']),
  rule: z.string().optional(),
  text: z.string().optional(),
});
export type Choice = z.infer<typeof choiceSchema>;

/** Reasons for which a unit may send a case back (退单理由). */
export const returnReasonSchema = z.enum(['notOurDuty', 'notOurArea', 'wrongPlace', 'needsLead', 'other']);
export type ReturnReason = z.infer<typeof returnReasonSchema>;

/** Kinds of closing (结案): 正常, 超时, 差错, 特殊. */
export const closeKindSchema = z.enum(['normal', 'overdue', 'mistake', 'special']);
export type CloseKind = z.infer<typeof closeKindSchema>;

/** Every fact a case (案卷) can have, by type; each is version 1. */
export const caseEvents = {
  'case.filed': z.object({
    no: z.string(),
    title: z.string(),
    description: z.string(),
    channel: channelSchema,
    classRef: classRefSchema.optional(),
    place: placeSchema,
    priority: z.enum(['normal', 'urgent']),
    follows: z.string().optional(),
    assign: limitGrantSchema,
  }),
  'case.assigned': z.object({
    lead: z.string(),
    assisting: z.array(z.string()),
    note: z.string().optional(),
    choice: choiceSchema,
    handle: limitGrantSchema,
  }),
  'case.returned': z.object({
    unit: z.string(),
    reason: returnReasonSchema,
    note: z.string().optional(),
    suggests: z.string().optional(),
    assign: limitGrantSchema,
  }),
  'case.handled': z.object({
    unit: z.string(),
    note: z.string(),
    photos: z.array(photoSchema),
    check: limitGrantSchema.optional(),
  }),
  'case.checked': z.object({
    passed: z.boolean(),
    how: z.enum(['photo', 'onSite', 'phone', 'sheet']),
    note: z.string().optional(),
    photos: z.array(photoSchema),
  }),
  'case.closed': z.object({ kind: closeKindSchema, note: z.string().optional() }),
  'case.voided': z.object({ reason: z.string() }),
  'case.noted': z.object({
    kind: z.enum(['note', 'meeting', 'emergency', 'measurement', 'urge']),
    text: z.string(),
    photos: z.array(photoSchema),
  }),
} as const;

export type CaseEventType = keyof typeof caseEvents;
export type CaseEventData<T extends CaseEventType> = z.infer<(typeof caseEvents)[T]>;
