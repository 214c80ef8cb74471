import { fork } from 'node:child_process';
import { CodedError, RemoteError } from '@shared/contract/errors';
import { parseLimitsOf, watchParse } from '../parse/apart';
import { PARSE_HEAP_MB } from '../parse/limits';
import { answerParse, type ParseAnswer } from '../parse/read';
import type { IncomingSheet } from '../store/jobs/imports';
import { systemResidentBytes, type WatchLimits } from '../watchdog';

/** The hidden argument with which the command line starts itself to read a foreign sheet, apart from keys and data. */
export const PARSE_ARGUMENT = '--parse-sheet';

/** `limits`: other than those of the file's size, and `peak` hears the most that the child held, in bytes; for tests. */
export interface ApartOptions {
  readonly signal?: AbortSignal | undefined;
  readonly limits?: WatchLimits | undefined;
  readonly peak?: ((bytes: number) => void) | undefined;
}

/** Read a sheet in a process of its own, bounded as the desk bounds it. Errors: those of the parser and of `watchParse`. */
export async function readSheetApart(
  script: string,
  path: string,
  profilePath: string,
  { signal, limits, peak }: ApartOptions = {},
): Promise<IncomingSheet> {
  const bounds = limits ?? (await parseLimitsOf(path));
  const child = fork(script, [PARSE_ARGUMENT, path, profilePath], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${PARSE_HEAP_MB}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const answer = new Promise<IncomingSheet>((resolve, reject) => {
    child.once('message', (message) => {
      const given = message as ParseAnswer;
      if (given.ok) resolve(given.sheet as IncomingSheet);
      else reject(new RemoteError(given.error));
    });
    child.once('error', (error) => reject(new CodedError('parse.crashed', { file: path }, error.message)));
  });
  const watched = watchParse(
    path,
    {
      pid: child.pid,
      kill: () => void child.kill('SIGKILL'),
      onExit: (listener) => void child.once('exit', listener),
    },
    { limits: bounds, residentBytes: systemResidentBytes, signal },
  );
  try {
    return await Promise.race([answer, watched.failed]);
  } finally {
    watched.watch.stop();
    peak?.(watched.watch.peakBytes);
    child.kill('SIGKILL');
  }
}

/** What the child does: read, answer, end. */
export async function parseAndAnswer(path: string, profilePath: string): Promise<void> {
  // Ctrl+C reaches the whole group of processes: the parent decides what becomes of this one.
  process.on('SIGINT', () => {});
  const answer = await answerParse({ kind: 'sheet', path, profilePath });
  process.send?.(answer, () => process.disconnect());
}
