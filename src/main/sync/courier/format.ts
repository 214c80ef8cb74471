import { instantSchema } from '@shared/rules/timeSchema';
import type { ChainId, Vector } from '@shared/sync/vector';
import { z } from 'zod';

/** First field of every manifest and receipt: what was signed can never be taken for a signed batch or for one another. */
export const MANIFEST_FORMAT = 'xiuhua courier manifest 1';
export const RECEIPT_FORMAT = 'xiuhua courier receipt 1';

export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';
export const KEYS = 'keys.json';

/** Largest sizes that a reader takes into memory. A commit is a line of a journal; 64 MB is far beyond any. */
export const LIMITS = {
  manifest: 64_000_000,
  /** The same before anybody known is found to have signed it: parsed, text may take twenty times its bytes. */
  unproved: 16_000_000,
  batch: 64_000_000,
  keys: 256_000_000,
  entries: 2_000_000,
  /** A commit's line is longer: the hash of the one before alone takes as much. */
  line: 64,
  /** Bytes that all files together may unpack to, in times of the package's own; below `unpacked` it does not matter. */
  expansion: 200,
  unpacked: 16_000_000,
} as const;

const hexSchema = z.string().regex(/^[0-9a-f]{64}$/);
const chainSchema = z.string().regex(/^[A-Za-z0-9_-]{4,64}\.[1-9]\d{0,8}$/);
const countSchema = z.number().int().min(0);
const numberSchema = z.number().int().min(1);
const vectorSchema = z.record(chainSchema, countSchema);

const deviceSchema = z.object({
  device: z.string().min(1).max(64),
  name: z.string().max(200),
  letter: z.string().max(8),
  signKey: z.string().max(100),
  boxKey: z.string().max(100),
  revoked: z.object({ at: z.string(), upTo: vectorSchema }).optional(),
});

const batchEntrySchema = z
  .object({
    chain: chainSchema,
    from: numberSchema,
    to: numberSchema,
    bytes: numberSchema.max(LIMITS.batch),
    sha256: hexSchema,
    /** The author's signature, base64. */
    signature: z.string().length(88),
  })
  .refine((one) => one.to >= one.from && (one.to - one.from + 1) * LIMITS.line <= one.bytes);
/** A file of commits: one signed batch. */
export type BatchEntry = z.infer<typeof batchEntrySchema>;

const pieceEntrySchema = z
  .object({
    sha256: hexSchema,
    /** Bytes of the whole attachment. */
    size: countSchema,
    thumb: z.boolean(),
    /** Which bytes of it this file holds, and their own hash. */
    offset: countSchema,
    bytes: countSchema,
    pieceSha256: hexSchema,
  })
  .refine((one) => one.offset + one.bytes <= one.size);
/** A file with an attachment or a piece of one. */
export type PieceEntry = z.infer<typeof pieceEntrySchema>;

/** What an earlier part of the same package brings, so that its absence is noticed and named. */
const earlierSchema = z.object({
  part: numberSchema,
  upTo: vectorSchema,
  pieces: z.array(z.object({ sha256: hexSchema, upTo: countSchema })),
});

export const manifestSchema = z.object({
  format: z.literal(MANIFEST_FORMAT),
  /** Program that wrote it. */
  program: z.string().max(100),
  package: z.string().regex(/^[0-9a-f]{32}$/),
  street: z.string().max(64),
  part: numberSchema,
  parts: numberSchema,
  madeAt: instantSchema,
  from: z.object({ device: z.string(), name: z.string().max(200), letter: z.string().max(8) }),
  /** For whom it was made: a device, or a name. */
  to: z.string().max(200),
  /** What the sender holds, and what it took the receiver to hold. */
  vector: vectorSchema,
  since: vectorSchema,
  devices: z.array(deviceSchema),
  commits: z.array(batchEntrySchema),
  attachments: z.array(pieceEntrySchema),
  keys: z.object({ bytes: numberSchema.max(LIMITS.keys), sha256: hexSchema }).nullable(),
  earlier: z.array(earlierSchema),
});
/** The signed table of contents of one package file. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Data keys, wrapped by the centre's key, and names of erased ones. */
export const keysSchema = z.object({
  keys: z.array(z.object({ name: z.string(), id: z.string(), box: z.string() })),
  erased: z.array(z.string()),
});

/** What a receiver says that it holds. `attachments`: those of the package that it holds whole. */
export const receiptSchema = z.object({
  format: z.literal(RECEIPT_FORMAT),
  street: z.string().max(64),
  device: z.string(),
  name: z.string().max(200),
  letter: z.string().max(8),
  at: instantSchema,
  vector: vectorSchema,
  package: z.string(),
  part: numberSchema,
  parts: numberSchema,
  attachments: z.array(hexSchema),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Where a batch lies in the zip. */
export function batchPath({ chain, from, to }: { chain: ChainId; from: number; to: number }): string {
  return `commits/${chain}/${from}-${to}.jsonl`;
}

/** Where an attachment lies in the zip; a piece of one is named by its first byte. */
export function piecePath({
  sha256,
  size,
  offset,
  bytes,
}: Pick<PieceEntry, 'sha256' | 'size' | 'offset' | 'bytes'>): string {
  return bytes === size ? `attachments/${sha256}` : `attachments/${sha256}/${offset}`;
}

/** What names of packages and receipts begin with: `xiuhua-<street>-<letter>-<20241231T160000>`. */
export function stem(street: string, letter: string, at: string): string {
  const safe = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '_');
  return `xiuhua-${safe(street)}-${safe(letter)}-${at.slice(0, 19).replaceAll(/[-:]/g, '')}`;
}

/** Name of a package file. */
export function packageName(start: string, part: number, parts: number, sealed: boolean): string {
  return `${start}-${part}of${parts}.xhc${sealed ? '' : '.zip'}`;
}

/** How many commits a vector stands for. */
export function commitsIn(vector: Vector): number {
  return Object.values(vector).reduce((sum, seq) => sum + seq, 0);
}
