import { z } from 'zod';
import { dayCountSchema } from './board';
import { defineContract } from './capability';
import { writtenFileSchema } from './files';

/** A number of this week with the same of the week before. */
const compared = z.object({ now: z.number(), before: z.number() });

/**
 * Last week's briefing as data: everything that the document shows, frozen at `cutOff`. Reports and cases are named apart.
 * On time: handled by its deadline; rates are 0…1, null without base.
 */
export const briefingSchema = z.object({
  weekStart: z.string(),
  weekEnd: z.string(),
  issue: z.object({ year: z.number().int(), number: z.number().int() }),
  cutOff: z.string(),
  position: z.number().int(),
  reports: compared,
  reportsByGroup: z.array(z.object({ group: z.string(), now: z.number().int(), before: z.number().int() })),
  filed: compared,
  closed: compared,
  onTimeRate: z.object({ now: z.number().nullable(), before: z.number().nullable() }),
  openAtCutOff: z.number().int(),
  overdueAtCutOff: z.number().int(),
  reworks: z.number().int(),
  returns: z.number().int(),
  days: z.array(dayCountSchema),
  units: z.array(
    z.object({
      rank: z.number().int(),
      unit: z.string(),
      name: z.string(),
      assigned: z.number().int(),
      handled: z.number().int(),
      onTime: z.number().int(),
      onTimeRate: z.number().nullable(),
      overdueOpen: z.number().int(),
      returned: z.number().int(),
      reworked: z.number().int(),
    }),
  ),
  topClasses: z.array(z.object({ name: z.string(), count: z.number().int(), before: z.number().int() })),
  topPlaces: z.array(z.object({ name: z.string(), count: z.number().int() })),
  communities: z.array(z.object({ name: z.string(), reports: z.number().int(), open: z.number().int() })),
  overdueList: z.array(z.object({ no: z.string(), title: z.string(), unit: z.string(), dueAt: z.string() })),
  /** Daily work of the week (作业台账): what was done of each kind, in the order of the table. */
  ledger: z.array(
    z.object({
      name: z.string(),
      nameEn: z.string(),
      unit: z.string(),
      unitEn: z.string(),
      n: z.number().int(),
    }),
  ),
});
export type Briefing = z.infer<typeof briefingSchema>;

/** The weekly briefing (周简报). */
export const briefingContract = defineContract({
  queries: {
    'briefing.week': { input: z.object({ weekStart: z.string().optional() }), output: briefingSchema },
  },
  shell: {
    /** Write last week's briefing. Null where the dialog was cancelled. */
    'briefing.export': {
      input: z.object({
        weekStart: z.string().optional(),
        formats: z.array(z.enum(['docx', 'pdf'])).min(1),
      }),
      output: z.object({ files: z.array(writtenFileSchema) }).nullable(),
      deed: 'desk.write',
    },
  },
});
