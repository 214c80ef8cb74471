import { z } from 'zod';
import { type RawRow, readRows } from './readRows';

/**
 * Rules of the house that are neither limits nor duties, each a row of the table `policy`. The values here hold where a
 * table says nothing (standards, section 4: extension and hold are local policy).
 */
export const policySchema = z.object({
  /** Extension (延期): granted time as a share of the original limit. */
  extensionShare: z.number().positive().max(10).default(1),
  /** How many extensions may be granted to one unit in one case. */
  extensionMost: z.number().int().min(0).max(20).default(2),
  /** May an extension be asked once the limit has passed? */
  extensionWhenOverdue: z.boolean().default(false),
  /** Hold (挂账, 缓办): how far away its end may lie, in days, and how often a case may be held. */
  holdMostDays: z.number().int().positive().default(365),
  holdMost: z.number().int().min(0).default(1),
  /** So many returns propose a coordination meeting (协调会). */
  meetingAfterReturns: z.number().int().positive().default(2),
  /** For how long the last action can be undone, in minutes. */
  undoMinutes: z.number().positive().max(1440).default(10),
  /** Share of a limit after which the light is yellow. */
  yellowShare: z.number().gt(0).lt(1).default(0.8),
  /** So many choices in a row against the table make a precedent that is proposed first. */
  precedentAfter: z.number().int().positive().default(3),
  /** Where citizens call back, in replies. */
  contact: z.string().default(''),
});
export type Policy = z.infer<typeof policySchema>;
export type PolicyName = keyof Policy;

/** A row of the table `policy`: the name of a rule, and a value that it allows. */
export const policyRowSchema = z
  .object({
    id: z.enum(Object.keys(policySchema.shape) as [PolicyName, ...PolicyName[]]),
    value: z.union([z.number(), z.boolean(), z.string()]),
  })
  .superRefine((row, context) => {
    const parsed = policySchema.shape[row.id].safeParse(row.value);
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ ...issue, path: ['value', ...issue.path] } as never);
  });

/** The policy of these rows. Rules that this program does not know and values that do not fit are passed over: the default holds. */
export function policyOf(rows: readonly RawRow[]): Policy {
  const known = readRows(policyRowSchema, rows).rows;
  return policySchema.parse(Object.fromEntries(known.map(({ id, value }) => [id, value])));
}
