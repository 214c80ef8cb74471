import { deflateRawSync } from 'node:zlib';
import { CodedError } from '@shared/contract/errors';
import { BATCH_BYTES, type Batch, bytesOf, lastOf } from '@shared/sync/batch';
import { CHUNK_BYTES } from '@shared/sync/hub';
import type { BlobNeed, Station } from '@shared/sync/station';
import { beyond, type ChainId, chainParts, type Vector } from '@shared/sync/vector';
import { keyNames } from '../engine/lines';

/** A batch that will go: where it is cut, its bytes as it is and packed. */
export interface PlannedBatch {
  readonly chain: ChainId;
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  /** Written by the sending device itself, which signs it now. */
  readonly own: boolean;
}

/** An attachment, or the bytes of one that go into one part. */
export interface PlannedPiece {
  readonly sha256: string;
  readonly size: number;
  readonly thumb: boolean;
  readonly offset: number;
  readonly bytes: number;
}

export interface PlannedPart {
  readonly batches: PlannedBatch[];
  readonly pieces: PlannedPiece[];
  /** Data keys that its commits speak of. */
  readonly keys: Set<string>;
}

/** Estimates, on the safe side, in bytes: a file's headers in the zip with its row in the table; a wrapped key; the rest of the table. */
const PER_FILE = 1000;
const PER_KEY = 300;
const BASE = 16_384;

/** What an export is asked to bring. */
export interface Wanted {
  readonly since: Vector;
  /** Attachments that the peer is known to hold. */
  readonly held: ReadonlySet<string>;
  readonly attachments: 'original' | 'reduced' | 'none';
  /** Bytes that a part may have. */
  readonly partBytes: number;
  readonly withKeys: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Fills parts one after another; a batch is never split, an attachment only when it is larger than a whole part. */
class Filler {
  readonly parts: PlannedPart[] = [];
  private room = 0;

  constructor(
    private readonly partBytes: number,
    /** Bytes of the table that every part has: vectors and devices. */
    private readonly table: number,
  ) {}

  private get whole(): number {
    return this.partBytes - BASE - this.table - this.parts.length * (this.table + 200);
  }

  private begin(): PlannedPart {
    this.room = this.whole;
    const part: PlannedPart = { batches: [], pieces: [], keys: new Set() };
    this.parts.push(part);
    return part;
  }

  batch(batch: PlannedBatch, packed: number, names: readonly string[]): void {
    let part = this.parts.at(-1) ?? this.begin();
    const cost = (): number =>
      packed + PER_FILE + names.filter((name) => !part.keys.has(name)).length * PER_KEY;
    if (cost() > this.room) part = this.begin();
    if (cost() > this.room) throw new CodedError('courier.partTooSmall', { bytes: packed });
    this.room -= cost();
    part.batches.push(batch);
    for (const name of names) part.keys.add(name);
  }

  attachment(blob: { sha256: string; size: number; thumb: boolean }): void {
    let part = this.parts.at(-1) ?? this.begin();
    const splits = blob.size + PER_FILE > this.whole;
    if (!splits && blob.size + PER_FILE > this.room) part = this.begin();
    for (let offset = 0; ; ) {
      const rest = blob.size - offset;
      if (this.room < Math.min(CHUNK_BYTES, rest) + PER_FILE) part = this.begin();
      const most = this.room - PER_FILE;
      // Cut where a hub cuts too: so a piece can be put into one as it is.
      const bytes = rest <= most ? rest : most - (most % CHUNK_BYTES);
      if (bytes <= 0 && rest > 0) throw new CodedError('courier.partTooSmall', { bytes: CHUNK_BYTES });
      part.pieces.push({ ...blob, offset, bytes });
      this.room -= bytes + PER_FILE;
      offset += bytes;
      if (offset >= blob.size) return;
    }
  }
}

/** Decide what goes into which part. Reads all commits once and keeps none. Errors: `courier.partTooSmall`, `courier.cancelled`. */
export async function planParts(
  station: Station,
  wanted: Wanted,
  table: number,
): Promise<readonly PlannedPart[]> {
  const { device, vector } = await station.state();
  const filler = new Filler(wanted.partBytes, table);
  for (const { chain, from, to } of beyond(vector, wanted.since)) {
    for (let after = from - 1; after < to; ) {
      stopIf(wanted.signal);
      const behind = after;
      for (const batch of await station.signed(chain, after, BATCH_BYTES)) {
        // The chain may have grown since; what came later goes next time.
        if (after >= to || lastOf(batch) <= after) continue;
        const { lines } = behindOf(batch, after);
        const planned = {
          chain,
          from: after + 1,
          to: lastOf(batch),
          bytes: bytesOf(lines) + lines.length,
          own: chainParts(chain).device === device,
        };
        filler.batch(planned, deflateRawSync(joined(lines)).length, wanted.withKeys ? keyNames(lines) : []);
        after = planned.to;
      }
      if (after === behind) break;
    }
  }
  for (const blob of await heldBlobs(station, wanted)) filler.attachment(blob);
  return filler.parts;
}

/** A batch without the commits up to `after`: its signature, being over its last line, holds for what is left. */
export function behindOf(batch: Batch, after: number): Batch {
  const skip = Math.max(0, after + 1 - batch.from);
  return skip === 0 ? batch : { ...batch, from: batch.from + skip, lines: batch.lines.slice(skip) };
}

/** Attachments that go, small ones first. */
async function heldBlobs(
  station: Station,
  wanted: Wanted,
): Promise<{ sha256: string; size: number; thumb: boolean }[]> {
  if (wanted.attachments === 'none') return [];
  const chosen: { sha256: string; size: number; thumb: boolean }[] = [];
  for await (const { sha256, size, thumb } of allBlobs(station, 'held')) {
    if (size === undefined || wanted.held.has(sha256)) continue;
    if (wanted.attachments === 'original' || thumb) chosen.push({ sha256, size, thumb });
  }
  return chosen.sort((a, b) => a.size - b.size || (a.sha256 < b.sha256 ? -1 : 1));
}

/** All blobs that a station holds or lacks, page by page. */
export async function* allBlobs(station: Station, what: 'held' | 'lacking'): AsyncGenerator<BlobNeed> {
  for (let after = ''; ; ) {
    const page = await station.blobs(what, after, 500);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.sha256;
  }
}

/** Lines as they lie in a file: each with its newline. */
export function joined(lines: readonly Uint8Array[]): Buffer {
  const newline = Buffer.from('\n');
  return Buffer.concat(lines.flatMap((line) => [line, newline]));
}

/** Throws `courier.cancelled` where somebody has asked to stop. */
export function stopIf(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CodedError('courier.cancelled');
}
