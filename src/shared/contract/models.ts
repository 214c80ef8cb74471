import { z } from 'zod';
import {
  appealKindSchema,
  channelSchema,
  classRefSchema,
  limitGrantSchema,
  photoSchema,
  placeSchema,
} from '../domain/common';
import { viaSchema } from '../domain/envelope';
import { callerViewSchema, sheetFactsSchema } from '../domain/report/events';
import { classRowSchema, operatorRowSchema, unitRowSchema } from '../rules/tables';

/** State of a row of the queue: a report not yet taken in, a case by stage, or a report that ended without a case. */
export const itemStateSchema = z.enum([
  'toTakeIn',
  'toAssign',
  'handling',
  'returned',
  'toCheck',
  'toClose',
  'closed',
  'void',
  'refused',
  'withdrawn',
]);
export type ItemState = z.infer<typeof itemStateSchema>;

/** Light of an item: green below 80 % of the limit, yellow to 100 %, red beyond; none where no clock runs. */
export const lightSchema = z.enum(['green', 'yellow', 'red', 'none']);
export type Light = z.infer<typeof lightSchema>;

/** Which clock sets an item's due time: one of the stage clocks, or the outside deadline of its reports. */
export const dueClockSchema = z.enum(['intake', 'assign', 'handle', 'check', 'outside']);

/** One row of the queue: a case, or a report that waits for intake. Times are instants. */
export const itemSchema = z.object({
  id: z.string(),
  kind: z.enum(['report', 'case']),
  no: z.string(),
  title: z.string(),
  state: itemStateSchema,
  light: lightSchema,
  clock: dueClockSchema.nullable(),
  dueAt: z.string().nullable(),
  yellowAt: z.string().nullable(),
  channel: channelSchema,
  place: z.string(),
  communityCode: z.string().nullable(),
  gridCode: z.string().nullable(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  classRef: classRefSchema.nullable(),
  className: z.string().nullable(),
  unit: z.string().nullable(),
  proposedUnit: z.string().nullable(),
  priority: z.enum(['normal', 'urgent']),
  reports: z.number().int(),
  returns: z.number().int(),
  reworks: z.number().int(),
  photos: z.number().int(),
  receivedAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type Item = z.infer<typeof itemSchema>;

/** The views of the queue. `dueSoon` is yellow or due before the end of the shift. */
export const queueViewSchema = z.enum([
  'toTakeIn',
  'toAssign',
  'returned',
  'handling',
  'toCheck',
  'toClose',
  'overdue',
  'dueSoon',
  'open',
  'ended',
  'all',
]);
export type QueueView = z.infer<typeof queueViewSchema>;

export const queueFilterSchema = z.object({
  view: queueViewSchema,
  units: z.array(z.string()).optional(),
  channels: z.array(channelSchema).optional(),
  lights: z.array(lightSchema).optional(),
  communities: z.array(z.string()).optional(),
  gridCode: z.string().optional(),
  text: z.string().max(100).optional(),
  sort: z.enum(['due', 'received', 'updated']).default('due'),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

export const queuePageSchema = z.object({
  total: z.number().int(),
  offset: z.number().int(),
  rows: z.array(itemSchema),
  now: z.string(),
});
export type QueuePage = z.infer<typeof queuePageSchema>;

/** A line of a stream's history. `data` holds open data only: personal data is sealed and not part of it. */
export const historyLineSchema = z.object({
  ref: z.string(),
  stream: z.string(),
  type: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  actor: z.string(),
  onBehalfOf: z.string().optional(),
  via: viaSchema.optional(),
  cause: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
export type HistoryLine = z.infer<typeof historyLineSchema>;

/** A clock as the case page draws it. `light` is its light now, or what it was when it stopped. */
export const clockViewSchema = z.object({
  name: dueClockSchema,
  grant: limitGrantSchema,
  intervals: z.array(z.object({ from: z.string(), to: z.string().optional() })),
  running: z.boolean(),
  light: lightSchema,
});
export type ClockView = z.infer<typeof clockViewSchema>;

/** A proposed unit with its reason: the rule and what happened in the last 90 days with cases of the same class. */
export const proposalSchema = z.object({
  unit: z.string(),
  rule: z.string(),
  basis: z.string().optional(),
  similar: z.number().int(),
  doneByUnit: z.number().int(),
  returnedByUnit: z.number().int(),
});
export type ProposalView = z.infer<typeof proposalSchema>;

/** A report as the screens may see it: the caller masked. */
export const reportViewSchema = z.object({
  id: z.string(),
  status: z.enum(['received', 'linked', 'refused', 'withdrawn']),
  channel: channelSchema,
  outsideNo: z.string().optional(),
  rootNo: z.string().optional(),
  reissue: z.number().int().optional(),
  title: z.string(),
  content: z.string(),
  appealKind: appealKindSchema.optional(),
  classRef: classRefSchema.optional(),
  place: placeSchema,
  receivedAt: z.string(),
  recordedAt: z.string(),
  outside: limitGrantSchema.optional(),
  intake: limitGrantSchema,
  caller: callerViewSchema.optional(),
  photos: z.array(photoSchema),
  camera: z.string().optional(),
  sheet: sheetFactsSchema.optional(),
  caseId: z.string().optional(),
  refusal: z.object({ kind: z.string(), reason: z.string() }).optional(),
  reply: z.object({ text: z.string(), at: z.string(), by: z.string() }).optional(),
  /** Other reports of the same caller (keyed hash), newest first. */
  sameCaller: z.number().int(),
});
export type ReportView = z.infer<typeof reportViewSchema>;

/** What is near an item: open cases within 100 m, and cases of the same class within 100 m in the last 30 days. */
export const nearbySchema = z.object({ open: z.array(itemSchema), sameClass30d: z.number().int() });

export const casePageSchema = z.object({
  item: itemSchema,
  description: z.string(),
  place: placeSchema,
  follows: z.string().optional(),
  filedAt: z.string(),
  assignedAt: z.string().optional(),
  handledAt: z.string().optional(),
  closedAt: z.string().optional(),
  closeKind: z.string().optional(),
  parts: z.array(
    z.object({
      unit: z.string(),
      role: z.enum(['lead', 'assist']),
      assignedAt: z.string(),
      handledAt: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
  photos: z.array(photoSchema.extend({ at: z.string() })),
  clocks: z.array(clockViewSchema),
  reports: z.array(reportViewSchema),
  history: z.array(historyLineSchema),
  moves: z.array(z.string()),
  proposal: proposalSchema.nullable(),
  nearby: nearbySchema,
  /** Last event of the case's stream: the `basis` of the next command. */
  basis: z.string(),
});
export type CasePage = z.infer<typeof casePageSchema>;

export const reportPageSchema = z.object({
  item: itemSchema,
  report: reportViewSchema,
  clock: clockViewSchema,
  history: z.array(historyLineSchema),
  proposal: proposalSchema.nullable(),
  nearby: nearbySchema,
  basis: z.string(),
});
export type ReportPage = z.infer<typeof reportPageSchema>;

export const directorySchema = z.object({
  units: z.array(unitRowSchema),
  classes: z.array(classRowSchema),
  operators: z.array(operatorRowSchema),
  communities: z.array(z.object({ code: z.string(), name: z.string() })),
  cameras: z.array(z.record(z.string(), z.unknown())),
});
export type Directory = z.infer<typeof directorySchema>;

/** State of the store as screens show it. */
export const healthSchema = z.object({
  state: z.enum(['starting', 'empty', 'building', 'ready', 'refusing', 'readOnly', 'failed']),
  problem: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
  device: z.string(),
  incarnation: z.number().int(),
  seq: z.number().int(),
  position: z.number().int(),
  demo: z.boolean(),
  keys: z.enum(['os', 'file', 'none']),
  flushedAt: z.string().nullable(),
  interruptedJobs: z.number().int(),
});
export type Health = z.infer<typeof healthSchema>;
