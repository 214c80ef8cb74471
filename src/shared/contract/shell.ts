import { z } from 'zod';
import { cataloguePreviewSchema } from './catalogue';
import { ackSchema } from './contract';
import { pathTokenSchema, writtenFileSchema } from './files';
import { importPreviewSchema } from './intake';
import { unitSheetPreviewSchema } from './sheets';
import { syncShellCalls } from './sync';

/** A display that the wall can be put on. */
export const displaySchema = z.object({
  id: z.number(),
  label: z.string(),
  width: z.number(),
  height: z.number(),
  scaleFactor: z.number(),
  primary: z.boolean(),
});
export type DisplayInfo = z.infer<typeof displaySchema>;

const nothing = z.object({});

/**
 * What windows ask of the main process: windows, dialogs, files. Checked there against sender, session and schema. No call names a
 * file by its path: `file` and `folder` are tokens that main gave for what a person chose or dropped. Errors of those that take one:
 * `path.token`, `path.own`, `path.notFile`; of those that ask a person: `consent.declined`, `consent.open`; of all with a deed in the
 * table "who may": `session.none`, `session.role` or the deed's own.
 */
export const shellCalls = {
  'app.info': {
    input: nothing,
    output: z.object({
      version: z.string(),
      electron: z.string(),
      chrome: z.string(),
      node: z.string(),
      dataDir: z.string(),
      firstStart: z.enum(['demo', 'ask', 'none']),
      readOnly: z.boolean(),
    }),
  },
  /** The language that main's own dialogs are to speak. */
  'app.speak': { input: z.object({ language: z.enum(['zh-CN', 'en']) }), output: nothing },
  'displays.list': { input: nothing, output: z.array(displaySchema) },
  'wall.open': {
    input: z.object({ display: z.number().optional(), language: z.enum(['zh-CN', 'en']).optional() }),
    output: nothing,
  },
  'wall.close': { input: nothing, output: nothing },
  /** Parse a sheet: a dropped file or, without one, after a file dialog. Null where the dialog was cancelled. */
  'sheet.open': {
    input: z.object({ file: pathTokenSchema.optional() }),
    output: importPreviewSchema.nullable(),
  },
  /** Parse a catalogue of classes and compare it with the table; the same way as a sheet. It takes effect by `catalogue.take`. */
  'catalogue.open': {
    input: z.object({ file: pathTokenSchema.optional() }),
    output: cataloguePreviewSchema.nullable(),
  },
  /** Stop reading sheets, catalogues and unit sheets: their calls end with `parse.cancelled`, and nothing of them is kept. */
  'parse.cancel': { input: nothing, output: nothing },
  /** Write last week's briefing. Null where the dialog was cancelled. */
  'briefing.export': {
    input: z.object({
      weekStart: z.string().optional(),
      formats: z.array(z.enum(['docx', 'pdf'])).min(1),
    }),
    output: z.object({ files: z.array(writtenFileSchema) }).nullable(),
  },
  /** A notice of the system; pressing it brings the desk to the front, at the item where one is named. Never with data of a caller. False where the system has none. */
  notify: {
    input: z.object({ title: z.string().max(100), body: z.string().max(300), itemId: z.string().optional() }),
    output: z.object({ shown: z.boolean() }),
  },
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
  },
  /** The daily sheets of units with open parts, one file each, and the folder that they went to, for more. Null where cancelled. */
  'unit.sheets': {
    input: z.object({ units: z.array(z.string()).optional(), folder: pathTokenSchema.optional() }),
    output: z.object({ files: z.array(writtenFileSchema), folder: pathTokenSchema }).nullable(),
  },
  /** A unit's filled daily sheet: what it would record, with what is wrong row by row; `source` opens it again. Null where cancelled. */
  'unitSheet.open': {
    input: z.object({ file: pathTokenSchema.optional(), unit: z.string().optional() }),
    output: unitSheetPreviewSchema.extend({ source: pathTokenSchema }).nullable(),
  },
  /** The replies of a day as a sheet in the hotline's shape. */
  'replies.export': {
    input: z.object({ day: z.string().optional() }),
    output: z.object({ file: writtenFileSchema, count: z.number().int() }).nullable(),
  },
  /** Show a written file in its folder. */
  'file.show': { input: z.object({ token: pathTokenSchema }), output: nothing },
  /** Erase the caller of a report for good, once main has asked. `id`: of the command. Errors: `caller.role`, the journal's. */
  'caller.erase': {
    input: z.object({
      id: z.string().min(8).max(80),
      reportId: z.string(),
      reason: z.string().trim().min(1).max(500),
    }),
    output: ackSchema,
  },
  'help.open': { input: nothing, output: nothing },
  ...syncShellCalls,
} as const;

export type ShellCalls = typeof shellCalls;
export type ShellName = keyof ShellCalls;
export type ShellInput<N extends ShellName> = z.input<ShellCalls[N]['input']>;
export type ShellOutput<N extends ShellName> = z.infer<ShellCalls[N]['output']>;
