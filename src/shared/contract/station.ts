import { z } from 'zod';
import { deviceEvents } from '../domain/devices/events';
import { syncStatusSchema } from './sync';

const nothing = z.object({});
const bytes = z.instanceof(Uint8Array);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const chain = z.string().min(3);
const limit = z.object({ commits: z.number().int().positive(), bytes: z.number().int().positive() });

const batchSchema = z.object({
  chain,
  from: z.number().int().positive(),
  lines: z.array(bytes),
  signature: bytes,
});
const wrappedKeySchema = z.object({ name: z.string(), id: z.string(), box: z.string() });
const why = z.enum(['signature', 'unknownDevice', 'revoked', 'gap', 'differs', 'chain', 'shape', 'tooLarge']);

/**
 * What the sync process asks of the store on its port: a `Station` call each (src/shared/sync/station.ts has the answers'
 * shapes), and what it tells. Only a port of role `sync` carries them.
 */
export const stationActions = {
  'sync.state': nothing,
  'sync.lines': z.object({ chain, after: z.number().int().min(0), limit: limit.optional() }),
  'sync.hashAt': z.object({ chain, seq: z.number().int() }),
  'sync.take': z.object({ batch: batchSchema, source: z.string() }),
  'sync.signed': z.object({ chain, after: z.number().int().min(0), bytes: z.number().positive() }),
  'sync.quarantine': z.object({
    item: z.object({
      chain: z.string(),
      from: z.number().int(),
      why,
      seq: z.number().int(),
      lines: z.array(bytes),
      source: z.string(),
    }),
  }),
  /** How many batches are kept aside. */
  'sync.quarantined': nothing,
  'sync.devices': nothing,
  'sync.reissue': z.object({
    after: z.number().int().min(0),
    incarnation: z.number().int(),
    chain: chain.optional(),
  }),
  'sync.keysNamed': z.object({ names: z.array(z.string()) }),
  'sync.wantedKeys': nothing,
  'sync.takeKeys': z.object({ keys: z.array(wrappedKeySchema), erased: z.array(z.string()) }),
  'sync.erasedKeys': nothing,
  'sync.blobs': z.object({
    what: z.enum(['held', 'lacking']),
    after: z.string(),
    limit: z.number().int().min(1).max(10_000),
  }),
  'sync.readBlob': z.object({
    sha256,
    offset: z.number().int().min(0),
    length: z.number().int().min(1).max(16_777_216),
  }),
  'sync.blobHeld': z.object({ sha256 }),
  'sync.writeBlob': z.object({ sha256, offset: z.number().int().min(0), bytes }),
  'sync.finishBlob': z.object({ sha256 }),
  /** Everything that the desk shows about sharing; published to desks, its age to the wall. */
  'sync.report': z.object({ status: syncStatusSchema }),
  /** The street whose centre this is. Errors: `sync.otherStreet`. */
  'sync.setStreet': z.object({ street: z.string().min(1) }),
  /** A computer was let in, by whom. Errors: refusals `device.*`. */
  'sync.enrol': z.object({ device: deviceEvents['device.enrolled'], actor: z.string() }),
  /** May this person let computers in and shut them out? Errors: `device.role`, `session.unknown`. */
  'sync.mayDecide': z.object({ actor: z.string() }),
  /** A computer is shut out; what this desk or the hubs (`vector`, asked after its login was closed) hold of it still counts. */
  'sync.revokeDevice': z.object({
    device: z.string(),
    actor: z.string(),
    reason: z.string(),
    vector: z.record(z.string(), z.number().int().min(0)).default({}),
  }),
  /** Names of events of newer programs that are kept, with their numbers. */
  'sync.parked': nothing,
} as const;
export type StationActions = typeof stationActions;
export type StationAction = keyof StationActions;
