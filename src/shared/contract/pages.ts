import { z } from 'zod';
import {
  appealKindSchema,
  channelSchema,
  classRefSchema,
  deadlineSchema,
  photoSchema,
  placeSchema,
} from '../domain/common';
import { viaSchema } from '../domain/envelope';
import { callerViewSchema, satisfactionSchema, sheetFactsSchema } from '../domain/report/events';
import { defineContract } from './capability';
import { writtenFileSchema } from './files';
import { dueClockSchema, itemSchema, lightSchema } from './models';

/** A line of a stream's history. `data` holds open data only: personal data is sealed and not part of it. */
export const historyLineSchema = z.object({
  ref: z.string(),
  stream: z.string(),
  type: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  actor: z.string(),
  onBehalfOf: z.string().optional(),
  /** How it reached the centre: one of `viaSchema`, or what a newer program has beside them. */
  via: z.string().optional(),
  /** Who at the unit said it. */
  saidBy: z.string().optional(),
  /** Why it was recorded late. */
  lateReason: z.string().optional(),
  cause: z.string().optional(),
  /** The action was taken back. */
  undone: z.boolean().optional(),
  /** Nothing rests on it: another station acted at the same time, and that holds. */
  idle: z.boolean().optional(),
  data: z.record(z.string(), z.unknown()),
});
export type HistoryLine = z.infer<typeof historyLineSchema>;

/** A clock as the case page draws it. `light` is its light now, or what it was when it stopped. */
export const clockViewSchema = z.object({
  name: dueClockSchema,
  /** Whose handling clock it is. */
  unit: z.string().optional(),
  grant: deadlineSchema,
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
  code: z.enum(['meeting', 'reopen', 'askOpen', 'supervision', 'verify', 'urge']),
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
  outside: deadlineSchema.optional(),
  intake: deadlineSchema,
  caller: callerViewSchema.optional(),
  /** When and by whom the caller was erased for good; null where nobody did. */
  erased: z.object({ at: z.string(), by: z.string() }).nullable(),
  /** The caller was not erased, but the key that opens what is sealed is not here: not come yet, or lost. */
  keyMissing: z.boolean(),
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
      grant: deadlineSchema,
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

/** What stations did to one case or report without knowing of each other, side by side. `winner` names the side that holds now. */
export const conflictViewSchema = z.object({
  stream: z.string(),
  key: z.string(),
  at: z.string(),
  winner: z.string(),
  sides: z.array(
    z.object({
      /** `<device>.<incarnation>`: what a decision names. */
      id: z.string(),
      device: z.string(),
      /** Name of the computer where it is known. */
      name: z.string().nullable(),
      /** Its letter in case numbers where that is known. */
      letter: z.string().nullable(),
      actor: z.string(),
      at: z.string(),
      effective: z.boolean(),
      /** The cases that it filed a report into, or merged a case into. */
      cases: z.array(z.object({ id: z.string(), no: z.string(), title: z.string() })),
      lines: z.array(historyLineSchema),
    }),
  ),
});
export type ConflictView = z.infer<typeof conflictViewSchema>;

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
  /** Numbers that other stations gave it when they filed it too. */
  otherNos: z.array(z.string()),
  /** Open decisions about the case or its reports. */
  conflicts: z.array(conflictViewSchema),
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
  /** Open decisions about it. */
  conflicts: z.array(conflictViewSchema),
  basis: z.string(),
});
export type ReportPage = z.infer<typeof reportPageSchema>;

/** What is known of one case or report, and its papers (案卷页、诉件页). */
export const pagesContract = defineContract({
  queries: {
    'case.page': { input: z.object({ id: z.string() }), output: casePageSchema },
    'report.page': { input: z.object({ id: z.string() }), output: reportPageSchema },
  },
  shell: {
    /**
     * A case as a PDF (its file, or the slip for its units): saved where chosen, or sent to a printer. `language` is that of
     * the file; slips go to units and stay Chinese. Null where cancelled.
     */
    'case.paper': {
      input: z.object({
        id: z.string(),
        kind: z.enum(['file', 'slip']),
        to: z.enum(['pdf', 'printer']),
        language: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
      output: z.object({ file: writtenFileSchema.nullable() }).nullable(),
      deed: 'desk.write',
    },
  },
});
