import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileKind } from '@shared/contract/contract';
import { CodedError, toWireError, type WireError } from '@shared/contract/errors';
import { readers } from './readers';
import { SHEET_LIMITS } from './sheets/book';
import { ParseError } from './sheets/errors';

/** What a parse process is started for: read this file as one of this kind, by the profile where the kind has one. */
export interface ParseRequest {
  readonly kind: FileKind;
  readonly path: string;
  readonly profilePath?: string | undefined;
}

/** What a parse process answers. */
export type ParseAnswer =
  | { readonly ok: true; readonly sheet: unknown }
  | { readonly ok: false; readonly error: WireError };

/** Read a file as the request says; never rejects. Whatever reads it, and however it was started, gives the same answer. */
export async function answerParse(request: ParseRequest): Promise<ParseAnswer> {
  try {
    return { ok: true, sheet: await parse(request) };
  } catch (error) {
    const known =
      error instanceof ParseError
        ? new CodedError(error.code, { ...error.params })
        : memoryError(error, request);
    return { ok: false, error: toWireError(known, `${request.kind}.open`) };
  }
}

/** Arrays and buffers that cannot be had at all end in a `RangeError` rather than in the process's death. */
function memoryError(error: unknown, { path }: ParseRequest): unknown {
  return error instanceof RangeError
    ? new CodedError('parse.unreadable', { file: basename(path), why: error.message })
    : error;
}

async function parse({ kind, path, profilePath }: ParseRequest): Promise<object> {
  const file = basename(path);
  const bytes = await contentOf(path, file);
  // Not a copy: the same bytes under the type that readers know.
  const content = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const profile: unknown =
    profilePath === undefined ? undefined : JSON.parse(await readFile(profilePath, 'utf8'));
  return { ...(await readers[kind](content, file, profile)), sha256 };
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
