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
import type { EventData } from '../eventType';

/** Why a unit was chosen: the rule's row, the sheet of the hotline, what was chosen before, or the operator's own judgement. */
export const choiceSchema = z.object({
  by: z.enum(['rule', 'sheet', 'precedent', 'operator']),
  rule: z.string().optional(),
  text: z.string().optional(),
  /** The unit that the table named, where it named one: a choice against it is a precedent. */
  tableUnit: z.string().optional(),
});
export type Choice = z.infer<typeof choiceSchema>;

/** Reasons for which a unit may send a case back (退单理由). */
export const returnReasonSchema = z.enum(['notOurDuty', 'notOurArea', 'wrongPlace', 'needsLead', 'other']);
export type ReturnReason = z.infer<typeof returnReasonSchema>;

/** How the centre looks whether it was done (核查方式): 看照片, 到现场, 打电话, 按表. */
export const checkWaySchema = z.enum(['photo', 'onSite', 'phone', 'sheet']);

/** Kinds of closing (结案): 正常, 超时, 差错, 特殊, 强制. */
export const closeKindSchema = z.enum(['normal', 'overdue', 'mistake', 'special', 'forced']);
export type CloseKind = z.infer<typeof closeKindSchema>;

/** The clocks of a case: assigning (派遣), handling (处置, one per unit, bundled over its rounds), checking (核查). */
export const clockNameSchema = z.enum(['assign', 'handle', 'check']);
export type ClockName = z.infer<typeof clockNameSchema>;

/** A clock's new grant: which clock, and for handling whose. */
export const clockDeadlineSchema = z.object({
  name: clockNameSchema,
  unit: z.string().optional(),
  grant: deadlineSchema,
});
export type ClockDeadline = z.infer<typeof clockDeadlineSchema>;

/** One unit's part as it is given out: what it is to do, by when, and until when it may send it back. */
export const partAssignmentSchema = z.object({
  unit: z.string(),
  task: z.string().optional(),
  handle: deadlineSchema,
  returnBy: instantSchema.optional(),
});
export type PartAssignment = z.infer<typeof partAssignmentSchema>;

/** What a unit may ask for (申请): 延期, 挂账. */
export const askKindSchema = z.enum(['extension', 'hold']);
export type AskKind = z.infer<typeof askKindSchema>;

const description = {
  title: z.string(),
  classRef: classRefSchema.optional(),
  /** Name of the class and version of its table when the case was opened: they stay with the case. */
  className: z.string().optional(),
  catalogue: z.string().optional(),
  place: placeSchema,
  priority: z.enum(['normal', 'urgent']),
};

/** Every fact a case (案卷) can have, by type; each is version 1. */
export const caseEvents = {
  'case.filed': z.object({
    no: z.string(),
    description: z.string(),
    channel: channelSchema,
    appealKind: appealKindSchema.optional(),
    follows: z.string().optional(),
    assign: deadlineSchema,
    ...description,
  }),
  /** Only what changed is in it. */
  'case.described': z.object({
    description: z.string().optional(),
    ...z.object(description).partial().shape,
  }),
  'case.assigned': z.object({
    lead: z.string(),
    assisting: z.array(z.string()),
    note: z.string().optional(),
    choice: choiceSchema,
    handle: deadlineSchema,
    /** Each unit's own part; where it is missing (an older program's event), `handle` is everybody's limit. */
    parts: z.array(partAssignmentSchema).optional(),
  }),
  'case.part-added': z.object({ note: z.string().optional(), part: partAssignmentSchema }),
  'case.accepted': z.object({ unit: z.string(), note: z.string().optional() }),
  /**
   * The lead's return sends the case back; an assisting unit's takes its part away, and `check` starts where it was the last.
   * `checkIfLast` here and below: where others seemed to be at work, but had ended meanwhile on another station.
   */
  'case.returned': z.object({
    unit: z.string(),
    reason: returnReasonSchema,
    note: z.string().optional(),
    suggests: z.string().optional(),
    photos: z.array(photoSchema).optional(),
    /** Why it was taken back though its window had passed. */
    exception: z.string().optional(),
    assign: deadlineSchema.optional(),
    check: deadlineSchema.optional(),
    checkIfLast: deadlineSchema.optional(),
  }),
  /** `confirmed: false`: the worker says so, his unit has yet to confirm it, and the clock runs on. */
  'case.handled': z.object({
    unit: z.string(),
    note: z.string(),
    photos: z.array(photoSchema),
    confirmed: z.boolean().optional(),
    check: deadlineSchema.optional(),
    checkIfLast: deadlineSchema.optional(),
  }),
  'case.confirmed': z.object({
    unit: z.string(),
    note: z.string().optional(),
    check: deadlineSchema.optional(),
    checkIfLast: deadlineSchema.optional(),
  }),
  /** Failed: `rework` gives each unit that has to go again its clock with the time it used before. */
  'case.checked': z.object({
    passed: z.boolean(),
    how: checkWaySchema,
    note: z.string().optional(),
    photos: z.array(photoSchema),
    rework: z.array(clockDeadlineSchema).optional(),
  }),
  /** `reply`: by when reporters without an outside deadline are to hear of it. */
  'case.closed': z.object({
    kind: closeKindSchema,
    note: z.string().optional(),
    approver: z.string().optional(),
    reply: deadlineSchema.optional(),
  }),
  'case.reopened': z.object({ reason: z.string(), assign: deadlineSchema }),
  'case.voided': z.object({ reason: z.string(), reply: deadlineSchema.optional() }),
  'case.noted': z.object({
    kind: z.enum(['note', 'meeting', 'emergency', 'measurement', 'urge']),
    text: z.string(),
    photos: z.array(photoSchema),
  }),
  'case.urged': z.object({ unit: z.string(), note: z.string().optional() }),
  'case.supervised': z.object({
    id: z.string(),
    unit: z.string(),
    text: z.string(),
    answer: deadlineSchema,
  }),
  'case.supervision-answered': z.object({ id: z.string(), text: z.string() }),
  'case.asked': z.object({
    kind: askKindSchema,
    unit: z.string(),
    reason: z.string(),
    until: instantSchema.optional(),
    photos: z.array(photoSchema).optional(),
  }),
  /** Granted: `clocks` are the clocks as they go on, of a hold from its end. */
  'case.answered': z.object({
    kind: askKindSchema,
    granted: z.boolean(),
    note: z.string().optional(),
    approver: z.string(),
    until: instantSchema.optional(),
    clocks: z.array(clockDeadlineSchema),
  }),
  /** A hold ended before its date. At its date it ends by itself, without an event. */
  'case.resumed': z.object({ note: z.string().optional(), clocks: z.array(clockDeadlineSchema) }),
  /** All reports went over to another case; `case.split` takes that back. */
  'case.merged': z.object({ into: z.string(), intoNo: z.string() }),
  'case.split': z.object({ reason: z.string(), clocks: z.array(clockDeadlineSchema) }),
  /** Deadlines counted again under new rules. */
  'case.reckoned': z.object({
    because: z.enum(['calendar', 'limits', 'policy']),
    clocks: z.array(clockDeadlineSchema),
    supervisions: z.array(z.object({ id: z.string(), answer: deadlineSchema })).optional(),
    reply: deadlineSchema.optional(),
  }),
  /** The action of this commit (`device.incarnation.seq`) is taken back, if it is still the last. */
  'case.undone': z.object({ commit: z.string(), types: z.array(z.string()) }),
  /** Somebody chose between what stations had done at once: `aside` has no effect, of all the events `refs` that were weighed. */
  'case.settled': settledSchema,
} as const;

export type CaseEventType = keyof typeof caseEvents;
export type CaseEventData<T extends CaseEventType> = EventData<typeof caseEvents, T>;
