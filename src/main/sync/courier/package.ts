import { createHash } from 'node:crypto';
import { CodedError } from '@shared/contract/errors';
import type { Batch, Line } from '@shared/sync/batch';
import type { WrappedKey } from '@shared/sync/hub';
import type { z } from 'zod';
import { DeviceKeys } from '../identity/deviceKeys';
import { Archive } from './archive';
import {
  type BatchEntry,
  batchPath,
  KEYS,
  keysSchema,
  LIMITS,
  MANIFEST,
  type Manifest,
  manifestSchema,
  type PieceEntry,
  piecePath,
  SIGNATURE,
} from './format';

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Parse signed text as JSON of this shape. Errors: `courier.newer` where its format is not ours, `courier.broken`. */
export function parseSigned<S extends z.ZodType<{ format: string }>>(
  text: string,
  schema: S,
  format: string,
  /** Throws where the value is not worth the schema's work: it takes note of every entry that does not fit. */
  outline: (value: unknown) => void = () => {},
): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CodedError('courier.broken', {}, (error as Error).message);
  }
  const stated = (value as { format?: unknown } | null)?.format;
  const family = format.slice(0, format.lastIndexOf(' ') + 1);
  if (typeof stated === 'string' && stated !== format && stated.startsWith(family))
    throw new CodedError('courier.newer');
  outline(value);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new CodedError('courier.broken', {}, parsed.error.issues[0]?.message);
  return parsed.data;
}

/** Text whose bytes are exactly these; a signature is over bytes, so that nothing may be lost in decoding. */
export function exactText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CodedError('courier.broken', {}, 'not UTF-8');
  }
}

/** A package file opened: its table of contents agrees with what lies in it. Whom to believe is not its business. */
export class Package {
  private constructor(
    readonly path: string,
    private readonly archive: Archive,
    readonly manifest: Manifest,
    private readonly text: string,
    private readonly signature: Uint8Array,
  ) {}

  /**
   * `keys`: whose signature (raw, base64) allows a large table to be parsed; one that nobody of them signed has to be small. Errors as
   * `Archive.open`, `courier.newer`, `courier.tooLargeUnproved`.
   */
  static async open(
    path: string,
    password: string | undefined,
    keys: readonly string[] = [],
  ): Promise<Package> {
    const archive = await Archive.open(path, password);
    try {
      const text = exactText(await archive.read(MANIFEST, LIMITS.manifest));
      const signature = await archive.read(SIGNATURE, 64);
      const bytes = archive.sizeOf(MANIFEST) ?? 0;
      if (bytes > LIMITS.unproved && !keys.some((key) => DeviceKeys.verifyText(key, text, signature)))
        throw new CodedError('courier.tooLargeUnproved', {
          mb: Math.ceil(bytes / 1_000_000),
          limit: LIMITS.unproved / 1_000_000,
        });
      const manifest = parseSigned(text, manifestSchema, 'xiuhua courier manifest 1', (value) =>
        agreesInNumber(value, archive),
      );
      agree(manifest, archive);
      return new Package(path, archive, manifest, text, signature);
    } catch (error) {
      archive.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.archive.bytes;
  }

  /** Tells this file's contents from any other's. */
  get mark(): string {
    return sha256(Buffer.from(this.text));
  }

  /** Was the table of contents signed with this key (raw, base64)? */
  signedBy(signKey: string): boolean {
    return DeviceKeys.verifyText(signKey, this.text, this.signature);
  }

  /**
   * A batch as its author signed it; undefined where `proves` does not hold for its last line, by which it is signed: then it is not
   * taken apart. Errors: `courier.broken` where its bytes are not those of the table.
   */
  async batch(entry: BatchEntry): Promise<Batch>;
  async batch(entry: BatchEntry, proves: (last: Line) => boolean): Promise<Batch | undefined>;
  async batch(entry: BatchEntry, proves: (last: Line) => boolean = () => true): Promise<Batch | undefined> {
    const path = batchPath(entry);
    const bytes = await this.archive.read(path, LIMITS.batch);
    if (sha256(bytes) !== entry.sha256) throw new CodedError('courier.broken', {}, path);
    const count = countLines(bytes);
    if (count !== entry.to - entry.from + 1)
      throw new CodedError('courier.broken', {}, `${path}: ${count} lines`);
    if (!proves(lastLineOf(bytes))) return undefined;
    const signature = Buffer.from(entry.signature, 'base64');
    return { chain: entry.chain, from: entry.from, lines: linesOf(bytes), signature };
  }

  /** The data keys that came along. Errors: `courier.broken`. */
  async keys(): Promise<{ keys: readonly WrappedKey[]; erased: readonly string[] }> {
    const { keys } = this.manifest;
    if (!keys) return { keys: [], erased: [] };
    const bytes = await this.archive.read(KEYS, LIMITS.keys);
    if (sha256(bytes) !== keys.sha256) throw new CodedError('courier.broken', {}, KEYS);
    const parsed = keysSchema.safeParse(JSON.parse(exactText(bytes)));
    if (!parsed.success) throw new CodedError('courier.broken', {}, KEYS);
    return parsed.data;
  }

  /** Are the bytes of this piece those of the table? */
  async holds(entry: PieceEntry): Promise<boolean> {
    const hash = createHash('sha256');
    try {
      for await (const bytes of this.piece(entry)) hash.update(bytes);
    } catch (error) {
      if (error instanceof CodedError && error.code === 'courier.broken') return false;
      throw error;
    }
    return hash.digest('hex') === entry.pieceSha256;
  }

  piece(entry: PieceEntry): AsyncGenerator<Buffer> {
    return this.archive.stream(piecePath(entry));
  }

  close(): void {
    this.archive.close();
  }
}

const NEWLINE = 10;

/** How many lines there are, without taking any of them apart. */
function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return bytes.length > 0 && bytes.at(-1) !== NEWLINE ? count + 1 : count;
}

function lastLineOf(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
  return bytes.subarray(end === 0 ? 0 : bytes.lastIndexOf(NEWLINE, end - 1) + 1, end);
}

/** The lines of a file of commits; each one ends with a newline. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    lines.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return lines;
}

/** As many entries as there are files, before each of them is looked at. */
function agreesInNumber(value: unknown, archive: Archive): void {
  const { commits, attachments, keys } = (value ?? {}) as Record<string, unknown>;
  const files = [commits, attachments].reduce<number>(
    (sum, list) => sum + (Array.isArray(list) ? list.length : 0),
    keys ? 3 : 2,
  );
  if (files !== archive.names.length)
    throw new CodedError('courier.broken', {}, 'files that the table does not name');
}

/** Every file of the table is there with its size, and each chain's batches follow one another; their number was compared. */
function agree(manifest: Manifest, archive: Archive): void {
  const expected = new Map<string, number>();
  const expect = (name: string, bytes: number): void => {
    if (expected.has(name)) throw new CodedError('courier.broken', {}, `twice: ${name}`);
    expected.set(name, bytes);
  };
  const next = new Map<string, number>();
  for (const entry of manifest.commits) {
    expect(batchPath(entry), entry.bytes);
    if ((next.get(entry.chain) ?? entry.from) !== entry.from)
      throw new CodedError('courier.broken', {}, `a gap in ${entry.chain}`);
    next.set(entry.chain, entry.to + 1);
  }
  for (const entry of manifest.attachments) expect(piecePath(entry), entry.bytes);
  if (manifest.keys) expect(KEYS, manifest.keys.bytes);
  if (manifest.part > manifest.parts) throw new CodedError('courier.broken', {}, 'part number');
  for (const [name, bytes] of expected)
    if (archive.sizeOf(name) !== bytes) throw new CodedError('courier.broken', {}, name);
}
