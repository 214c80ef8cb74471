import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import {
  type ResidentBytes,
  type Watch,
  type WatchEnd,
  type WatchedProcess,
  type WatchLimits,
  watchProcess,
} from '../watchdog';
import { parseLimits } from './limits';

/** How a parse in a process of its own is bounded. */
export interface ParseBounds {
  readonly limits: WatchLimits;
  readonly residentBytes: ResidentBytes;
  readonly signal?: AbortSignal | undefined;
}

/** A parse under watch: `failed` rejects when it came to an end that is no answer. */
export interface WatchedParse {
  readonly failed: Promise<never>;
  readonly watch: Watch;
}

/** What it sent before it ended may still be on its way to whoever takes it. */
const GRACE_MS = 1000;

/** What the parse of this file may take; one that is not there is left to the parser, which says so. */
export async function parseLimitsOf(path: string): Promise<WatchLimits> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  return parseLimits(size);
}

/**
 * Bound the process that parses this file, for desk and command line alike. Errors: `parse.tooMuchMemory`, `parse.tooLong`,
 * `parse.cancelled`, `parse.crashed`.
 */
export function watchParse(
  path: string,
  child: WatchedProcess,
  { limits, residentBytes, signal }: ParseBounds,
): WatchedParse {
  const watch = watchProcess(child, limits, residentBytes, signal);
  const failed = watch.end.then(async (end): Promise<never> => {
    if (end === 'exit') await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
    throw failure(end, basename(path), limits);
  });
  // It is raced against the answer, and mostly loses.
  failed.catch(() => {});
  return { failed, watch };
}

function failure(end: WatchEnd, file: string, { rssBytes, wallMs }: WatchLimits): CodedError {
  switch (end) {
    case 'memory':
      return new CodedError('parse.tooMuchMemory', { file, mb: Math.round(rssBytes / 1_048_576) });
    case 'time':
      return new CodedError('parse.tooLong', { file, seconds: Math.round(wallMs / 1000) });
    case 'cancelled':
      return new CodedError('parse.cancelled', { file });
    default:
      return new CodedError('parse.crashed', { file });
  }
}
