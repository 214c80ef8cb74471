import { z } from 'zod';
import { importReport } from '../report/commands';
import { importTallySchema, intakeEvents } from './events';

const job = { job: z.string() };

export const startIntake = z.object({
  type: z.literal('intake.start'),
  ...job,
  sheet: intakeEvents['intake.started'],
});
export const setAsideRow = z.object({
  type: z.literal('intake.setAside'),
  ...job,
  row: z.number().int(),
  reasons: z.array(z.string()).min(1),
  /** The row as it was, in the clear on its way into the store, where it is sealed. */
  original: z.record(z.string(), z.unknown()),
});
/** Settle a row that was set aside. One that is taken in brings its mended self with it: both are one commit, or neither is. */
export const settleRow = z.object({
  type: z.literal('intake.settle'),
  ...job,
  row: z.number().int(),
  how: z.enum(['takenIn', 'dropped']),
  mended: importReport.optional(),
});
/** Look at a row in the clear; the looking itself is an event. */
export const viewRow = z.object({ type: z.literal('intake.view'), ...job, row: z.number().int() });
export const finishIntake = z.object({ type: z.literal('intake.finish'), ...job, tally: importTallySchema });
export const withdrawIntake = z.object({
  type: z.literal('intake.withdraw'),
  ...job,
  reason: z.string(),
  reports: z.number().int(),
});

export const intakeCommands = [
  startIntake,
  setAsideRow,
  viewRow,
  settleRow,
  finishIntake,
  withdrawIntake,
] as const;
export type IntakeCommand = z.infer<(typeof intakeCommands)[number]>;
