import { z } from 'zod';
import { limitSchema } from '../../rules/limit';
import { instantSchema } from '../../rules/timeSchema';
import { classRefSchema, photoSchema, placeSchema } from '../common';
import { choiceSchema, closeKindSchema, returnReasonSchema } from './events';

const words = z.string().trim().min(1).max(2000);
const note = z.string().max(2000).optional();
const unit = z.string().min(1);
const photos = z.array(photoSchema).max(60).default([]);
/** Who approves, where the actor himself may not (值班长, 督查). */
const approver = z.string().optional();

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

/** A command on one case. */
function onCase<T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return z.object({ type: z.literal(type), caseId: z.string(), ...shape });
}

/** Correct what a case says (更正): running limits stay as they were granted. */
export const describeCase = onCase('case.describe', {
  title: z.string().trim().min(1).max(200).optional(),
  description: z.string().max(20_000).optional(),
  classRef: classRefSchema.optional(),
  place: placeSchema.optional(),
  priority: z.enum(['normal', 'urgent']).optional(),
});

/** Assign (派遣) to a lead unit (主办) and assisting units (协办); `tasks` gives single units their own task and limit. */
export const assignCase = onCase('case.assign', {
  lead: unit,
  assisting: z.array(z.string()).max(20).default([]),
  note,
  choice: choiceSchema.default({ by: 'operator' }),
  tasks: z
    .array(z.object({ unit, task: z.string().max(500).optional(), limit: limitSchema.optional() }))
    .default([]),
});

/** Give a further unit a part (加派协办). */
export const addPart = onCase('case.addPart', {
  unit,
  task: z.string().max(500).optional(),
  limit: limitSchema.optional(),
  note,
});

/** A unit takes its part (签收). */
export const acceptCase = onCase('case.accept', { unit, note });

/** A unit sends it back (退单) with a listed reason; without `unit` the lead. Late only with `exception`, the centre's reason. */
export const returnCase = onCase('case.return', {
  unit: z.string().optional(),
  reason: returnReasonSchema,
  note,
  suggests: z.string().optional(),
  photos,
  exception: z.string().trim().max(500).optional(),
});

/** A part is reported handled (处理反馈); `confirmed: false` where the worker says so and his unit has yet to confirm. */
export const handleCase = onCase('case.handle', {
  unit,
  note: words,
  photos,
  confirmed: z.boolean().default(true),
});

/** The unit confirms what its worker reported (部门确认): its clock stops here. */
export const confirmCase = onCase('case.confirm', { unit, note });

/** Check the result (核查); failed means rework (返工) by `units`, by default all. `close` closes in the same breath when passed. */
export const checkCase = onCase('case.check', {
  passed: z.boolean(),
  how: z.enum(['photo', 'onSite', 'phone', 'sheet']),
  note,
  photos,
  units: z.array(z.string()).optional(),
  close: z.boolean().default(false),
});

export const closeCase = onCase('case.close', { kind: closeKindSchema.exclude(['forced']).optional(), note });

/** Close from any stage (强制结案), with reason and approval. */
export const forceCloseCase = onCase('case.forceClose', { reason: words, approver });

/** Go on with a closed case (重办), mostly because somebody was not satisfied. */
export const reopenCase = onCase('case.reopen', { reason: words });

export const voidCase = onCase('case.void', { reason: words });

export const noteCase = onCase('case.note', {
  kind: z.enum(['note', 'meeting', 'emergency', 'measurement', 'urge']).default('note'),
  text: z.string().trim().min(1).max(5000),
  photos,
});

/** Urge a unit (催办); without `unit` the lead. */
export const urgeCase = onCase('case.urge', { unit: z.string().optional(), note });

/** Supervise (督办): the unit owes an answer. */
export const superviseCase = onCase('case.supervise', { unit: z.string().optional(), text: words });
export const answerSupervision = onCase('case.answerSupervision', { id: z.string().optional(), text: words });

/** Ask for more time (申请延期). */
export const askExtension = onCase('case.askExtension', {
  unit: z.string().optional(),
  reason: words,
  photos,
});
/** Ask to put on hold until a date (申请挂账). */
export const askHold = onCase('case.askHold', {
  unit: z.string().optional(),
  reason: words,
  until: instantSchema,
  photos,
});
/** Grant or refuse what was asked (审批). */
export const answerAsk = onCase('case.answer', { granted: z.boolean(), note, approver });

/** End a hold before its date (恢复办理). */
export const resumeCase = onCase('case.resume', { note });

/** Merge into another case (并案): all its reports go over. */
export const mergeCase = onCase('case.merge', { into: z.string() });
/** Take a merger back (拆分): its reports return, and it goes on where it stood. */
export const unmergeCase = onCase('case.unmerge', { reason: words });

/** Count running deadlines again under the rules of now; writes nothing where nothing changes. */
export const reckonCase = onCase('case.reckon', { because: z.enum(['calendar', 'limits', 'policy']) });

/** Take the last action back (撤销). */
export const undoCase = onCase('case.undo', { commit: z.string() });

/** Choose between what two stations did without knowing of each other (以一方为准); `side` is `<device>.<incarnation>`. */
export const settleCase = onCase('case.settle', { key: z.string(), side: z.string(), note });

export const caseCommands = [
  fileCase,
  describeCase,
  assignCase,
  addPart,
  acceptCase,
  returnCase,
  handleCase,
  confirmCase,
  checkCase,
  closeCase,
  forceCloseCase,
  reopenCase,
  voidCase,
  noteCase,
  urgeCase,
  superviseCase,
  answerSupervision,
  askExtension,
  askHold,
  answerAsk,
  resumeCase,
  mergeCase,
  unmergeCase,
  reckonCase,
  undoCase,
  settleCase,
] as const;
export type CaseCommand = z.infer<(typeof caseCommands)[number]>;
export type CaseMove = Exclude<CaseCommand['type'], 'case.file'>;
/** A case command by its type. */
export type CaseCommandOf<T extends CaseCommand['type']> = Extract<CaseCommand, { type: T }>;
