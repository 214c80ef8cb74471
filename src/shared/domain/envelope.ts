import { z } from 'zod';
import { instantSchema } from '../rules/timeSchema';

/** Name of a stream: `<aggregate>:<key>`, e.g. `report:12345-2f6c…` or `case:9f0a…`. */
export type StreamId = string;

/** Reference to one event: `<device>.<incarnation>.<seq>.<index in commit>`. */
export type EventRef = string;

/** How an answer reached the centre when somebody acts on behalf of a unit without a program. */
export const viaSchema = z.enum(['phone', 'chat', 'paper', 'app', 'onSite']);
export type Via = z.infer<typeof viaSchema>;

/** Personal data of one event: AES-256-GCM under the data key named `key`; `box` = base64(iv ‖ ciphertext ‖ tag). */
export const sealedSchema = z.object({ key: z.string(), box: z.string() });
export type Sealed = z.infer<typeof sealedSchema>;

/** Far beyond every stream, and far from where numbers lose their last digit: nobody can push another's ranks out of bounds. */
const MOST_RANK = 1_000_000_000;

/** One fact in a stream, as it lies in the journal. `at` is when it happened, `rank` orders the stream causally. */
export const eventSchema = z.object({
  stream: z.string().min(3),
  type: z.string().min(1),
  v: z.number().int().positive(),
  rank: z.number().int().positive().max(MOST_RANK),
  basis: z.string().nullable(),
  at: instantSchema,
  data: z.record(z.string(), z.unknown()),
  sealed: sealedSchema.optional(),
});
export type StoredEvent = z.infer<typeof eventSchema>;

/**
 * One accepted command with its events: the unit of the journal, of the hub and of the courier package.
 * Identity is (device, incarnation, seq), gap-free from 1 in each incarnation; `prev` is the SHA-256 (hex) of the
 * device's commit line before it (64 zeros for the very first).
 */
export const commitSchema = z.object({
  device: z.string().min(4),
  incarnation: z.number().int().positive(),
  seq: z.number().int().positive(),
  /** A reading of the hybrid clock: `<instant>/<counter in hex>`. */
  hlc: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00\/[0-9a-f]{4}$/),
  id: z.string().min(8),
  actor: z.string().min(1),
  onBehalfOf: z.string().optional(),
  /** One of {@link viaSchema}, or what a newer program has beside them. */
  via: z.string().min(1).max(100).optional(),
  /** Who at the unit said it, where somebody at the desk records it (转述人). */
  saidBy: z.string().max(50).optional(),
  /** Why it was recorded so late (补录原因). */
  lateReason: z.string().max(500).optional(),
  recordedAt: instantSchema,
  cause: z.string().optional(),
  copyOf: z.string().optional(),
  /**
   * What was asked under this id (操作摘要), as a keyed digest: 64 hex digits, or the form of a newer program, which nothing asked here
   * will match. Lacking in what programs and older desks wrote.
   */
  digest: z.string().min(1).max(200).optional(),
  prev: z.string().length(64),
  events: z.array(eventSchema).min(1),
});
export type Commit = z.infer<typeof commitSchema>;

/** The commit that an event belongs to: `<device>.<incarnation>.<seq>`. */
export function commitOf(ref: EventRef): string {
  return ref.slice(0, ref.lastIndexOf('.'));
}

/** An event together with what its commit says about it: what folds and screens work with. */
export interface Fact<T extends string = string, D = Record<string, unknown>> {
  readonly ref: EventRef;
  readonly stream: StreamId;
  readonly type: T;
  readonly v: number;
  readonly rank: number;
  readonly basis: EventRef | null;
  readonly at: string;
  readonly data: D;
  readonly sealed?: Sealed | undefined;
  readonly hlc: string;
  readonly device: string;
  readonly incarnation: number;
  readonly seq: number;
  readonly index: number;
  readonly actor: string;
  readonly onBehalfOf?: string | undefined;
  readonly via?: string | undefined;
  readonly saidBy?: string | undefined;
  readonly lateReason?: string | undefined;
  readonly recordedAt: string;
  readonly cause?: string | undefined;
  /** The id of the command that its commit carries out: the same in a copy of the commit, which has another ref. */
  readonly commandId: string;
}

type Ordered = Pick<Fact, 'rank' | 'hlc' | 'device' | 'incarnation' | 'seq' | 'index'>;

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The order of events inside a stream: causal first (`rank`), then hybrid logical clock, device, incarnation, seq.
 * A decision therefore folds after the event it answers even when that event's clock was ahead.
 */
export function compareFacts(a: Ordered, b: Ordered): number {
  return (
    a.rank - b.rank ||
    compareText(a.hlc, b.hlc) ||
    compareText(a.device, b.device) ||
    a.incarnation - b.incarnation ||
    a.seq - b.seq ||
    a.index - b.index
  );
}

/** The aggregate that a stream belongs to: the part before the first colon. */
export function aggregateOf(stream: StreamId): string {
  const colon = stream.indexOf(':');
  return colon < 0 ? stream : stream.slice(0, colon);
}

/** The name of a stream inside its aggregate: the part behind the first colon. */
export function keyOf(stream: StreamId): string {
  return stream.slice(aggregateOf(stream).length + 1);
}

/** An event that a decision wants written; the store adds version, rank, basis and the envelope. */
export interface NewEvent {
  readonly stream: StreamId;
  readonly type: string;
  readonly at?: string;
  readonly data: Record<string, unknown>;
  /** Personal data in the clear; the store seals it under the key `keyId` before anything is written. */
  readonly secret?: { readonly keyId: string; readonly value: Record<string, unknown> };
}

/** A refusal in words the desk can translate: `code` is an i18n key under `refusal.` with its parameters. */
export interface Refusal {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What a decision is: events to write (none: already so, nothing to do) and a result, or a refusal. */
export type Decision =
  | { readonly ok: true; readonly events: readonly NewEvent[]; readonly result?: Record<string, unknown> }
  | { readonly ok: false; readonly refusal: Refusal };

/** Accept with these events. */
export function accept(events: readonly NewEvent[], result?: Record<string, unknown>): Decision {
  return result === undefined ? { ok: true, events } : { ok: true, events, result };
}

/** What stands in the way, with a code under `refusal.` in the catalogues. */
export function refusal(code: string, params?: Refusal['params']): Refusal {
  return params === undefined ? { code } : { code, params };
}

/** Refuse, with a code under `refusal.` in the catalogues. */
export function refuse(code: string, params?: Refusal['params']): Decision {
  return { ok: false, refusal: refusal(code, params) };
}
