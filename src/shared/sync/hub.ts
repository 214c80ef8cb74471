import type { Batch } from './batch';
import type { ChainId, Vector } from './vector';

/** The protocol that this program speaks; a hub that wants a newer one tells so in its welcome. */
export const PROTOCOL = 1;

/** Who comes to a hub. `host` are facts of the computer as a short hash: a second computer with the same device is noticed. */
export interface Introduction {
  readonly device: string;
  readonly incarnation: number;
  readonly host: string;
  readonly program: string;
  readonly protocol: number;
}

/** What a hub answers: its time (epoch ms) to measure clocks by, its schema, and whether this chain may be written by this computer. */
export interface Welcome {
  readonly street: string;
  readonly nowMs: number;
  readonly schema: number;
  /** Oldest protocol that the hub still serves. */
  readonly protocolMin: number;
  /**
   * `mine`: go on. `otherHost`: another computer writes this incarnation; take the number after `newest`.
   * `revoked`: this device may not exchange any more.
   */
  readonly claim: 'mine' | 'otherHost' | 'revoked';
  /** Highest incarnation of this device that the hub knows. */
  readonly newest: number;
}

/** The answer to a push: how far the chain is held now. Nothing of the batch was written unless `ok`. */
export type PushAnswer =
  | { readonly ok: true; readonly held: number; readonly fresh: number }
  /** Commits before the batch are missing; the next to be sent is `expected`. */
  | { readonly ok: false; readonly why: 'gap'; readonly expected: number }
  /** The hub holds another commit under this number: an alarm, never an overwrite. */
  | { readonly ok: false; readonly why: 'differs'; readonly seq: number };

/** A chain of which a hub holds a commit (`seq`) too large to be handed out (`bytes`): what follows it is passed over. */
export interface TooLarge {
  readonly chain: ChainId;
  readonly seq: number;
  readonly bytes: number;
}

/** A data key as it travels: wrapped by the centre's key. `id` tells keys of one name apart. */
export interface WrappedKey {
  readonly name: string;
  readonly id: string;
  readonly box: string;
}

/** An attachment at the hub: which chunks it holds, and whether it is whole and proved. */
export interface AttachmentState {
  readonly sha256: string;
  readonly size: number;
  readonly chunks: readonly number[];
  readonly whole: boolean;
}

/** Bytes of a chunk; the last one of an attachment is shorter. */
export const CHUNK_BYTES = 256 * 1024;

/** A device as the hub lists it. Keys are told by events; the hub's list says who may log in. */
export interface HubDevice {
  readonly device: string;
  readonly name: string;
  readonly letter: string;
  readonly enrolledMs: number;
  readonly revokedMs: number | null;
  readonly lastSeenMs: number | null;
}

/**
 * A hub as a station sees it. Served by PostgreSQL, by a model in memory for tests, and in parts by a courier package.
 * Every call may fail with `sync.unreachable` (nothing is known about what happened: ask, never guess), `sync.refused`
 * (login closed), `sync.hubOld` (schema too old for this program), `sync.hubNew` (protocol too new), `sync.badAddress`,
 * `sync.tlsNeeded`, `sync.badCertificate` (nothing was said to it), `sync.hubFault` (it failed, and took nothing). What adds
 * something may fail with `sync.hubFull` (more than this login may add, `what` says of what) or `sync.commitTooLarge`.
 */
export interface Hub {
  hello(me: Introduction): Promise<Welcome>;
  /** How far the hub holds each chain of the street. */
  vector(): Promise<Vector>;
  /** SHA-256 (hex) of a held commit; undefined where it holds none under this number. */
  hashAt(chain: ChainId, seq: number): Promise<string | undefined>;
  push(batch: Batch): Promise<PushAnswer>;
  /**
   * Whole batches beyond `since`, each chain in its order, together at most about `bytes` (at least one batch). `skip`
   * names chains not wanted now. `more`: there are others behind them. `tooLarge`: chains that go no further.
   */
  pull(
    since: Vector,
    limit: { readonly bytes: number; readonly skip?: readonly ChainId[] },
  ): Promise<{
    readonly batches: readonly Batch[];
    readonly more: boolean;
    readonly tooLarge?: readonly TooLarge[];
  }>;
  /** Put wrapped data keys; those that are there stay, erased names are refused in silence. */
  putKeys(keys: readonly WrappedKey[]): Promise<void>;
  /** The keys with these names; a name that was erased comes in `erased`. */
  keysNamed(names: readonly string[]): Promise<{ keys: readonly WrappedKey[]; erased: readonly string[] }>;
  /**
   * Erase keys for good: nobody gets them here any more. Only those that a commit at this hub erases (`caller.erased`); resolves
   * with the names of the others, which are left as they are.
   */
  eraseKeys(names: readonly string[]): Promise<readonly string[]>;
  /** What the hub holds of these attachments; those it has nothing of are left out. */
  attachments(sha256s: readonly string[]): Promise<readonly AttachmentState[]>;
  putChunk(sha256: string, size: number, no: number, bytes: Uint8Array): Promise<void>;
  /** Prove the whole attachment by its hash. `broken`: the hub threw its chunks away, begin again. */
  finishAttachment(sha256: string): Promise<'whole' | 'broken' | 'missing'>;
  chunk(sha256: string, no: number): Promise<Uint8Array | undefined>;
  devices(): Promise<readonly HubDevice[]>;
  /** Raise an alarm for the administrator (a fork, a bad signature); kept for ever. */
  alarm(kind: string, about: string, detail: string): Promise<void>;
  /** Calls `listener` soon after somebody has pushed. An accelerator only: where it is not served, polling finds out. */
  onNews(listener: () => void): void;
  close(): Promise<void>;
}
