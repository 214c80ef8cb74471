import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CodedError, toWireError, type WireError } from '@shared/contract/errors';
import { catalogueProfileSchema } from '@shared/rules/catalogue/profile';
import { importProfileSchema } from '@shared/rules/intake/profile';
import { SHEET_LIMITS } from './sheets/book';
import { ParseError } from './sheets/errors';
import { readCatalogue } from './sheets/readCatalogue';
import { readHotlineSheet } from './sheets/readHotlineSheet';
import { readUnitSheet } from './sheets/readUnitSheet';

/** The one errand of a parse process: read this file (hotline orders or a catalogue by a profile, or a unit's sheet), hand what it holds on. */
export type ParseErrand =
  | { readonly kind: 'sheet' | 'catalogue'; readonly path: string; readonly profilePath: string }
  | { readonly kind: 'unitSheet'; readonly path: string };

/** What a parse process answers. */
export type ParseAnswer =
  | { readonly ok: true; readonly sheet: unknown }
  | { readonly ok: false; readonly error: WireError };

/** Read a file as the errand says; never rejects. Whatever reads it, and however it was started, gives the same answer. */
export async function answerErrand(errand: ParseErrand): Promise<ParseAnswer> {
  try {
    return { ok: true, sheet: await parse(errand) };
  } catch (error) {
    const known =
      error instanceof ParseError
        ? new CodedError(error.code, { ...error.params })
        : memoryError(error, errand);
    return { ok: false, error: toWireError(known, `${errand.kind}.open`) };
  }
}

/** Arrays and buffers that cannot be had at all end in a `RangeError` rather than in the process's death. */
function memoryError(error: unknown, { path }: ParseErrand): unknown {
  return error instanceof RangeError
    ? new CodedError('parse.unreadable', { file: basename(path), why: error.message })
    : error;
}

async function parse(errand: ParseErrand): Promise<unknown> {
  const { kind, path } = errand;
  const file = basename(path);
  const bytes = await contentOf(path, file);
  // Not a copy: the same bytes under the type that readers know.
  const content = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind === 'unitSheet') return readUnitSheet(content, file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const profile: unknown = JSON.parse(await readFile(errand.profilePath, 'utf8'));
  const sheet =
    kind === 'catalogue'
      ? await readCatalogue(content, file, catalogueProfileSchema.parse(profile))
      : await readHotlineSheet(content, file, importProfileSchema.parse(profile));
  return { ...sheet, sha256 };
}

async function contentOf(path: string, file: string): Promise<Buffer> {
  const found = await stat(path).catch(() => undefined);
  // A device or a pipe has no size and no end.
  if (!found?.isFile()) throw new CodedError('parse.notFound', { file });
  if (found.size > SHEET_LIMITS.maxBytes) {
    const mb = (bytes: number): number => Math.round(bytes / 1_048_576);
    throw new CodedError('parse.tooLarge', { file, mb: mb(found.size), limit: mb(SHEET_LIMITS.maxBytes) });
  }
  return readFile(path);
}
