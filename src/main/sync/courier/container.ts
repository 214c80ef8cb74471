import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { CodedError } from '@shared/contract/errors';
import yauzl from 'yauzl';

/**
 * A file under a password (`.xhc`): a header of 48 bytes, then chunks of AES-256-GCM.
 *
 * Header: magic (8), version, log2 N, r, p of scrypt (a byte each), bytes of a chunk (4, little endian), salt (16), check (16).
 * scrypt gives 48 bytes: the key and the check, which tells a wrong password from a broken file. A chunk's nonce is its
 * number (8 bytes, big endian) and whether it is the last one, and the header is authenticated with each: a chunk that is missing,
 * moved or changed does not open. Nonces begin at 0 for every file, since every file has a salt and so a key of its own.
 */
const MAGIC = Buffer.from('XIUHUAXC', 'latin1');
const VERSION = 1;
const HEADER = 48;
const CHUNK = 65_536;
const TAG = 16;
const COST = { log: 15, r: 8, p: 1 } as const;
/** A foreign header must not make us work for hours or take all memory: at most 256 MB. */
const MAX_LOG = 18;

export function isContainer(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

/** Bytes of a zip that may go into a container of this size. */
export function insideContainer(bytes: number): number {
  const chunks = Math.ceil((bytes - HEADER) / (CHUNK + TAG));
  return bytes - HEADER - chunks * TAG;
}

function secrets(password: string, header: Buffer): Promise<Buffer> {
  const N = 2 ** header.readUInt8(9);
  const r = header.readUInt8(10);
  const p = header.readUInt8(11);
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFKC'),
      header.subarray(16, 32),
      48,
      { N, r, p, maxmem: 256 * N * r },
      (error, key) => (error ? reject(error) : resolve(key)),
    );
  });
}

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index));
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

/** Encrypts what is written to it; the last chunk is known only when the end comes, so one is held back. */
class Sealer extends Transform {
  private waiting: Buffer[] = [];
  private held = 0;
  private index = 0;

  constructor(
    private readonly key: Buffer,
    private readonly header: Buffer,
  ) {
    super();
    this.push(header);
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.waiting.push(bytes);
    this.held += bytes.length;
    if (this.held > CHUNK) {
      let all = Buffer.concat(this.waiting);
      for (; all.length > CHUNK; all = all.subarray(CHUNK)) this.chunk(all.subarray(0, CHUNK), false);
      this.waiting = [all];
      this.held = all.length;
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    this.chunk(Buffer.concat(this.waiting), true);
    done();
  }

  private chunk(plain: Buffer, last: boolean): void {
    const cipher = createCipheriv('aes-256-gcm', this.key, nonceOf(this.index, last));
    cipher.setAAD(this.header);
    this.push(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
    this.index += 1;
  }
}

/** A stream that encrypts under a password. */
export async function sealing(password: string): Promise<Transform> {
  const header = Buffer.alloc(HEADER);
  MAGIC.copy(header);
  header.writeUInt8(VERSION, 8);
  header.writeUInt8(COST.log, 9);
  header.writeUInt8(COST.r, 10);
  header.writeUInt8(COST.p, 11);
  header.writeUInt32LE(CHUNK, 12);
  randomBytes(16).copy(header, 16);
  const both = await secrets(password, header);
  both.copy(header, 32, 32, 48);
  return new Sealer(both.subarray(0, 32), header);
}

/** A container opened for reading at any place: nothing of it is ever written anywhere in clear. */
export class ContainerReader extends yauzl.RandomAccessReader {
  private cached: { index: number; plain: Buffer } | undefined;

  private constructor(
    private readonly file: FileHandle,
    private readonly key: Buffer,
    private readonly header: Buffer,
    private readonly chunkBytes: number,
    private readonly chunks: number,
    /** Bytes of what is inside. */
    readonly size: number,
  ) {
    super();
  }

  /** Errors: `courier.password` (none given, or not this one), `courier.broken`. The end is proved at once. */
  static async open(path: string, password: string | undefined): Promise<ContainerReader> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const header = Buffer.alloc(HEADER);
      if (size <= HEADER + TAG) throw new CodedError('courier.broken', {}, 'container too short');
      await fill(file, header, 0);
      checkHeader(header);
      if (password === undefined) throw new CodedError('courier.password');
      const both = await secrets(password, header);
      if (!both.subarray(32).equals(header.subarray(32))) throw new CodedError('courier.password');
      const chunkBytes = header.readUInt32LE(12);
      const chunks = Math.ceil((size - HEADER) / (chunkBytes + TAG));
      const inside = size - HEADER - chunks * TAG;
      const reader = new ContainerReader(file, both.subarray(0, 32), header, chunkBytes, chunks, inside);
      await reader.chunk(chunks - 1);
      return reader;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.range(start, end), { objectMode: false });
  }

  override close(done: (error: Error | null) => void): void {
    this.file.close().then(() => done(null), done);
  }

  private async *range(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      const index = Math.floor(at / this.chunkBytes);
      const plain = await this.chunk(index);
      const from = at - index * this.chunkBytes;
      const piece = plain.subarray(from, Math.min(plain.length, from + end - at));
      if (piece.length === 0) throw new CodedError('courier.broken', {}, 'container ends early');
      yield piece;
      at += piece.length;
    }
  }

  private async chunk(index: number): Promise<Buffer> {
    if (this.cached?.index === index) return this.cached.plain;
    const last = index === this.chunks - 1;
    const length = last ? this.size - index * this.chunkBytes : this.chunkBytes;
    if (index < 0 || index >= this.chunks || length < 0)
      throw new CodedError('courier.broken', {}, `chunk ${index}`);
    const bytes = Buffer.alloc(length + TAG);
    await fill(this.file, bytes, HEADER + index * (this.chunkBytes + TAG));
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonceOf(index, last));
    decipher.setAAD(this.header);
    decipher.setAuthTag(bytes.subarray(length));
    try {
      const plain = Buffer.concat([decipher.update(bytes.subarray(0, length)), decipher.final()]);
      this.cached = { index, plain };
      return plain;
    } catch {
      throw new CodedError('courier.broken', {}, `chunk ${index} does not open`);
    }
  }
}

/** Read until the buffer is full: a call may bring fewer bytes than asked for. */
async function fill(file: FileHandle, buffer: Buffer, position: number): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) throw new CodedError('courier.broken', {}, 'container ends early');
    done += bytesRead;
  }
}

function checkHeader(header: Buffer): void {
  if (!isContainer(header)) throw new CodedError('courier.broken', {}, 'no container');
  if (header.readUInt8(8) !== VERSION) throw new CodedError('courier.newer');
  const [log, r, p, chunk] = [
    header.readUInt8(9),
    header.readUInt8(10),
    header.readUInt8(11),
    header.readUInt32LE(12),
  ];
  if (log < 10 || log > MAX_LOG || r !== 8 || p < 1 || p > 4 || chunk < 1024 || chunk > 1_048_576)
    throw new CodedError('courier.broken', {}, 'container header');
}
