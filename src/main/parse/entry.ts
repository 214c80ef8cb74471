import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CodedError, toWireError } from '@shared/contract/errors';
import { catalogueProfileSchema } from '@shared/rules/catalogue/profile';
import { importProfileSchema } from '@shared/rules/intake/profile';
import { SHEET_LIMITS } from './sheets/book';
import { ParseError } from './sheets/errors';
import { readCatalogue } from './sheets/readCatalogue';
import { readHotlineSheet } from './sheets/readHotlineSheet';
import { readUnitSheet } from './sheets/readUnitSheet';

/** The one errand of a parse process: read this file (hotline orders or a catalogue by a profile, or a unit's sheet), hand what it holds to the port. */
export type ParseErrand =
  | { readonly kind: 'sheet' | 'catalogue'; readonly path: string; readonly profilePath: string }
  | { readonly kind: 'unitSheet'; readonly path: string };

async function parse(errand: ParseErrand): Promise<unknown> {
  const { kind, path } = errand;
  const file = basename(path);
  const size = await stat(path).then(
    (found) => found.size,
    () => {
      throw new CodedError('parse.notFound', { file });
    },
  );
  if (size > SHEET_LIMITS.maxBytes) {
    const mb = (bytes: number): number => Math.round(bytes / 1_048_576);
    throw new CodedError('parse.tooLarge', { file, mb: mb(size), limit: mb(SHEET_LIMITS.maxBytes) });
  }
  const bytes = await readFile(path);
  const content = new Uint8Array(bytes);
  if (kind === 'unitSheet') return readUnitSheet(content, file);
  const profile: unknown = JSON.parse(await readFile(errand.profilePath, 'utf8'));
  const sheet =
    kind === 'catalogue'
      ? await readCatalogue(content, file, catalogueProfileSchema.parse(profile))
      : await readHotlineSheet(content, file, importProfileSchema.parse(profile));
  return { ...sheet, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function asError(error: unknown): unknown {
  if (error instanceof ParseError)
    return new CodedError(error.code, error.params as Record<string, string | number>);
  return error;
}

process.parentPort.on('message', (event) => {
  const port = event.ports[0] as Electron.MessagePortMain;
  const errand = event.data as ParseErrand;
  void parse(errand)
    .then((sheet) => port.postMessage({ ok: true, sheet }))
    .catch((error: unknown) =>
      port.postMessage({ ok: false, error: toWireError(asError(error), `${errand.kind}.open`) }),
    )
    // The reader ends this process when it has answered; it does nothing but parse.
    .finally(() => port.close());
});
