import { z } from 'zod';
import { envelopeSchema } from '../domain/commands';
import { daySchema } from '../rules/timeSchema';
import { countersSchema, mapDataSchema, mapPointSchema, wallBoardSchema } from './board';
import { briefingSchema } from './briefing';
import { importJobSchema, pictureResultSchema } from './intake';
import {
  directorySchema,
  healthSchema,
  queueFilterSchema,
  queuePageSchema,
  queueViewSchema,
  wallDirectorySchema,
} from './models';
import { noticesSchema } from './notices';
import { casePageSchema, reportPageSchema } from './pages';
import { ruleActions, ruleQueries } from './rules';
import { deedSchema, sessionViewSchema } from './session';
import { repliesDaySchema, unitDaysSchema } from './sheets';
import { syncAgeSchema, syncStatusSchema } from './sync';

const nothing = z.object({});

/** The answer to a command: what was written. `events` is 0 where it was already so. */
export const ackSchema = z.object({
  id: z.string(),
  position: z.number().int(),
  seq: z.number().int(),
  events: z.number().int(),
  result: z.record(z.string(), z.unknown()),
});
export type Ack = z.infer<typeof ackSchema>;

/** Questions: they never change anything. The wall may ask those named in `wallQueries`. */
export const queries = {
  'queue.page': {
    input: queueFilterSchema.extend({
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(500),
    }),
    output: queuePageSchema,
  },
  /** How many rows each view holds; `mine` of the operator who is named. */
  'queue.counts': {
    input: z.object({ owner: z.string().optional() }),
    output: z.record(queueViewSchema, z.number().int()),
  },
  /** Position of an item in a filtered queue, -1 where it is not in it. */
  'queue.indexOf': {
    input: queueFilterSchema.extend({ id: z.string() }),
    output: z.object({ index: z.number().int() }),
  },
  'case.page': { input: z.object({ id: z.string() }), output: casePageSchema },
  'report.page': { input: z.object({ id: z.string() }), output: reportPageSchema },
  'map.data': { input: nothing, output: mapDataSchema },
  'map.points': {
    input: nothing,
    output: z.object({ points: z.array(mapPointSchema), gridOpen: z.record(z.string(), z.number()) }),
  },
  directory: { input: nothing, output: directorySchema },
  'directory.wall': { input: nothing, output: wallDirectorySchema },
  counters: { input: nothing, output: countersSchema },
  notices: { input: nothing, output: noticesSchema },
  'wall.board': { input: nothing, output: wallBoardSchema },
  'briefing.week': { input: z.object({ weekStart: z.string().optional() }), output: briefingSchema },
  /** Open parts of units, for their daily sheets. */
  'unit.days': { input: z.object({ units: z.array(z.string()).optional() }), output: unitDaysSchema },
  /** The replies of a day (today without one). */
  'replies.day': { input: z.object({ day: daySchema.optional() }), output: repliesDaySchema },
  /** What became of a command whose answer was lost: its answer again, or null where nothing was written under this id. */
  'command.fate': {
    input: z.object({ id: z.string().min(8).max(80) }),
    output: z.object({ ack: ackSchema.nullable() }),
  },
  'import.jobs': { input: nothing, output: z.array(importJobSchema) },
  health: { input: nothing, output: healthSchema },
  'sync.age': { input: nothing, output: syncAgeSchema },
  ...ruleQueries,
  /** Places for an address text: what the gazetteer makes of it. */
  'place.find': {
    input: z.object({ text: z.string().max(500) }),
    output: z
      .object({
        lon: z.number(),
        lat: z.number(),
        how: z.string(),
        matched: z.string(),
        gridCode: z.string().nullable(),
        communityCode: z.string().nullable(),
      })
      .nullable(),
  },
} as const;

/** Errands that are more than one command: bulk jobs and pictures. Never on the wall's port. */
export const actions = {
  /**
   * Keep a picture (bytes as they came), decode it in the workshop, read camera and time from its name (and
   * the words of its path, which nothing opens). Errors: `picture.broken`, `picture.tooLarge`.
   */
  'picture.put': {
    input: z.object({ name: z.string(), path: z.string().optional(), bytes: z.instanceof(Uint8Array) }),
    output: pictureResultSchema,
  },
  /** Who is at this desk: the actor of its commands from now on; nobody after a failure. Errors: `session.unknown`. */
  'session.set': { input: z.object({ operator: z.string() }), output: nothing },
  /**
   * The reports of a caller by his number, typed whole: recorded before it is answered, and slowed. `search` names the result in
   * the queue's filter (`foundBy`). Errors: `caller.notWhole`, `caller.tooOften`.
   */
  'caller.find': {
    input: z.object({ phone: z.string().min(1).max(100) }),
    output: z.object({ search: z.string(), mask: z.string(), count: z.number().int() }),
  },
  /**
   * Who sits at a window, by main's number for it, where he may do this; only main asks. Errors: `session.none`, `session.role` and
   * the deed's own refusal.
   */
  'session.may': {
    input: z.object({ window: z.number().int(), deed: deedSchema }),
    output: sessionViewSchema,
  },
  /**
   * A command of the window's session that main has asked a person about; only main brings it, and only those that want that
   * (`caller.erase`). Errors: `session.none`, the command's.
   */
  'command.confirmed': {
    input: z.object({ window: z.number().int(), envelope: envelopeSchema }),
    output: ackSchema,
  },
  /**
   * Somebody at the desk looked at the computer's clock, which does not fit the last entry (`store.clock`), and says that it is right.
   * Errors: `session.none` where nobody is chosen.
   */
  'clock.confirm': { input: nothing, output: nothing },
  'import.start': { input: z.object({ token: z.string() }), output: importJobSchema },
  'import.finish': { input: z.object({ job: z.string() }), output: importJobSchema },
  'import.withdraw': {
    input: z.object({ job: z.string() }),
    output: importJobSchema.extend({ kept: z.array(z.string()) }),
  },
  'import.cancel': { input: z.object({ job: z.string() }), output: nothing },
  /** Look at a row that was set aside, in the clear (its opening is an event). */
  'import.asideRow': {
    input: z.object({ job: z.string(), row: z.number().int() }),
    output: z.record(z.string(), z.unknown()),
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
  },
  ...ruleActions,
  /** A previewed catalogue takes effect. Errors: `rules.role`, `catalogue.tokenGone`, `catalogue.blocked`, `catalogue.stale`. */
  'catalogue.take': { input: z.object({ token: z.string() }), output: ackSchema },
  'data.build': { input: z.object({ kind: z.enum(['demo', 'empty']) }), output: nothing },
  /** Begin a folder that gets everything from its centre; only main asks for it, once the centre's key lies there. Errors: `sync.notEmpty`. */
  'data.join': {
    input: z.object({
      device: z.string().min(4),
      letter: z.string().regex(/^[A-Z]$/),
      street: z.string().min(1),
      demo: z.boolean(),
      nowMs: z.number(),
      key: z.object({ key: z.instanceof(Uint8Array), protection: z.enum(['os', 'file']) }),
    }),
    output: nothing,
  },
} as const;

/** What the store tells on its own. `changed` names items whose row changed; empty means: ask again for everything. */
export const feeds = {
  change: z.object({ position: z.number().int(), changed: z.array(z.string()), now: z.string() }),
  /** The centre's clock: `now` at the host's `hostMs` (epoch). The demo's clock differs from the host's. */
  clock: z.object({ now: z.string(), hostMs: z.number(), lightsMoved: z.boolean() }),
  health: healthSchema,
  /** Sharing with other desks and the district; told anew whenever something of it changes. */
  sync: syncStatusSchema,
  /** Something was committed here: for the exchange. */
  committed: z.object({}),
  /** How old what is shown may be. */
  syncAge: syncAgeSchema,
  job: z.object({
    job: z.string(),
    kind: z.enum(['demo', 'import', 'withdraw', 'rebuild', 'reckon']),
    phase: z.string(),
    done: z.number().int(),
    total: z.number().int(),
    ended: z.boolean(),
  }),
} as const;

export type Queries = typeof queries;
export type QueryName = keyof Queries;
export type QueryInput<N extends QueryName> = z.input<Queries[N]['input']>;
export type QueryOutput<N extends QueryName> = z.infer<Queries[N]['output']>;
export type Actions = typeof actions;
export type ActionName = keyof Actions;
export type ActionInput<N extends ActionName> = z.input<Actions[N]['input']>;
export type ActionOutput<N extends ActionName> = z.infer<Actions[N]['output']>;
export type Feeds = typeof feeds;
export type FeedName = keyof Feeds;
export type FeedMessage<N extends FeedName> = z.infer<Feeds[N]>;

/** The questions that the wall may ask. Commands and actions are not among what its port can carry at all. */
export const wallQueries: readonly QueryName[] = [
  'wall.board',
  'counters',
  'map.data',
  'map.points',
  'directory.wall',
  'health',
  'sync.age',
];

export { envelopeSchema };
