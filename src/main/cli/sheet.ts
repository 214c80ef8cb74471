import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CodedError, RemoteError, toWireError, type WireError } from '@shared/contract/errors';
import { importProfileSchema } from '@shared/rules/intake/profile';
import { ParseError } from '../parse/sheets/errors';
import { readHotlineSheet } from '../parse/sheets/readHotlineSheet';
import type { IncomingSheet } from '../store/jobs/imports';

type Answer = { ok: true; sheet: IncomingSheet } | { ok: false; error: WireError };

/** The hidden argument with which the command line starts itself to read a foreign sheet, apart from keys and data. */
export const PARSE_ARGUMENT = '--parse-sheet';

/** Read a sheet in a process of its own. Errors: those of the parser, `parse.crashed`. */
export function readSheetApart(script: string, path: string, profilePath: string): Promise<IncomingSheet> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [PARSE_ARGUMENT, path, profilePath], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=1536'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.once('message', (message) => {
      const answer = message as Answer;
      if (answer.ok) resolve(answer.sheet);
      else reject(new RemoteError(answer.error));
    });
    child.once('exit', () => reject(new CodedError('parse.crashed', { file: basename(path) })));
  });
}

/** What the child does: read, answer, end. */
export async function parseAndAnswer(path: string, profilePath: string): Promise<void> {
  const answer = await read(path, profilePath).catch((error: unknown): Answer => {
    const known = error instanceof ParseError ? new CodedError(error.code, { ...error.params }) : error;
    return { ok: false, error: toWireError(known, 'import') };
  });
  process.send?.(answer, () => process.disconnect());
}

async function read(path: string, profilePath: string): Promise<Answer> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new CodedError('parse.notFound', { file: basename(path) });
  }
  const profile = importProfileSchema.parse(JSON.parse(readFileSync(profilePath, 'utf8')));
  const sheet = await readHotlineSheet(new Uint8Array(bytes), basename(path), profile);
  const mapping = sheet.mapping as IncomingSheet['mapping'];
  return { ok: true, sheet: { ...sheet, mapping, sha256: createHash('sha256').update(bytes).digest('hex') } };
}
