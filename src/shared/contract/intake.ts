import { z } from 'zod';
import { photoSchema, placeSchema } from '../domain/common';
import { importTallySchema } from '../domain/intake/events';
import { defineContract, nothing } from './capability';
import { pathTokenSchema } from './files';

/** An import job as the desk lists it. */
export const importJobSchema = z.object({
  job: z.string(),
  file: z.string(),
  sha256: z.string(),
  status: z.enum(['open', 'finished', 'withdrawn']),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  rows: z.number().int(),
  tally: importTallySchema.optional(),
  aside: z.array(
    z.object({
      row: z.number().int(),
      reasons: z.array(z.string()),
      settled: z.enum(['takenIn', 'dropped']).optional(),
      /** Every decision about it, where desks that did not know of each other made more than one. */
      settlements: z
        .array(z.object({ how: z.enum(['takenIn', 'dropped']), by: z.string(), at: z.string() }))
        .optional(),
    }),
  ),
  /** True where the job was interrupted: it can be finished or withdrawn. */
  interrupted: z.boolean(),
  /** A withdrawal was begun at this desk and has not come to its end: it can go on, and nothing else. */
  withdrawing: z.boolean().optional(),
});
export type ImportJob = z.infer<typeof importJobSchema>;

/** A parsed sheet before anything is written: what was found, for the operator to confirm. */
export const importPreviewSchema = z.object({
  token: z.string(),
  /** Id of the job that starting it will run; the same file has the same. */
  job: z.string(),
  file: z.string(),
  sheet: z.string(),
  headerRow: z.number().int(),
  asOf: z.string(),
  mapping: z.array(z.object({ column: z.number().int(), header: z.string(), field: z.string().nullable() })),
  rows: z.number().int(),
  skipped: z.array(z.object({ row: z.number().int(), reason: z.string(), text: z.string() })),
  needsLook: z.array(z.object({ row: z.number().int(), reasons: z.array(z.string()) })),
  /** The first rows as they would be taken in, callers masked. */
  sample: z.array(
    z.object({
      row: z.number().int(),
      no: z.string(),
      title: z.string(),
      place: z.string(),
      state: z.string(),
      receivedAt: z.string(),
      caller: z.string(),
    }),
  ),
  expected: z.object({ new: z.number().int(), known: z.number().int(), repeatedInSheet: z.number().int() }),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** A picture after intake: kept by hash, decoded, with what its file name says. */
export const pictureResultSchema = z.object({
  photo: photoSchema,
  name: z.string(),
  takenAt: z.string().nullable(),
  camera: z.object({ id: z.string(), name: z.string() }).nullable(),
  rule: z.string().nullable(),
  place: placeSchema.nullable(),
  knownAs: z.array(z.string()),
});
export type PictureResult = z.infer<typeof pictureResultSchema>;

/** Imports of the hotline's sheets (导入工单). */
export const intakeContract = defineContract({
  queries: { 'import.jobs': { input: nothing, output: z.array(importJobSchema) } },
  actions: {
    'import.start': {
      input: z.object({ token: z.string() }),
      output: importJobSchema,
      deed: 'desk.work',
      from: ['desk', 'cli'],
    },
    'import.finish': { input: z.object({ job: z.string() }), output: importJobSchema, deed: 'desk.work' },
    'import.withdraw': {
      input: z.object({ job: z.string() }),
      output: importJobSchema.extend({ kept: z.array(z.string()) }),
      deed: 'desk.work',
    },
    'import.cancel': {
      input: z.object({ job: z.string() }),
      output: nothing,
      deed: 'desk.work',
      from: ['desk', 'cli'],
    },
    /** Look at a row that was set aside, in the clear (its opening is an event). */
    'import.asideRow': {
      input: z.object({ job: z.string(), row: z.number().int() }),
      output: z.record(z.string(), z.unknown()),
      deed: 'desk.work',
    },
    /** Take a row in after mending its number or its time, or drop it with that decision on record. */
    'import.settleRow': {
      input: z.object({
        job: z.string(),
        row: z.number().int(),
        how: z.enum(['takenIn', 'dropped']),
        orderNo: z.string().optional(),
        receivedAt: z.string().optional(),
      }),
      output: importJobSchema,
      deed: 'desk.work',
    },
  },
  shell: {
    /** Parse a sheet: a dropped file or, without one, after a file dialog. Null where the dialog was cancelled. */
    'sheet.open': {
      input: z.object({ file: pathTokenSchema.optional() }),
      output: importPreviewSchema.nullable(),
      deed: 'desk.work',
    },
  },
  files: { sheet: { profile: '12345', said: nothing, preview: importPreviewSchema } },
});
