import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CodedError, toWireError } from '@shared/contract/errors';
import { importProfileSchema } from '@shared/rules/intake/profile';
import { SHEET_LIMITS } from './sheets/book';
import { ParseError } from './sheets/errors';
import { readHotlineSheet } from './sheets/readHotlineSheet';

/** The one errand of a parse process: read this file by this profile, hand the rows to the port. */
export interface ParseErrand {
  readonly path: string;
  readonly profilePath: string;
}

async function parse({ path, profilePath }: ParseErrand): Promise<unknown> {
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
  const profile = importProfileSchema.parse(JSON.parse(await readFile(profilePath, 'utf8')));
  const sheet = await readHotlineSheet(new Uint8Array(bytes), file, profile);
  return { ...sheet, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function asError(error: unknown): unknown {
  if (error instanceof ParseError)
    return new CodedError(error.code, error.params as Record<string, string | number>);
  return error;
}

process.parentPort.on('message', (event) => {
  const port = event.ports[0] as Electron.MessagePortMain;
  void parse(event.data as ParseErrand)
    .then((sheet) => port.postMessage({ ok: true, sheet }))
    .catch((error: unknown) =>
      port.postMessage({ ok: false, error: toWireError(asError(error), 'sheet.open') }),
    )
    // The reader ends this process when it has answered; it does nothing but parse.
    .finally(() => port.close());
});
