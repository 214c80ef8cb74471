import type { CataloguePreview } from '@shared/contract/catalogue';
import { type CodedError, RemoteError } from '@shared/contract/errors';
import type { ImportPreview } from '@shared/contract/intake';
import type { UnitSheetPreview } from '@shared/contract/sheets';
import { app, MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import { parseLimitsOf, watchParse } from '../parse/apart';
import parsePath from '../parse/entry?modulePath';
import { PARSE_HEAP_MB } from '../parse/limits';
import type { ParseAnswer, ParseErrand } from '../parse/read';
import type { ResidentBytes } from '../watchdog';
import type { StoreHost } from './storeHost';

/** Read a sheet in a process of its own, without secrets and with bounded memory; its rows go to the store directly. */
export function openSheet(
  path: string,
  profilePath: string,
  store: StoreHost,
  signal?: AbortSignal,
): Promise<ImportPreview> {
  return forStore({ kind: 'sheet', path, profilePath }, store, (port) => store.expectSheet(port), signal);
}

/** Read a catalogue of classes the same way. */
export function openCatalogue(
  path: string,
  profilePath: string,
  store: StoreHost,
  signal?: AbortSignal,
): Promise<CataloguePreview> {
  const errand: ParseErrand = { kind: 'catalogue', path, profilePath };
  return forStore(errand, store, (port) => store.expectCatalogue(port), signal);
}

/** Read a unit's filled daily sheet the same way. */
export function openUnitSheet(
  path: string,
  unit: string | undefined,
  store: StoreHost,
  signal?: AbortSignal,
): Promise<UnitSheetPreview> {
  return forStore({ kind: 'unitSheet', path }, store, (port) => store.expectUnitSheet(port, unit), signal);
}

/** Read a file for this very process: the command line inside the program has its store here. */
export async function readForMain(errand: ParseErrand, signal?: AbortSignal): Promise<unknown> {
  const { port1, port2 } = new MessageChannelMain();
  const answer = new Promise<unknown>((resolve, reject) => {
    port2.once('message', ({ data }) => {
      const given = data as ParseAnswer;
      if (given.ok) resolve(given.sheet);
      else reject(new RemoteError(given.error));
    });
  });
  port2.start();
  return apart(errand, port1, answer, () => {}, signal);
}

async function forStore<T>(
  errand: ParseErrand,
  store: StoreHost,
  expect: (port: MessagePortMain) => { request: number; preview: Promise<T> },
  signal: AbortSignal | undefined,
): Promise<T> {
  const { port1, port2 } = new MessageChannelMain();
  const { request, preview } = expect(port2);
  return apart(errand, port1, preview, (error) => store.sheetFailed(request, error), signal);
}

/** What Electron says a process of this program holds in memory. */
const residentBytes: ResidentBytes = (pid) => {
  const metric = app.getAppMetrics().find((one) => one.pid === pid);
  return metric && metric.memory.workingSetSize * 1024;
};

async function apart<T>(
  errand: ParseErrand,
  port: MessagePortMain,
  answer: Promise<T>,
  failed: (error: CodedError) => void,
  signal: AbortSignal | undefined,
): Promise<T> {
  const limits = await parseLimitsOf(errand.path);
  const child = utilityProcess.fork(parsePath, [], {
    serviceName: 'xiuhua-parse',
    // V8 heeds its flags here only behind this switch of Chromium's.
    execArgv: [`--js-flags=--max-old-space-size=${PARSE_HEAP_MB}`],
    env: { TZ: 'Asia/Shanghai' },
    stdio: 'ignore',
  });
  const watched = watchParse(
    errand.path,
    {
      get pid() {
        return child.pid;
      },
      kill: () => void child.kill(),
      onExit: (listener) => void child.once('exit', listener),
    },
    { limits, residentBytes, signal },
  );
  child.postMessage(errand, [port]);
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
