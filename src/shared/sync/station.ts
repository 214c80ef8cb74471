import type { Batch, Line } from './batch';
import type { WrappedKey } from './hub';
import type { ChainId, Vector } from './vector';

/** Where a station stands, as the exchange needs to know it. */
export interface StationState {
  readonly street: string;
  readonly device: string;
  readonly incarnation: number;
  /** SHA-256 (hex) of the own chain's last line; 64 zeros before the first commit. */
  readonly head: string;
  readonly vector: Vector;
  /** Commits applied to this folder in all. */
  readonly position: number;
  readonly demo: boolean;
  /** The centre's clock, which in the demo is not the host's (epoch ms). */
  readonly nowMs: number;
}

/** A device whose batches are believed, as the events of enrolment and revocation tell. Keys are raw, base64. */
export interface TrustedDevice {
  readonly device: string;
  readonly name: string;
  readonly letter: string;
  readonly signKey: string;
  readonly boxKey: string;
  /** Set once it is revoked: how far each of its chains still counts. */
  readonly revoked?: { readonly at: string; readonly upTo: Vector } | undefined;
}

/** What became of a batch that was handed in. `held` is the chain's number afterwards. */
export interface Taken {
  readonly held: number;
  /** Commits that were new. */
  readonly fresh: number;
  /** Events of a newer program among them: kept and forwarded, folded after the upgrade. */
  readonly parked: number;
  /** Events dated by a clock far ahead of this one, in ms; 0 where none was. */
  readonly aheadMs: number;
  /** Why not all of it was taken: a gap before it, another commit under a number held already, or bytes that are no commit. */
  readonly refused?:
    | {
        readonly why: 'gap' | 'differs' | 'chain' | 'shape';
        readonly seq: number;
      }
    | undefined;
}

/** What is being kept aside because it does not hold. */
export interface Quarantined {
  readonly chain: ChainId;
  readonly from: number;
  readonly why:
    | 'signature'
    | 'unknownDevice'
    | 'revoked'
    | 'gap'
    | 'differs'
    | 'chain'
    | 'shape'
    | 'tooLarge';
  readonly seq: number;
  readonly lines: readonly Line[];
  /** Where it came from: a link's id or a package's name. */
  readonly source: string;
}

/** A blob that a station uses and holds (`size`) or still lacks (`size` undefined until it is known). */
export interface BlobNeed {
  readonly sha256: string;
  readonly size?: number | undefined;
  /** A thumbnail: travels even where originals may not. */
  readonly thumb: boolean;
}

/**
 * A station's store as the exchange sees it: the sync process over its port, tests and the command line directly. It takes
 * batches only after their signatures were checked; chain, numbers and checksums it proves itself.
 */
export interface Station {
  state(): Promise<StationState>;
  /** The exact lines of a chain behind `after`, as many as fit (see `batchLength`). */
  lines(
    chain: ChainId,
    after: number,
    limit?: { readonly commits: number; readonly bytes: number },
  ): Promise<readonly Line[]>;
  /**
   * Whole batches of a chain behind `after` to be handed on, in order and without a gap, together at most about `bytes` (at
   * least one where there is one). Those that came from others keep their cut and their author's signature; the own
   * device's come with an empty signature, for the device to sign. The first may begin before `after` where its cut lies there.
   */
  signed(chain: ChainId, after: number, bytes: number): Promise<readonly Batch[]>;
  /** SHA-256 (hex) of a held commit's line. */
  hashAt(chain: ChainId, seq: number): Promise<string | undefined>;
  /** Take a proved batch in: journal first, then screens. What is known already costs nothing. */
  take(batch: Batch, source: string): Promise<Taken>;
  quarantine(item: Quarantined): Promise<void>;
  devices(): Promise<readonly TrustedDevice[]>;
  /**
   * Own commits behind `after` were written elsewhere under the same numbers (a clone, a restored backup): write them again in a
   * new incarnation (at least `incarnation`), as copies of the first. `chain`: an own one of any incarnation up to the running one,
   * which it is unless told. Resolves with the new state.
   */
  reissue(after: number, incarnation: number, chain?: ChainId): Promise<StationState>;
  /** The wrapped data keys with these names. */
  keysNamed(names: readonly string[]): Promise<readonly WrappedKey[]>;
  /** Names of keys that commits speak of and this station has not. */
  wantedKeys(): Promise<readonly string[]>;
  takeKeys(keys: readonly WrappedKey[], erased: readonly string[]): Promise<void>;
  /** Names whose keys were erased by an event. */
  erasedKeys(): Promise<readonly string[]>;
  /**
   * Blobs that streams use: held ones with their size, lacking ones without; behind `after` in the order in which they came to be
   * held or lacking (from the beginning where `after` is empty or not known): what is added later lies behind what was told.
   */
  blobs(what: 'held' | 'lacking', after: string, limit: number): Promise<readonly BlobNeed[]>;
  readBlob(sha256: string, offset: number, length: number): Promise<Uint8Array | undefined>;
  /** Bytes of a blob held so far (a part of it may have come before a cut). */
  blobHeld(sha256: string): Promise<number>;
  writeBlob(sha256: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Prove the written parts by their hash and keep them. `broken`: thrown away, begin again. */
  finishBlob(sha256: string): Promise<'whole' | 'broken'>;
  /** Calls `listener` soon after something was committed here. */
  onCommit(listener: () => void): void;
}
