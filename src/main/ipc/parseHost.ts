import { join } from 'node:path';
import type { FileEntry } from '@shared/contract/capability';
import { type FileKind, type FilePreview, type FileSaid, fileKinds } from '@shared/contract/contract';
import { type CodedError, RemoteError } from '@shared/contract/errors';
import { app, MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import { parseLimitsOf, watchParse } from '../parse/apart';
import parsePath from '../parse/entry?modulePath';
import { PARSE_HEAP_MB } from '../parse/limits';
import type { ParseAnswer, ParseRequest } from '../parse/read';
import type { ResidentBytes } from '../watchdog';
import type { StoreHost } from './storeHost';

/**
 * Read a file in a process of its own, without secrets and with bounded memory; what is in it goes to the store directly. `said`: what
 * the desk says about it. Errors: `parse.*`, the store's.
 */
export async function openFile<K extends FileKind>(
  kind: K,
  path: string,
  said: FileSaid<K>,
  { store, resourcesDir }: { readonly store: StoreHost; readonly resourcesDir: string },
  signal?: AbortSignal,
): Promise<FilePreview<K>> {
  const { port1, port2 } = new MessageChannelMain();
  const { request, preview } = store.expectFile(kind, said, port2);
  const failed = (error: CodedError): void => store.fileFailed(request, error);
  return apart({ kind, path, profilePath: profileOf(kind, resourcesDir) }, port1, preview, failed, signal);
}

function profileOf(kind: FileKind, resourcesDir: string): string | undefined {
  const { profile }: FileEntry = fileKinds[kind];
  return profile === undefined ? undefined : join(resourcesDir, 'import-profiles', `${profile}.json`);
}

/** Read a file for this very process: the command line inside the program has its store here. */
export async function readForMain(wanted: ParseRequest, signal?: AbortSignal): Promise<unknown> {
  const { port1, port2 } = new MessageChannelMain();
  const answer = new Promise<unknown>((resolve, reject) => {
    port2.once('message', ({ data }) => {
      const given = data as ParseAnswer;
      if (given.ok) resolve(given.sheet);
      else reject(new RemoteError(given.error));
    });
  });
  port2.start();
  return apart(wanted, port1, answer, () => {}, signal);
}

/** What Electron says a process of this program holds in memory. */
const residentBytes: ResidentBytes = (pid) => {
  const metric = app.getAppMetrics().find((one) => one.pid === pid);
  return metric && metric.memory.workingSetSize * 1024;
};

async function apart<T>(
  request: ParseRequest,
  port: MessagePortMain,
  answer: Promise<T>,
  failed: (error: CodedError) => void,
  signal: AbortSignal | undefined,
): Promise<T> {
  const limits = await parseLimitsOf(request.path);
  const child = utilityProcess.fork(parsePath, [], {
    serviceName: 'xiuhua-parse',
    // V8 heeds its flags here only behind this switch of Chromium's.
    execArgv: [`--js-flags=--max-old-space-size=${PARSE_HEAP_MB}`],
    env: { TZ: 'Asia/Shanghai' },
    stdio: 'ignore',
  });
  const watched = watchParse(
    request.path,
    {
      get pid() {
        return child.pid;
      },
      kill: () => void child.kill(),
      onExit: (listener) => void child.once('exit', listener),
    },
    { limits, residentBytes, signal },
  );
  child.postMessage(request, [port]);
  answer.catch(() => {});
  try {
    return await Promise.race([answer, watched.failed]);
  } catch (error) {
    // Whoever waits at the store's side is told as well.
    failed(error as CodedError);
    throw error;
  } finally {
    watched.watch.stop();
    child.kill();
  }
}
