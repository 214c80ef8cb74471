import { z } from 'zod';
import { appealKindSchema } from '../domain/common';
import { timeUnitSchema } from './limit';
import { unitKind } from './place/schema';
import { daySchema } from './timeSchema';

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

/**
 * A class of the catalogue: event, part, or hotline matter mapped to one. `limits` in the catalogue's words, one for each
 * filing condition, e.g. `2急日/15日`; `conditions` (立案条件) and `closing` (结案条件) are aligned with them, `''` where the
 * sheet has none. `dept` is the responsible unit in the sheet's words, `origin` whether the code is the nation's or local.
 */
export const classRowSchema = z.object({
  scheme: z.string(),
  code: z.string(),
  name: z.string(),
  group: z.string(),
  limits: z.string().optional(),
  mapsTo: z.string().optional(),
  appealKinds: z.array(appealKindSchema).optional(),
  conditions: z.array(z.string()).optional(),
  closing: z.array(z.string()).optional(),
  dept: z.string().optional(),
  note: z.string().optional(),
  origin: z.enum(['national', 'local']).optional(),
});
export type ClassRow = z.infer<typeof classRowSchema>;

/**
 * What a limit is for: taking in (受理), verifying before (核实), assigning (派遣), handling (处置), checking after (核查), the
 * outside deadline; and how long a unit may return what it was given (退单), a supervision's answer (督办), and a reply
 * where no outside deadline says it.
 */
export const limitItemSchema = z.enum([
  'intake',
  'verify',
  'assign',
  'handle',
  'check',
  'outside',
  'return',
  'supervise',
  'reply',
]);
export type LimitItem = z.infer<typeof limitItemSchema>;

/**
 * One row of the limit table; empty conditions match all, the row with most conditions wins, then the later row. `from`
 * and `to` are days, both included, of the moment that the limit starts at. `classCode` without a scheme means any scheme (rows of old
 * folders; none can be written so any more: event and part use the same digits for different things).
 */
export const limitRowSchema = z.object({
  id: z.string(),
  item: limitItemSchema,
  channel: z.string().optional(),
  appealKind: appealKindSchema.optional(),
  classScheme: z.string().optional(),
  classCode: z.string().optional(),
  priority: z.enum(['normal', 'urgent']).optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
  value: z.number().positive(),
  unit: timeUnitSchema,
});
export type LimitRow = z.infer<typeof limitRowSchema>;

/**
 * Who is responsible (权责清单): class × place → lead unit, assisting units, legal basis. Of the rows that fit, the one
 * with the narrowest place wins: estate, grid, road, community, anywhere. `road` and `estate` are names as addresses write
 * them. `@community`, `@property` resolve by place. `from` and `to` are days, both included.
 */
export const responsibilityRowSchema = z.object({
  id: z.string(),
  scheme: z.string(),
  code: z.string(),
  communityCode: z.string().optional(),
  gridCode: z.string().optional(),
  road: z.string().optional(),
  estate: z.string().optional(),
  lead: z.string(),
  assisting: z.array(z.string()).optional(),
  basis: z.string().optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
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

/** A standard text (常用语): for a move or a reply, optionally for one class, with placeholders such as `{地点}`. */
export const textRowSchema = z.object({
  id: z.string().min(1),
  use: z.enum([
    'assign',
    'return',
    'handle',
    'check',
    'refuse',
    'urge',
    'supervise',
    'close',
    'reply',
    'verify',
  ]),
  scheme: z.string().optional(),
  code: z.string().optional(),
  text: z.string().min(1),
});
export type TextRow = z.infer<typeof textRowSchema>;

/** A night or day of the duty calendar (值班表): who leads, and whether the desk is told of lights at night. */
export const dutyRowSchema = z.object({
  day: daySchema,
  shift: z.enum(['day', 'night']),
  leader: z.string(),
  notify: z.boolean().optional(),
});
export type DutyRow = z.infer<typeof dutyRowSchema>;
