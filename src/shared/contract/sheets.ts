import { z } from 'zod';
import { returnReasonSchema } from '../domain/case/events';
import { appealKindSchema } from '../domain/common';
import { daySchema } from '../rules/timeSchema';
import { defineContract } from './capability';
import { pathTokenSchema, writtenFileSchema } from './files';

/** An open part of a unit as its daily sheet (每日清单) tells it: names instead of ids, numbers masked. */
export const unitDayRowSchema = z.object({
  caseNo: z.string(),
  title: z.string(),
  className: z.string().optional(),
  place: z.string(),
  role: z.enum(['lead', 'assist']),
  assignedAt: z.string(),
  due: z.string().optional(),
  light: z.enum(['green', 'yellow', 'red']),
  urges: z.number().int(),
  task: z.string().optional(),
});

/** The open parts of units, for their daily sheets. `names` are all units, for suggesting another one. */
export const unitDaysSchema = z.object({
  now: z.string(),
  names: z.array(z.string()),
  units: z.array(z.object({ unit: z.string(), name: z.string(), rows: z.array(unitDayRowSchema) })),
});
export type UnitDays = z.infer<typeof unitDaysSchema>;

/** A reply of a day in the shape of the hotline's sheet. */
export const replyRowSchema = z.object({
  orderNo: z.string(),
  upperNo: z.string().optional(),
  source: z.string().optional(),
  title: z.string(),
  content: z.string(),
  appealKind: appealKindSchema.optional(),
  category: z.string().optional(),
  subcategory: z.string().optional(),
  place: z.string().optional(),
  unit: z.string().optional(),
  assisting: z.array(z.string()),
  receivedAt: z.string(),
  dueAt: z.string().optional(),
  repliedAt: z.string(),
  reply: z.string(),
  urges: z.number().int().optional(),
});

/** The replies given on one Beijing day to reports with an outside number. */
export const repliesDaySchema = z.object({
  now: z.string(),
  day: daySchema,
  rows: z.array(replyRowSchema),
});
export type RepliesDay = z.infer<typeof repliesDaySchema>;

/** A row of a unit's filled sheet as it would be recorded. `case` is absent where the number names no open part of the unit. */
export const unitSheetRowSchema = z.object({
  row: z.number().int(),
  caseNo: z.string(),
  kind: z.enum(['handled', 'returned', 'empty']),
  note: z.string(),
  doneAt: z.string().optional(),
  by: z.string().optional(),
  reason: returnReasonSchema.optional(),
  suggests: z.string().optional(),
  case: z.object({ id: z.string(), title: z.string(), basis: z.string() }).optional(),
  /** Its time lies before the case's last step: it can be recorded from then on, with the unit's own time in its words. */
  recordAt: z.string().optional(),
  /** A return after its window, or after the worker has reported: the centre has to agree, with its reason. */
  returnLate: z.boolean().optional(),
  findings: z.array(
    z.object({
      level: z.enum(['error', 'warning', 'info']),
      code: z.string(),
      column: z.string().optional(),
      value: z.string().optional(),
    }),
  ),
  /** May be carried out as it stands. */
  ready: z.boolean(),
});

/** A filled sheet that came back from a unit, before anything of it is recorded. */
export const unitSheetPreviewSchema = z.object({
  file: z.string(),
  /** The unit that the sheet names; null where it names none that is known: the operator says whose it is. */
  unit: z.string().nullable(),
  unitText: z.string(),
  day: z.string().nullable(),
  missingColumns: z.array(z.string()),
  rows: z.array(unitSheetRowSchema),
  skipped: z.array(z.object({ row: z.number().int(), text: z.string() })),
});
export type UnitSheetPreview = z.infer<typeof unitSheetPreviewSchema>;

/** Daily sheets of units, out and back, and the replies of a day (每日清单、回复表). */
export const sheetsContract = defineContract({
  queries: {
    /** Open parts of units, for their daily sheets. */
    'unit.days': { input: z.object({ units: z.array(z.string()).optional() }), output: unitDaysSchema },
    /** The replies of a day (today without one). */
    'replies.day': { input: z.object({ day: daySchema.optional() }), output: repliesDaySchema },
  },
  shell: {
    /** The daily sheets of units with open parts, one file each, and the folder that they went to, for more. Null where cancelled. */
    'unit.sheets': {
      input: z.object({ units: z.array(z.string()).optional(), folder: pathTokenSchema.optional() }),
      output: z.object({ files: z.array(writtenFileSchema), folder: pathTokenSchema }).nullable(),
      deed: 'desk.write',
    },
    /** A unit's filled daily sheet: what it would record, with what is wrong row by row; `source` opens it again. Null where cancelled. */
    'unitSheet.open': {
      input: z.object({ file: pathTokenSchema.optional(), unit: z.string().optional() }),
      output: unitSheetPreviewSchema.extend({ source: pathTokenSchema }).nullable(),
      deed: 'desk.work',
    },
    /** The replies of a day as a sheet in the hotline's shape. */
    'replies.export': {
      input: z.object({ day: z.string().optional() }),
      output: z.object({ file: writtenFileSchema, count: z.number().int() }).nullable(),
      deed: 'desk.write',
    },
  },
  files: {
    /** A unit's filled daily sheet; `unit` says whose it is where the sheet does not. */
    unitSheet: { said: z.object({ unit: z.string().optional() }), preview: unitSheetPreviewSchema },
  },
});
