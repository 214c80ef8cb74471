import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CodedError } from '@shared/contract/errors';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { ContainerReader, isContainer } from './container';
import { KEYS, LIMITS, MANIFEST, SIGNATURE } from './format';

/** The only names that a package may hold. */
const NAMES = [
  /^commits\/[A-Za-z0-9_-]{4,64}\.\d{1,9}\/\d{1,15}-\d{1,15}\.jsonl$/,
  /^attachments\/[0-9a-f]{64}(\/\d{1,15})?$/,
];
const FIXED = new Set([MANIFEST, SIGNATURE, KEYS]);

/** What a file is, by its first bytes. */
export async function sniff(path: string): Promise<'zip' | 'container' | 'json' | 'other'> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const head = Buffer.alloc(8);
    await file.read(head, 0, 8, 0);
    if (isContainer(head)) return 'container';
    if (head.readUInt32LE(0) === 0x04034b50) return 'zip';
    return head.toString('latin1').trimStart().startsWith('{') ? 'json' : 'other';
  } catch (error) {
    throw unreadable(error);
  } finally {
    await file?.close();
  }
}

function unreadable(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new CodedError('courier.missing', {}, message);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EIO' || code === 'EISDIR')
    return new CodedError('courier.unreadable', { reason: code }, message);
  return new CodedError('courier.broken', {}, message);
}

/** The files in a package, each by its name, plain or under a password. Nothing is unpacked to a disk. */
export class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    /** Bytes of the file itself. */
    readonly bytes: number,
  ) {}

  /** Errors: `courier.password`, `courier.broken`, `courier.missing`, `courier.unreadable`. */
  static async open(path: string, password: string | undefined): Promise<Archive> {
    let zip: ZipFile | undefined;
    try {
      const kind = await sniff(path);
      if (kind !== 'zip' && kind !== 'container') throw new CodedError('courier.notPackage');
      const { size } = await stat(path);
      const options = {
        autoClose: false,
        lazyEntries: true,
        strictFileNames: true,
        validateEntrySizes: true,
      };
      zip =
        kind === 'zip' ? await yauzl.openPromise(path, options) : await openSealed(path, password, options);
      // Failures of reading come with the stream; an event that nobody hears would end the process.
      zip.on('error', () => {});
      return new Archive(zip, await entriesOf(zip, size), size);
    } catch (error) {
      zip?.close();
      throw unreadable(error);
    }
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  /** Bytes of a file in it as stated; undefined where it is not there. */
  sizeOf(name: string): number | undefined {
    return this.entries.get(name)?.uncompressedSize;
  }

  /** A file's bytes piece by piece, never more than stated. Errors: `courier.broken`. */
  async *stream(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) throw new CodedError('courier.broken', {}, `${name} is not there`);
    let source: Readable | undefined;
    try {
      source = await this.zip.openReadStreamPromise(entry);
      for await (const bytes of source) yield bytes as Buffer;
    } catch (error) {
      throw unreadable(error);
    } finally {
      source?.destroy();
    }
  }

  /** A file whole. Errors: `courier.broken`, also where it is larger than `limit`. */
  async read(name: string, limit: number): Promise<Buffer> {
    const size = this.sizeOf(name);
    if (size === undefined || size > limit) throw new CodedError('courier.broken', {}, `${name}: ${size}`);
    const pieces: Buffer[] = [];
    for await (const bytes of this.stream(name)) pieces.push(bytes);
    return Buffer.concat(pieces);
  }

  close(): void {
    this.zip.close();
  }
}

async function openSealed(
  path: string,
  password: string | undefined,
  options: yauzl.Options,
): Promise<ZipFile> {
  const reader = await ContainerReader.open(path, password);
  try {
    return await yauzl.fromRandomAccessReaderPromise(reader, reader.size, options);
  } catch (error) {
    reader.close(() => {});
    throw error;
  }
}

/** All entries, each name once and of the known shapes; together they claim no more bytes than the file has, and unpack to a bounded multiple. */
async function entriesOf(zip: ZipFile, size: number): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let packed = 0;
  let unpacked = 0;
  if (zip.entryCount > LIMITS.entries) throw new CodedError('courier.broken', {}, 'too many files');
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (!FIXED.has(name) && !NAMES.some((one) => one.test(name)))
      throw new CodedError('courier.broken', {}, `a foreign file: ${name.slice(0, 200)}`);
    if (entries.has(name)) throw new CodedError('courier.broken', {}, `twice: ${name}`);
    if (entry.isEncrypted() || !entry.canDecodeFileData())
      throw new CodedError('courier.broken', {}, `packed otherwise: ${name}`);
    packed += entry.compressedSize;
    // Files laid over one another would unpack to far more than was ended.
    if (packed > size) throw new CodedError('courier.broken', {}, 'files overlap');
    // What is stated here is held to: a file that unpacks to more is cut off there.
    unpacked += entry.uncompressedSize;
    if (unpacked > Math.max(LIMITS.unpacked, size * LIMITS.expansion))
      throw new CodedError('courier.broken', {}, 'unpacks to too much');
    entries.set(name, entry);
  }
  return entries;
}

/** Read a small text file whole. Errors: `courier.missing`, `courier.unreadable`, `courier.broken` (too large). */
export async function readSmall(path: string, limit: number): Promise<string> {
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const bytes of createReadStream(path)) {
      size += (bytes as Buffer).length;
      if (size > limit) throw new CodedError('courier.broken', {}, 'too large');
      pieces.push(bytes as Buffer);
    }
    return Buffer.concat(pieces).toString('utf8');
  } catch (error) {
    throw unreadable(error);
  }
}
