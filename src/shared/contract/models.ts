import { z } from 'zod';
import { channelSchema, classRefSchema } from '../domain/common';
import { classRowSchema, operatorRowSchema, textRowSchema, unitRowSchema } from '../rules/tables';

/** State of a row of the queue: a report not yet taken in or being verified, a case by stage, or a report that ended without a case (`linked`: it has one, but stations disagree about that). */
export const itemStateSchema = z.enum([
  'toTakeIn',
  'verifying',
  'toAssign',
  'handling',
  'onHold',
  'returned',
  'toCheck',
  'toClose',
  'closed',
  'void',
  'merged',
  'refused',
  'withdrawn',
  'linked',
]);
export type ItemState = z.infer<typeof itemStateSchema>;

/** Light of an item: green below 80 % of the limit, yellow to 100 %, red beyond; none where no clock runs. */
export const lightSchema = z.enum(['green', 'yellow', 'red', 'none']);
export type Light = z.infer<typeof lightSchema>;

/** Which clock sets an item's due time: one of the stage clocks, or the outside deadline of its reports. */
export const dueClockSchema = z.enum([
  'intake',
  'verify',
  'assign',
  'handle',
  'check',
  'outside',
  'supervise',
  'reply',
]);

/** One row of the queue: a case, or a report that waits for intake. Times are instants. */
export const itemSchema = z.object({
  id: z.string(),
  kind: z.enum(['report', 'case']),
  no: z.string(),
  title: z.string(),
  state: itemStateSchema,
  light: lightSchema,
  clock: dueClockSchema.nullable(),
  dueAt: z.string().nullable(),
  yellowAt: z.string().nullable(),
  channel: channelSchema,
  place: z.string(),
  communityCode: z.string().nullable(),
  gridCode: z.string().nullable(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  classRef: classRefSchema.nullable(),
  className: z.string().nullable(),
  unit: z.string().nullable(),
  proposedUnit: z.string().nullable(),
  priority: z.enum(['normal', 'urgent']),
  reports: z.number().int(),
  returns: z.number().int(),
  reworks: z.number().int(),
  photos: z.number().int(),
  /** End of the hold where it is on hold. */
  holdUntil: z.string().nullable(),
  /** Who acted last (操作人): the views of one's own work. */
  lastActor: z.string().nullable(),
  /** Its reports that wait for a reply, once it has ended. */
  toReply: z.number().int(),
  /** Is an answer to a supervision (督办) owed? */
  supervised: z.boolean(),
  urges: z.number().int(),
  /** What a unit asked for and nobody has decided: 延期, 挂账. */
  ask: z.enum(['extension', 'hold']).nullable(),
  /** Stations did what does not fit together, and nobody has decided yet (有分歧). */
  conflict: z.boolean(),
  receivedAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type Item = z.infer<typeof itemSchema>;

/** The views of the queue. `dueSoon` is yellow or due before the end of the shift; `mine` is open work whose last actor is the filter's `owner`. */
export const queueViewSchema = z.enum([
  'toTakeIn',
  'toAssign',
  'returned',
  'handling',
  'toCheck',
  'toClose',
  'toReply',
  'onHold',
  'supervised',
  'conflict',
  'mine',
  'overdue',
  'dueSoon',
  'open',
  'ended',
  'all',
]);
export type QueueView = z.infer<typeof queueViewSchema>;

export const queueFilterSchema = z.object({
  view: queueViewSchema,
  units: z.array(z.string()).optional(),
  channels: z.array(channelSchema).optional(),
  lights: z.array(lightSchema).optional(),
  communities: z.array(z.string()).optional(),
  gridCode: z.string().optional(),
  classes: z.array(classRefSchema).optional(),
  /** Operator whose work the view `mine` shows; also narrows the other views. */
  owner: z.string().optional(),
  text: z.string().max(100).optional(),
  /** Name of a search by a caller's number: only what it found. */
  foundBy: z.string().optional(),
  sort: z.enum(['due', 'received', 'updated']).default('due'),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

export const queuePageSchema = z.object({
  total: z.number().int(),
  offset: z.number().int(),
  rows: z.array(itemSchema),
  now: z.string(),
});
export type QueuePage = z.infer<typeof queuePageSchema>;

export const directorySchema = z.object({
  units: z.array(unitRowSchema),
  classes: z.array(classRowSchema),
  operators: z.array(operatorRowSchema),
  communities: z.array(z.object({ code: z.string(), name: z.string() })),
  cameras: z.array(z.record(z.string(), z.unknown())),
  /** Standard texts (常用语). */
  texts: z.array(textRowSchema),
  /** What citizens are told to call. */
  contact: z.string(),
});
export type Directory = z.infer<typeof directorySchema>;

/** What the wall may know of it: names of units and communities; no people, no numbers to call, no texts. */
export const wallDirectorySchema = z.object({
  units: z.array(unitRowSchema.pick({ id: true, name: true, short: true, nameEn: true })),
  communities: directorySchema.shape.communities,
});
export type WallDirectory = z.infer<typeof wallDirectorySchema>;

/** State of the store as screens show it. */
export const healthSchema = z.object({
  state: z.enum(['starting', 'empty', 'building', 'ready', 'refusing', 'readOnly', 'failed']),
  problem: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
  device: z.string(),
  incarnation: z.number().int(),
  seq: z.number().int(),
  position: z.number().int(),
  demo: z.boolean(),
  keys: z.enum(['os', 'file', 'none']),
  flushedAt: z.string().nullable(),
  interruptedJobs: z.number().int(),
  /**
   * Ends of chains that were or may have been acknowledged and are not in the journal any more: how many such ends, and
   * where the bytes of the last lie (below the data folder; empty where there are none). Null where nothing is lacking.
   */
  lost: z.object({ ends: z.number().int(), file: z.string() }).nullable(),
});
export type Health = z.infer<typeof healthSchema>;
