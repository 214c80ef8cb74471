import { z } from 'zod';
import { defineContract, nothing } from './capability';

/** Words for a screen: a code under `sync.` in the catalogues (errors: under `error.`) with its parameters. */
export const sayingSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type Saying = z.infer<typeof sayingSchema>;

/** How often a link exchanges: at once (the desks of a centre), or on a period in minutes (the district). */
export const linkModeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live') }),
  z.object({ kind: z.literal('period'), minutes: z.number().int().min(1).max(1440).default(5) }),
]);
export type LinkMode = z.infer<typeof linkModeSchema>;

/** What of pictures goes over a link: as they are, only the thumbnails of 480 pixels (nothing on them is masked), or none. */
export const attachmentPolicySchema = z.enum(['original', 'reduced', 'none']);

/** A link to a hub as it is kept in the data folder: no secret is in it. */
export const linkSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `host:port/database`. */
  address: z.string(),
  street: z.string(),
  mode: linkModeSchema,
  attachments: attachmentPolicySchema.default('original'),
  /** Bytes a second for attachments; 0: no limit. */
  bandwidth: z.number().int().min(0).default(0),
  /** PEM of the authority that signed the hub's certificate, where it is the house's own. */
  ca: z.string().optional(),
  paused: z.boolean().default(false),
});
export type Link = z.infer<typeof linkSchema>;

/** What has yet to go in one direction. */
export const waitingSchema = z.object({
  commits: z.number().int(),
  photos: z.number().int(),
  bytes: z.number().int(),
});
export type Waiting = z.infer<typeof waitingSchema>;

/** One link as the desk shows it. */
export const linkStatusSchema = z.object({
  id: z.string(),
  name: z.string(),
  address: z.string(),
  mode: linkModeSchema,
  attachments: attachmentPolicySchema,
  /** Bytes a second for attachments; 0: no limit. */
  bandwidth: z.number().int(),
  state: z.enum(['paused', 'connecting', 'sending', 'receiving', 'inSync', 'waiting', 'problem']),
  /** Since when everything here and there has been the same; null where it never was, or is not now. */
  inSyncSince: z.string().nullable(),
  /** When the last exchange came to its end. */
  lastAt: z.string().nullable(),
  nextAt: z.string().nullable(),
  problem: sayingSchema.nullable(),
  toSend: waitingSchema,
  toReceive: waitingSchema,
  /** How far this computer's clock is ahead of the hub's, in ms; null before it was measured. */
  driftMs: z.number().nullable(),
});
export type LinkStatus = z.infer<typeof linkStatusSchema>;

/** Somebody who asks to be let in: shown where the code was made. */
export const joinRequestSchema = z.object({
  id: z.string(),
  name: z.string(),
  device: z.string(),
  at: z.string(),
  /** Digits that both screens show: the same on both means that nobody stands between them. */
  safety: z.string(),
});
export type JoinRequest = z.infer<typeof joinRequestSchema>;

export const deviceViewSchema = z.object({
  device: z.string(),
  name: z.string(),
  letter: z.string(),
  me: z.boolean(),
  enrolledAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastSeenAt: z.string().nullable(),
});
export type DeviceView = z.infer<typeof deviceViewSchema>;

/** Something that is wrong and stays on the screen until somebody has seen to it: forks, foreign hosts, clocks, quarantine. */
export const alarmSchema = sayingSchema.extend({ key: z.string(), at: z.string() });
export type Alarm = z.infer<typeof alarmSchema>;

export const logLineSchema = sayingSchema.extend({
  at: z.string(),
  link: z.string().nullable(),
  level: z.enum(['info', 'warn', 'error']),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** Everything that the desk shows about sharing; told anew whenever something of it changes. */
export const syncStatusSchema = z.object({
  /** `alone`: no link yet; `joining`: asked to be let in and not yet answered. */
  state: z.enum(['off', 'alone', 'joining', 'linked']),
  street: z.string().nullable(),
  links: z.array(linkStatusSchema),
  devices: z.array(deviceViewSchema),
  requests: z.array(joinRequestSchema),
  invitation: z.object({ code: z.string(), until: z.string() }).nullable(),
  /** While joining: what both screens are to show. */
  joining: z.object({ safety: z.string(), since: z.string() }).nullable(),
  alarms: z.array(alarmSchema),
  quarantined: z.number().int(),
  /** Events of newer programs that are kept and not yet understood. */
  parked: z.number().int(),
  /** How the device's own key is kept: `file` means that whoever can read the folder can speak for this device. */
  keyProtection: z.enum(['os', 'file', 'none']),
  /** What the courier is busy with, in bytes; null where it is idle. */
  courierJob: z
    .object({
      kind: z.enum(['courierExport', 'courierOpen', 'courierTake']),
      done: z.number(),
      total: z.number(),
    })
    .nullable(),
  /** Newest first, at most 200. */
  log: z.array(logLineSchema),
});
export type SyncStatus = z.infer<typeof syncStatusSchema>;

/** Nothing is shared, and no process runs for it. */
export const ALONE: SyncStatus = {
  state: 'alone',
  street: null,
  links: [],
  devices: [],
  requests: [],
  invitation: null,
  joining: null,
  alarms: [],
  quarantined: 0,
  parked: 0,
  keyProtection: 'none',
  courierJob: null,
  log: [],
};

/** What the wall shows: how old its data may be. `at`: the last complete exchange of the link that is farthest behind; null: works alone. */
export const syncAgeSchema = z.object({
  state: z.enum(['alone', 'inSync', 'behind']),
  at: z.string().nullable(),
});
export type SyncAge = z.infer<typeof syncAgeSchema>;

/** Before anything is taken in: what a package brings. */
export const packagePreviewSchema = z.object({
  token: z.string(),
  file: z.string(),
  street: z.string(),
  from: z.string(),
  madeAt: z.string(),
  part: z.number().int(),
  parts: z.number().int(),
  commits: z.number().int(),
  freshCommits: z.number().int(),
  photos: z.number().int(),
  freshPhotos: z.number().int(),
  bytes: z.number().int(),
  /** What is wrong and left out, in words. */
  problems: z.array(sayingSchema),
  /** Set where it cannot be taken at all. */
  blocked: sayingSchema.nullable(),
});
export type PackagePreview = z.infer<typeof packagePreviewSchema>;

/** Sharing with other desks and the district (共享): what the desk asks of main about it, and how it stands. */
export const syncContract = defineContract({
  queries: { 'sync.age': { input: nothing, output: syncAgeSchema, wall: true, withoutStore: true } },
  feeds: {
    /** Sharing with other desks and the district; told anew whenever something of it changes. */
    sync: { message: syncStatusSchema },
    /** Something was committed here: for the exchange. */
    committed: { message: nothing, wall: true },
    /** How old what is shown may be. */
    syncAge: { message: syncAgeSchema, wall: true },
  },
  shell: {
    'sync.status': { input: nothing, output: syncStatusSchema, deed: null },
    'sync.now': { input: z.object({ link: z.string().optional() }), output: nothing, deed: 'sharing.tend' },
    /**
     * Connect with a one-time code: an empty folder joins a centre and waits for its confirmation, a folder with data becomes the
     * first desk of a street. Errors: `sync.badCode`, `sync.notEmpty`, `sync.unreachable`, `sync.codeUsed`.
     */
    'sync.join': {
      input: z.object({
        address: z.string().trim().min(1).max(300),
        code: z.string().trim().min(8).max(60),
        name: z.string().trim().min(1).max(40),
        linkName: z.string().trim().max(40).default(''),
        ca: z.string().max(20_000).optional(),
        mode: linkModeSchema.default({ kind: 'live' }),
      }),
      output: nothing,
      deed: 'sharing.connect',
    },
    'sync.cancelJoin': { input: nothing, output: nothing, deed: 'sharing.connect' },
    /** Make a one-time code for another desk. */
    'sync.invite': {
      input: z.object({ link: z.string() }),
      output: z.object({ code: z.string(), until: z.string() }),
      deed: 'devices.decide',
    },
    /** Let a desk in. `code`: what its screen shows, where the code was not made here. */
    'sync.confirm': {
      input: z.object({
        link: z.string(),
        request: z.string(),
        code: z.string().optional(),
      }),
      output: nothing,
      deed: 'devices.decide',
    },
    'sync.refuse': {
      input: z.object({ link: z.string(), request: z.string() }),
      output: nothing,
      deed: 'devices.decide',
    },
    'sync.revoke': {
      input: z.object({ device: z.string(), reason: z.string().trim().min(1).max(500) }),
      output: nothing,
      deed: 'devices.decide',
    },
    /** Change a link's name, mode, bandwidth, attachments; pause it. */
    'sync.setLink': {
      input: linkSchema.pick({ id: true }).extend({
        name: z.string().max(40).optional(),
        mode: linkModeSchema.optional(),
        attachments: attachmentPolicySchema.optional(),
        bandwidth: z.number().int().min(0).optional(),
        paused: z.boolean().optional(),
      }),
      output: nothing,
      deed: 'sharing.tend',
    },
    'sync.removeLink': { input: z.object({ id: z.string() }), output: nothing, deed: 'sharing.connect' },
    'sync.dismissAlarm': { input: z.object({ key: z.string() }), output: nothing, deed: 'sharing.tend' },
    /** Take what lies in quarantine up once more. */
    'sync.retryQuarantine': { input: nothing, output: nothing, deed: 'sharing.tend' },
  },
});
