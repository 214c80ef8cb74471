import { z } from 'zod';
import { instantSchema } from '../../rules/timeSchema';
import { appealKindSchema, channelSchema, classRefSchema, photoSchema, placeSchema } from '../common';
import { viaSchema } from '../envelope';
import { satisfactionSchema, sheetFactsSchema } from './events';

/** A caller in the clear, only ever inside a command on its way into the store, where it is sealed. */
export const callerInputSchema = z.object({
  name: z.string().max(100).optional(),
  phone: z.string().max(40).optional(),
  wishes: z.array(z.string()).default([]),
});

const reportInput = {
  channel: channelSchema,
  outsideNo: z.string().max(60).optional(),
  rootNo: z.string().max(60).optional(),
  reissue: z.number().int().min(0).optional(),
  upperNo: z.string().max(60).optional(),
  title: z.string().max(500).default(''),
  content: z.string().max(20_000),
  appealKind: appealKindSchema.optional(),
  classRef: classRefSchema.optional(),
  place: placeSchema,
  receivedAt: instantSchema,
  outsideDue: instantSchema.optional(),
  caller: callerInputSchema.optional(),
  photos: z.array(photoSchema).default([]),
  camera: z.string().optional(),
  sheet: sheetFactsSchema.optional(),
  /** Other columns of a sheet, sealed as they came: nothing of a row is lost, and nobody knows what they hold. */
  more: z.record(z.string(), z.string()).optional(),
};

/** Take in a report (受理). With `reportId` absent the id is computed from channel and outside number, else random. */
export const receiveReport = z.object({
  type: z.literal('report.receive'),
  reportId: z.string().optional(),
  ...reportInput,
});

/** A row of a hotline sheet: receives the report and, by the sheet's state, files, assigns and closes its case. */
export const importReport = z.object({
  type: z.literal('report.import'),
  ...reportInput,
  outsideNo: z.string().max(60),
  sheet: sheetFactsSchema,
  /** When the sheet was exported: the latest time its states are known for. */
  asOf: instantSchema,
  closedAt: instantSchema.optional(),
});

export const describeReport = z.object({
  type: z.literal('report.describe'),
  reportId: z.string(),
  title: z.string().max(500).optional(),
  content: z.string().max(20_000).optional(),
  appealKind: appealKindSchema.optional(),
  classRef: classRefSchema.optional(),
  place: placeSchema.optional(),
});

export const linkReport = z.object({
  type: z.literal('report.link'),
  reportId: z.string(),
  caseId: z.string(),
});
export const unlinkReport = z.object({
  type: z.literal('report.unlink'),
  reportId: z.string(),
  reason: z.string().trim().min(1),
});
export const refuseReport = z.object({
  type: z.literal('report.refuse'),
  reportId: z.string(),
  kind: z.enum(['notAccepted', 'notFiled', 'void']),
  reason: z.string().trim().min(1),
});
/** Reply (答复), with the way it went out. */
export const replyReport = z.object({
  type: z.literal('report.reply'),
  reportId: z.string(),
  text: z.string().trim().min(1).max(20_000),
  way: viaSchema.optional(),
});
/** Send somebody to see whether it is real (核实). */
export const sendVerify = z.object({
  type: z.literal('report.sendVerify'),
  reportId: z.string(),
  to: z.string().trim().min(1).max(100),
  how: z.enum(['photo', 'onSite', 'phone']),
  note: z.string().max(2000).optional(),
});
export const verifyReport = z.object({
  type: z.literal('report.verify'),
  reportId: z.string(),
  real: z.boolean(),
  note: z.string().trim().min(1).max(2000),
  photos: z.array(photoSchema).max(60).default([]),
});
/** What the reporter said when he was called back (回访). */
export const callBack = z.object({
  type: z.literal('report.callBack'),
  reportId: z.string(),
  reached: z.boolean(),
  solved: z.boolean().optional(),
  satisfaction: satisfactionSchema.optional(),
  note: z.string().max(2000).optional(),
});
/** Count a waiting report's deadlines again under the rules of now. */
export const reckonReport = z.object({
  type: z.literal('report.reckon'),
  reportId: z.string(),
  because: z.enum(['calendar', 'limits', 'policy']),
});
/** Take the last action back (撤销). */
export const undoReport = z.object({
  type: z.literal('report.undo'),
  reportId: z.string(),
  commit: z.string(),
});
/** Choose between what two stations did without knowing of each other (以一方为准); `side` is `<device>.<incarnation>`. */
export const settleReport = z.object({
  type: z.literal('report.settle'),
  reportId: z.string(),
  key: z.string(),
  side: z.string(),
  note: z.string().max(2000).optional(),
});
/** Ask for the caller in the clear; the asking itself is an event, the answer carries the opened data. */
export const revealCaller = z.object({
  type: z.literal('report.reveal'),
  reportId: z.string(),
  why: z.string().optional(),
});
/** Take an imported report back with its import; a case that this import filed and nobody touched is voided with it. */
export const withdrawReport = z.object({
  type: z.literal('report.withdraw'),
  reportId: z.string(),
  job: z.string(),
  reason: z.string(),
});

export const reportCommands = [
  receiveReport,
  importReport,
  describeReport,
  linkReport,
  unlinkReport,
  refuseReport,
  replyReport,
  revealCaller,
  withdrawReport,
  sendVerify,
  verifyReport,
  callBack,
  reckonReport,
  undoReport,
  settleReport,
] as const;
export type ReportCommand = z.infer<(typeof reportCommands)[number]>;
export type ReportMove = Exclude<
  ReportCommand['type'],
  'report.receive' | 'report.import' | 'report.withdraw' | 'report.reveal' | 'report.reckon'
>;
