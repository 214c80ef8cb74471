import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CodedError } from '@shared/contract/errors';
import { type Batch, lastOf } from '@shared/sync/batch';
import type { Station } from '@shared/sync/station';
import yazl, { type ZipFile } from 'yazl';
import { hashOf } from '../engine/lines';
import type { DeviceKeys } from '../identity/deviceKeys';
import { sealing } from './container';
import { writeFailure } from './files';
import {
  type BatchEntry,
  batchPath,
  KEYS,
  MANIFEST,
  type Manifest,
  type PieceEntry,
  piecePath,
  SIGNATURE,
} from './format';
import { behindOf, joined, type PlannedBatch, type PlannedPart, type PlannedPiece, stopIf } from './plan';

/** Bytes of an attachment read at once. */
const READ_BYTES = 256 * 1024;

/** The keys that a package is signed with. */
export type Signer = Pick<DeviceKeys, 'signKey' | 'signBatch' | 'signText'>;

/** What the tables of all parts have in common. */
export type ManifestHead = Omit<Manifest, 'part' | 'commits' | 'attachments' | 'keys' | 'earlier'>;

export interface WriteParts {
  readonly station: Station;
  readonly signer: Signer;
  readonly password: string | undefined;
  readonly erased: readonly string[];
  readonly signal: AbortSignal | undefined;
  /** Called with the bytes that went in since the last call. */
  readonly wrote: (bytes: number) => void;
}

/** A zip as it is being written, one file after the other, each hashed on its way; memory holds one batch at most. */
class ZipWriter {
  private readonly zip: ZipFile = new yazl.ZipFile();
  private readonly written: Promise<void>;
  /** Rejects when writing fails: whoever waits for a file to go in would wait for ever. */
  private readonly failed: Promise<never>;

  constructor(
    path: string,
    sealer: NodeJS.ReadWriteStream | undefined,
    private readonly mtime: Date,
    signal: AbortSignal | undefined,
  ) {
    const out = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
    const stages = sealer ? [this.zip.outputStream, sealer, out] : [this.zip.outputStream, out];
    this.written = pipeline(
      stages as [NodeJS.ReadableStream, NodeJS.WritableStream],
      signal ? { signal } : {},
    );
    this.failed = new Promise((_resolve, reject) => {
      this.written.catch(reject);
      this.zip.on('error', reject);
    });
    this.failed.catch(() => {});
  }

  async add(
    name: string,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    size: number,
    compress: boolean,
  ): Promise<string> {
    const hash = createHash('sha256');
    async function* hashed(): AsyncGenerator<Uint8Array> {
      for await (const bytes of source) {
        hash.update(bytes);
        yield bytes;
      }
    }
    const stream = Readable.from(hashed(), { objectMode: false });
    const gone = new Promise<void>((resolve, reject) => {
      stream.once('end', resolve);
      stream.once('error', reject);
    });
    this.zip.addReadStreamLazy(name, { mtime: this.mtime, mode: 0o100644, compress, size }, (give) =>
      give(null, stream),
    );
    await Promise.race([gone, this.failed]);
    return hash.digest('hex');
  }

  async end(): Promise<void> {
    this.zip.end();
    await this.written;
  }

  /** Give up: the stream ends with an error, and so does the file. */
  async destroy(error: Error): Promise<void> {
    (this.zip.outputStream as PassThrough).destroy(error);
    await this.written.catch(() => {});
  }
}

/** Write one part to `path`. Errors: `courier.cancelled`, `courier.diskFull`, `courier.writeFailed`. */
export async function writePart(
  path: string,
  part: PlannedPart,
  head: ManifestHead,
  place: Pick<Manifest, 'part' | 'earlier'>,
  parts: WriteParts,
): Promise<void> {
  const sealer = parts.password === undefined ? undefined : await sealing(parts.password);
  const zip = new ZipWriter(path, sealer, new Date(head.madeAt), parts.signal);
  try {
    const commits: BatchEntry[] = [];
    for (const batch of part.batches) commits.push(await addBatch(zip, batch, head.street, parts));
    const keys = await addKeys(zip, part, parts);
    const attachments: PieceEntry[] = [];
    for (const piece of part.pieces) attachments.push(await addPiece(zip, piece, parts));
    // The format comes first: it tells what was signed.
    const manifest: Manifest = { ...head, ...place, commits, attachments, keys };
    const text = Buffer.from(JSON.stringify(manifest));
    await zip.add(MANIFEST, [text], text.length, true);
    const signature = parts.signer.signText(text.toString('utf8'));
    await zip.add(SIGNATURE, [signature], signature.length, false);
    await zip.end();
  } catch (error) {
    await zip.destroy(error as Error);
    throw writeFailure(error);
  }
}

/** The very lines that were planned, with their signature; the device signs its own now. */
async function readBatch(
  station: Station,
  planned: PlannedBatch,
  street: string,
  signer: Signer,
): Promise<Batch> {
  const { chain, from, to, bytes } = planned;
  if (!planned.own) {
    const batches = await station.signed(chain, from - 1, bytes);
    const batch = batches.find((one) => lastOf(one) === to);
    if (!batch || batch.from > from || batch.signature.length === 0)
      throw new CodedError('courier.moved', { chain });
    return behindOf(batch, from - 1);
  }
  const lines = await station.lines(chain, from - 1, { commits: to - from + 1, bytes });
  const last = lines.at(-1);
  if (!last || lines.length !== to - from + 1) throw new CodedError('courier.moved', { chain });
  return { chain, from, lines, signature: signer.signBatch(street, chain, to, hashOf(last)) };
}

async function addBatch(
  zip: ZipWriter,
  planned: PlannedBatch,
  street: string,
  { station, signer, signal, wrote }: WriteParts,
): Promise<BatchEntry> {
  stopIf(signal);
  const batch = await readBatch(station, planned, street, signer);
  const bytes = joined(batch.lines);
  const sha256 = await zip.add(batchPath(planned), [bytes], bytes.length, true);
  wrote(bytes.length);
  const signature = Buffer.from(batch.signature).toString('base64');
  const { chain, from, to } = planned;
  return { chain, from, to, bytes: bytes.length, sha256, signature };
}

async function addKeys(
  zip: ZipWriter,
  part: PlannedPart,
  { station, erased }: WriteParts,
): Promise<Manifest['keys']> {
  const keys = part.keys.size > 0 ? await station.keysNamed([...part.keys].sort()) : [];
  if (keys.length === 0 && erased.length === 0) return null;
  const text = Buffer.from(JSON.stringify({ keys, erased }));
  return { bytes: text.length, sha256: await zip.add(KEYS, [text], text.length, true) };
}

async function addPiece(
  zip: ZipWriter,
  piece: PlannedPiece,
  { station, signal, wrote }: WriteParts,
): Promise<PieceEntry> {
  async function* read(): AsyncGenerator<Uint8Array> {
    for (let at = piece.offset; at < piece.offset + piece.bytes; ) {
      stopIf(signal);
      const bytes = await station.readBlob(
        piece.sha256,
        at,
        Math.min(READ_BYTES, piece.offset + piece.bytes - at),
      );
      if (!bytes || bytes.length === 0) throw new CodedError('courier.lostBlob', { sha256: piece.sha256 });
      wrote(bytes.length);
      at += bytes.length;
      yield bytes;
    }
  }
  // Pictures are packed already.
  const pieceSha256 = await zip.add(piecePath(piece), read(), piece.bytes, false);
  const { sha256, size, thumb, offset, bytes } = piece;
  return { sha256, size, thumb, offset, bytes, pieceSha256 };
}
