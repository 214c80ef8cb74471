import { z } from 'zod';
import { classRefSchema, deadlineSchema } from '../domain/common';
import { tableNameSchema } from '../domain/registry/events';
import { limitRowSchema } from '../rules/tables';
import { defineContract, nothing } from './capability';
import { dueClockSchema } from './models';

const paramsSchema = z.record(z.string(), z.union([z.string(), z.number()]));
const rowSchema = z.record(z.string(), z.unknown());

/** A version of a table: when it was set, by whom, from what, and how many rows it has. `by` is an operator's id or the builder's name. */
export const tableVersionSchema = z.object({
  version: z.string(),
  source: z.string().optional(),
  at: z.string(),
  by: z.string(),
  rows: z.number().int(),
});
export type TableVersion = z.infer<typeof tableVersionSchema>;

/**
 * A table as the settings list it. One that was never set has no version (`''`), no rows, and null for who and when: the
 * program's defaults hold. `history` has the newest first, the present one included.
 */
export const tableSummarySchema = z.object({
  table: tableNameSchema,
  stream: z.enum(['registry:main', 'rules:main']),
  version: z.string(),
  source: z.string().optional(),
  setAt: z.string().nullable(),
  setBy: z.string().nullable(),
  rows: z.number().int(),
  /** Can it be set by `rules.set`? The shapes of the map cannot. */
  editable: z.boolean(),
  history: z.array(tableVersionSchema),
});
export type TableSummary = z.infer<typeof tableSummarySchema>;

/** Rows for editing: those that this program can read, without fields that it does not know. What else the table has is kept when it is set. */
export const tableRowsSchema = z.object({
  table: tableNameSchema,
  version: z.string(),
  rows: z.array(rowSchema),
  /** What a newer program wrote: names of rows that cannot be read here, rows with unknown fields, and names that rows may go on using. */
  kept: z.object({
    keys: z.array(z.string()),
    withFields: z.number().int(),
    names: z.object({
      units: z.array(z.string()),
      classes: z.array(z.string()),
      communities: z.array(z.string()),
    }),
  }),
});
export type TableRows = z.infer<typeof tableRowsSchema>;

/** Something about the rules that somebody should look at: `code` is a text under `rules:finding.`, `table` where it is mended. */
export const findingSchema = z.object({
  level: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  table: tableNameSchema,
  params: paramsSchema,
});
export type Finding = z.infer<typeof findingSchema>;

/** What is wrong with a row: `row` counts from 0 in the rows handed in, `code` is a text under `rules:check.`. */
export const rowErrorSchema = z.object({
  row: z.number().int(),
  field: z.string(),
  code: z.string(),
  params: paramsSchema,
});
export type RowError = z.infer<typeof rowErrorSchema>;

/** Rows against the table as it stands; `key` names a row (id, scheme/code, day/shift), `fields` are those that differ. */
export const tableDiffSchema = z.object({
  added: z.array(z.object({ key: z.string(), row: rowSchema })),
  removed: z.array(z.object({ key: z.string(), row: rowSchema })),
  changed: z.array(
    z.object({ key: z.string(), fields: z.array(z.string()), before: rowSchema, after: rowSchema }),
  ),
  same: z.number().int(),
  /** The rows are the same ones in another order: where order decides (limits), that is a change too. */
  reordered: z.boolean(),
});
export type TableDiff = z.infer<typeof tableDiffSchema>;

/** A running clock whose due time would move. */
export const movedClockSchema = z.object({
  id: z.string(),
  no: z.string(),
  clock: dueClockSchema,
  before: z.string(),
  after: z.string(),
});
export type MovedClock = z.infer<typeof movedClockSchema>;

/** What setting a table would do; nothing is written. Findings are those of the rules with these rows; none where rows are wrong. */
export const ruleCheckSchema = z.object({
  ok: z.boolean(),
  errors: z.array(rowErrorSchema),
  diff: tableDiffSchema,
  findings: z.array(findingSchema),
  affected: z.object({ clocks: z.number().int(), examples: z.array(movedClockSchema).max(20) }),
});
export type RuleCheck = z.infer<typeof ruleCheckSchema>;

/** What a re-reckoning of running clocks did. `cancelled`: it stopped on the way and can go on by `rules.reckon`. */
export const reckoningSchema = z.object({
  job: z.string(),
  total: z.number().int(),
  done: z.number().int(),
  /** Items of which a clock moved. */
  changed: z.number().int(),
  failed: z.array(z.object({ id: z.string(), code: z.string() })),
  cancelled: z.boolean(),
});
export type Reckoning = z.infer<typeof reckoningSchema>;

/** `reckoned` is null where no clock hangs on the table. */
export const ruleSetSchema = z.object({ version: z.string(), reckoned: reckoningSchema.nullable() });
export type RuleSet = z.infer<typeof ruleSetSchema>;

/** A day's share in a deadline; `kind` 工作日, 调休上班日, 法定节假日, 休息日. */
export const explainedDaySchema = z.object({
  day: z.string(),
  kind: z.enum(['work', 'makeup', 'holiday', 'rest']),
  name: z.string().optional(),
  /** The day of receipt, where the unit does not count it. */
  receipt: z.boolean(),
  minutes: z.number(),
  total: z.number(),
  spans: z.array(z.object({ from: z.string(), to: z.string() })),
});

/** Why a clock is due when it is. */
export const deadlineWhySchema = z.object({
  id: z.string(),
  clock: dueClockSchema,
  unit: z.string().nullable(),
  running: z.boolean(),
  /** As it stands in the events: limit, rule, calendar version, start, due, yellow point. */
  grant: deadlineSchema,
  /**
   * Where the limit comes from: a row of the limit table, the catalogue's own words for the class, what the
   * house does where no row says it, the operator's own, a deadline set outside (its minutes are those between), or (`other`) a rule that the present tables no longer have.
   */
  rule: z.object({
    kind: z.enum(['limits', 'catalogue', 'house', 'operator', 'outside', 'other']),
    id: z.string(),
    row: limitRowSchema.nullable(),
    /** The catalogue's words, such as `4时`. */
    words: z.string().optional(),
    classRef: classRefSchema.optional(),
    className: z.string().optional(),
  }),
  /** The case's own values of what a row may ask for. */
  subject: z.object({
    channel: z.string(),
    appealKind: z.string().optional(),
    classRef: classRefSchema.optional(),
    className: z.string().optional(),
    priority: z.enum(['normal', 'urgent']),
    day: z.string(),
  }),
  intervals: z.array(z.object({ from: z.string(), to: z.string().optional() })),
  calendar: z.object({ version: z.string(), today: z.string(), current: z.boolean() }),
  /** Counted with today's calendar; `agrees` is false where that gives another due time than the one granted. */
  days: z.array(explainedDaySchema),
  /** All minutes of the limit, and those used up by now. */
  minutes: z.number(),
  used: z.number(),
  counted: z.string(),
  agrees: z.boolean(),
  now: z.string(),
});
export type DeadlineWhy = z.infer<typeof deadlineWhySchema>;

export {
  type ProposalReason,
  proposalReasonSchema,
  type RankedProposal,
  rankedProposalSchema,
} from './pages';

const tableInput = z.object({ table: tableNameSchema });

/** Tables of rules and registry (规则与名录). */
export const rulesContract = defineContract({
  queries: {
    'rules.tables': { input: nothing, output: z.array(tableSummarySchema) },
    /** The rows of a table: as it stands, or as an earlier `version` had them. Errors: `rules.noVersion`. */
    'rules.table': {
      input: tableInput.extend({ version: z.string().optional() }),
      output: tableRowsSchema,
    },
    'rules.findings': { input: nothing, output: z.array(findingSchema) },
    /** Errors: `case.unknown`, `report.unknown`, `deadline.noClock`. */
    'deadline.why': {
      input: z.object({ id: z.string(), clock: dueClockSchema, unit: z.string().optional() }),
      output: deadlineWhySchema,
    },
  },
  actions: {
    /** Try rows out; nothing is written. Errors: `rules.notEditable`. */
    'rules.check': {
      input: tableInput.extend({ rows: z.array(rowSchema) }),
      output: ruleCheckSchema,
      deed: null,
    },
    /** Set a table and reckon running clocks anew. Errors: `rules.role`, `rules.invalid`, `rules.notEditable`, `rules.busy`. */
    'rules.set': {
      input: tableInput.extend({
        rows: z.array(rowSchema),
        source: z.string().max(200).optional(),
        note: z.string().max(500).optional(),
      }),
      output: ruleSetSchema,
      deed: 'rules.set',
    },
    /** Go on with a reckoning that was cancelled or cut off; null where none is open. Errors: `rules.busy`. */
    'rules.reckon': { input: nothing, output: reckoningSchema.nullable(), deed: 'desk.work' },
    'rules.cancel': { input: nothing, output: nothing, deed: 'desk.work' },
    /** Read a year's holidays from the text of a CSV or JSON file into a row of the table `calendar`; nothing is written. */
    'rules.readYear': {
      input: z.object({ name: z.string().max(300), text: z.string().max(200_000) }),
      output: z.object({ row: rowSchema.nullable(), errors: z.array(rowErrorSchema) }),
      deed: null,
    },
  },
});
