import { z } from 'zod';

/** How the rows of an import came out; every row of the sheet is in exactly one of them. */
export const importTallySchema = z.object({
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  same: z.number().int(),
  repeatedInSheet: z.number().int(),
  needsLook: z.number().int(),
  skipped: z.number().int(),
});
export type ImportTally = z.infer<typeof importTallySchema>;

/** A row that a person must look at, with where it stands and why; its words are sealed. */
export const setAsideSchema = z.object({ row: z.number().int(), reasons: z.array(z.string()) });

/** One stream per import job: `intake:<hash of file>`. */
export const intakeEvents = {
  'intake.started': z.object({
    file: z.string(),
    sha256: z.string().length(64),
    profile: z.string(),
    sheet: z.string(),
    headerRow: z.number().int(),
    asOf: z.string(),
    rows: z.number().int(),
  }),
  'intake.row-set-aside': setAsideSchema,
  'intake.row-viewed': z.object({ row: z.number().int() }),
  'intake.row-settled': z.object({
    row: z.number().int(),
    how: z.enum(['takenIn', 'dropped']),
    reportId: z.string().optional(),
  }),
  'intake.finished': importTallySchema,
  'intake.withdrawn': z.object({ reason: z.string(), reports: z.number().int() }),
} as const;
export type IntakeEventType = keyof typeof intakeEvents;
export type IntakeEventData<T extends IntakeEventType> = z.infer<(typeof intakeEvents)[T]>;
