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
import { callerViewSchema, satisfactionSchema, sheetFactsSchema } from '../domain/report/events';
import { classRowSchema, operatorRowSchema, textRowSchema, unitRowSchema } from '../rules/tables';

/** State of a row of the queue: a report not yet taken in or being verified, a case by stage, or a report that ended without a case. */
export const itemStateSchema = z.enum([
  'toTakeIn',
  'verifying',
  'toAssign',
  'handling',
  'onHold',
  'returned',
  'toCheck',
  'toClose',
  'closed',
  'void',
  'merged',
  'refused',
  'withdrawn',
]);
export type ItemState = z.infer<typeof itemStateSchema>;

/** Light of an item: green below 80 % of the limit, yellow to 100 %, red beyond; none where no clock runs. */
export const lightSchema = z.enum(['green', 'yellow', 'red', 'none']);
export type Light = z.infer<typeof lightSchema>;

/** Which clock sets an item's due time: one of the stage clocks, or the outside deadline of its reports. */
export const dueClockSchema = z.enum([
  'intake',
  'verify',
  'assign',
  'handle',
  'check',
  'outside',
  'supervise',
  'reply',
]);

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
  /** End of the hold where it is on hold. */
  holdUntil: z.string().nullable(),
  /** Who acted last (操作人): the views of one's own work. */
  owner: z.string().nullable(),
  /** Its reports that wait for a reply, once it has ended. */
  toReply: z.number().int(),
  /** Is an answer to a supervision (督办) owed? */
  supervised: z.boolean(),
  urges: z.number().int(),
  /** What a unit asked for and nobody has decided: 延期, 挂账. */
  ask: z.enum(['extension', 'hold']).nullable(),
  receivedAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type Item = z.infer<typeof itemSchema>;

/** The views of the queue. `dueSoon` is yellow or due before the end of the shift; `mine` is open work whose last actor is the filter's `owner`. */
export const queueViewSchema = z.enum([
  'toTakeIn',
  'toAssign',
  'returned',
  'handling',
  'toCheck',
  'toClose',
  'toReply',
  'onHold',
  'supervised',
  'mine',
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
  classes: z.array(classRefSchema).optional(),
  /** Operator whose work the view `mine` shows; also narrows the other views. */
  owner: z.string().optional(),
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
  /** Who at the unit said it. */
  saidBy: z.string().optional(),
  cause: z.string().optional(),
  /** The action was taken back. */
  undone: z.boolean().optional(),
  data: z.record(z.string(), z.unknown()),
});
export type HistoryLine = z.infer<typeof historyLineSchema>;

/** A clock as the case page draws it. `light` is its light now, or what it was when it stopped. */
export const clockViewSchema = z.object({
  name: dueClockSchema,
  /** Whose handling clock it is. */
  unit: z.string().optional(),
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

/** One reason for a proposed unit, as data: the screens put it into words (`rules:proposal.`). */
export const proposalReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rule'), rule: z.string(), basis: z.string().optional() }),
  /** The last `n` choices at this class and community all went here, against the table. */
  z.object({ kind: z.literal('precedent'), n: z.number().int(), against: z.string().nullable() }),
  /** `n` similar cases went here in the last 90 days, `closed` of them are closed. */
  z.object({ kind: z.literal('similar'), n: z.number().int(), closed: z.number().int() }),
  /** The unit sent `n` such cases back for this reason. */
  z.object({ kind: z.literal('returned'), n: z.number().int(), reason: z.string() }),
]);
export type ProposalReason = z.infer<typeof proposalReasonSchema>;

/** A proposed unit, best first. `rule` is `''` where no row of the table names the unit. */
export const rankedProposalSchema = proposalSchema.extend({
  assisting: z.array(z.string()),
  reason: z.enum(['rule', 'precedent', 'similar']),
  returns: z.array(z.object({ reason: z.string(), n: z.number().int() })),
  reasons: z.array(proposalReasonSchema),
});
export type RankedProposal = z.infer<typeof rankedProposalSchema>;

/** The last action, while it can be taken back. */
export const undoViewSchema = z.object({ commit: z.string(), types: z.array(z.string()), until: z.string() });
export type UndoView = z.infer<typeof undoViewSchema>;

/** Something that the desk proposes beside the next move: a coordination meeting, reopening, an answer that is due. */
export const adviceSchema = z.object({
  code: z.enum(['meeting', 'reopen', 'askOpen', 'supervision', 'verify', 'urge', 'similar', 'callBack']),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Advice = z.infer<typeof adviceSchema>;

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
  reply: z.object({ text: z.string(), at: z.string(), by: z.string(), way: viaSchema.optional() }).optional(),
  verification: z
    .object({
      to: z.string(),
      how: z.enum(['photo', 'onSite', 'phone']),
      note: z.string().optional(),
      grant: limitGrantSchema,
      sentAt: z.string(),
      doneAt: z.string().optional(),
      real: z.boolean().optional(),
      said: z.string().optional(),
    })
    .optional(),
  callBacks: z.array(
    z.object({
      reached: z.boolean(),
      solved: z.boolean().optional(),
      satisfaction: satisfactionSchema.optional(),
      note: z.string().optional(),
      at: z.string(),
      by: z.string(),
    }),
  ),
  /** A reply is owed and not yet given. */
  owes: z.boolean(),
  replyDue: z.string().nullable(),
  /** The merged cases that brought it here. */
  mergedFrom: z.array(z.string()),
  moves: z.array(z.string()),
  undo: undoViewSchema.nullable(),
  basis: z.string(),
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
      task: z.string().optional(),
      assignedAt: z.string(),
      returnBy: z.string().optional(),
      acceptedAt: z.string().optional(),
      reportedAt: z.string().optional(),
      handledAt: z.string().optional(),
      note: z.string().optional(),
      /** Its handling clock, due and light now. */
      due: z.string().optional(),
      light: lightSchema,
    }),
  ),
  ask: z
    .object({
      kind: z.enum(['extension', 'hold']),
      unit: z.string(),
      reason: z.string(),
      at: z.string(),
      until: z.string().optional(),
    })
    .nullable(),
  hold: z.object({ from: z.string(), until: z.string(), reason: z.string() }).nullable(),
  supervisions: z.array(
    z.object({
      id: z.string(),
      unit: z.string(),
      text: z.string(),
      at: z.string(),
      by: z.string(),
      due: z.string(),
      answeredAt: z.string().optional(),
      answer: z.string().optional(),
    }),
  ),
  returns: z.array(
    z.object({
      unit: z.string(),
      reason: z.string(),
      at: z.string(),
      note: z.string().optional(),
      suggests: z.string().optional(),
    }),
  ),
  urges: z.array(z.object({ unit: z.string(), at: z.string() })),
  extensions: z.array(z.string()),
  reopens: z.number().int(),
  closeNote: z.string().optional(),
  voidReason: z.string().optional(),
  appealKind: appealKindSchema.optional(),
  /** Version of the catalogue that the case was opened under. */
  catalogue: z.string().optional(),
  mergedInto: z.object({ id: z.string(), no: z.string() }).nullable(),
  /** Cases that were merged into this one. */
  mergedHere: z.array(
    z.object({ id: z.string(), no: z.string(), title: z.string(), reports: z.number().int() }),
  ),
  followedBy: z.array(z.object({ id: z.string(), no: z.string() })),
  /** Units whose part has yet to be done: what keeps the case from being checked. */
  waitingFor: z.array(z.string()),
  advice: z.array(adviceSchema),
  undo: undoViewSchema.nullable(),
  photos: z.array(photoSchema.extend({ at: z.string() })),
  clocks: z.array(clockViewSchema),
  reports: z.array(reportViewSchema),
  history: z.array(historyLineSchema),
  moves: z.array(z.string()),
  proposal: proposalSchema.nullable(),
  /** Every unit that speaks for itself, the proposed one first. */
  proposals: z.array(rankedProposalSchema),
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
  proposals: z.array(rankedProposalSchema),
  nearby: nearbySchema,
  advice: z.array(adviceSchema),
  moves: z.array(z.string()),
  undo: undoViewSchema.nullable(),
  basis: z.string(),
});
export type ReportPage = z.infer<typeof reportPageSchema>;

export const directorySchema = z.object({
  units: z.array(unitRowSchema),
  classes: z.array(classRowSchema),
  operators: z.array(operatorRowSchema),
  communities: z.array(z.object({ code: z.string(), name: z.string() })),
  cameras: z.array(z.record(z.string(), z.unknown())),
  /** Standard texts (常用语). */
  texts: z.array(textRowSchema),
  /** What citizens are told to call. */
  contact: z.string(),
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
