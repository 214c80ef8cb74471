import { z } from 'zod';
import { classRefSchema, photoSchema, placeSchema } from '../common';
import { choiceSchema, closeKindSchema, returnReasonSchema } from './events';

/** Open a case file (立案) for a report. */
export const fileCase = z.object({
  type: z.literal('case.file'),
  reportId: z.string(),
  title: z.string().trim().min(1).max(200),
  classRef: classRefSchema.optional(),
  place: placeSchema,
  priority: z.enum(['normal', 'urgent']).default('normal'),
  follows: z.string().optional(),
  caseId: z.string().optional(),
});

/** Assign (派遣) to a lead unit (主办) and assisting units (协办). */
export const assignCase = z.object({
  type: z.literal('case.assign'),
  caseId: z.string(),
  lead: z.string().min(1),
  assisting: z.array(z.string()).default([]),
  note: z.string().max(2000).optional(),
  choice: choiceSchema.default({ by: 'operator' }),
});

/** The unit sends it back (退单) with a listed reason. */
export const returnCase = z.object({
  type: z.literal('case.return'),
  caseId: z.string(),
  reason: returnReasonSchema,
  note: z.string().max(2000).optional(),
  suggests: z.string().optional(),
});

/** A unit reports its part handled (处理反馈). */
export const handleCase = z.object({
  type: z.literal('case.handle'),
  caseId: z.string(),
  unit: z.string().min(1),
  note: z.string().trim().min(1).max(2000),
  photos: z.array(photoSchema).default([]),
});

/** Check the result (核查); failed means rework (返工). `close` closes in the same breath when passed. */
export const checkCase = z.object({
  type: z.literal('case.check'),
  caseId: z.string(),
  passed: z.boolean(),
  how: z.enum(['photo', 'onSite', 'phone', 'sheet']),
  note: z.string().max(2000).optional(),
  photos: z.array(photoSchema).default([]),
  close: z.boolean().default(false),
});

export const closeCase = z.object({
  type: z.literal('case.close'),
  caseId: z.string(),
  kind: closeKindSchema.optional(),
  note: z.string().max(2000).optional(),
});

export const voidCase = z.object({
  type: z.literal('case.void'),
  caseId: z.string(),
  reason: z.string().trim().min(1),
});

export const noteCase = z.object({
  type: z.literal('case.note'),
  caseId: z.string(),
  kind: z.enum(['note', 'meeting', 'emergency', 'measurement', 'urge']).default('note'),
  text: z.string().trim().min(1).max(5000),
  photos: z.array(photoSchema).default([]),
});

export const caseCommands = [
  fileCase,
  assignCase,
  returnCase,
  handleCase,
  checkCase,
  closeCase,
  voidCase,
  noteCase,
] as const;
export type CaseCommand = z.infer<(typeof caseCommands)[number]>;
export type CaseMove = Exclude<CaseCommand['type'], 'case.file'>;
