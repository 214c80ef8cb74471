import { z } from 'zod';
import { appealKindSchema } from '../domain/common';
import { unitKind } from './place/schema';

/** A responsible unit as a row of the registry. `aliases` are names that sheets use for it. */
export const unitRowSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  short: z.string().min(1),
  nameEn: z.string(),
  kind: unitKind,
  communityCode: z.string().optional(),
  contact: z.string().optional(),
  aliases: z.array(z.string()).default([]),
});
export type UnitRow = z.infer<typeof unitRowSchema>;

/** A class of the catalogue: event, part, or hotline matter mapped to one. `limit` in the catalogue's words, e.g. `4时`. */
export const classRowSchema = z.object({
  scheme: z.string(),
  code: z.string(),
  name: z.string(),
  group: z.string(),
  limits: z.string().optional(),
  mapsTo: z.string().optional(),
  appealKinds: z.array(appealKindSchema).optional(),
});
export type ClassRow = z.infer<typeof classRowSchema>;

/** What a limit is for: taking in (受理), assigning (派遣), handling (处置), checking (核查), the outside deadline. */
export const limitItemSchema = z.enum(['intake', 'assign', 'handle', 'check', 'outside']);
export type LimitItem = z.infer<typeof limitItemSchema>;

/** One row of the limit table; empty conditions match all, the row with most conditions wins, then the later row. */
export const limitRowSchema = z.object({
  id: z.string(),
  item: limitItemSchema,
  channel: z.string().optional(),
  appealKind: appealKindSchema.optional(),
  classCode: z.string().optional(),
  priority: z.enum(['normal', 'urgent']).optional(),
  value: z.number().positive(),
  unit: z.enum(['urgentHour', 'workHour', 'workDay', 'urgentDay', 'naturalDay']),
});
export type LimitRow = z.infer<typeof limitRowSchema>;

/** Who is responsible (权责清单): class (and community) → lead unit. `@community`, `@property` resolve by place. */
export const responsibilityRowSchema = z.object({
  id: z.string(),
  scheme: z.string(),
  code: z.string(),
  communityCode: z.string().optional(),
  lead: z.string(),
  basis: z.string().optional(),
});
export type ResponsibilityRow = z.infer<typeof responsibilityRowSchema>;

/** A person who works at the desk; actors of commands. No account yet: chosen at the desk. */
export const operatorRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['intake', 'dispatch', 'supervise', 'duty', 'patrol']),
});
export type OperatorRow = z.infer<typeof operatorRowSchema>;

/** The scheme of the street's own classes of 12345 matters. */
export const HOTLINE_SCHEME = 'xc-12345';
