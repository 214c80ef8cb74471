import { basename } from 'node:path';
import type { CataloguePreview } from '@shared/contract/catalogue';
import { CodedError } from '@shared/contract/errors';
import type { ImportPreview } from '@shared/contract/intake';
import type { UnitSheetPreview } from '@shared/contract/sheets';
import { MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { ParseErrand } from '../parse/entry';
import parsePath from '../parse/entry?modulePath';
import type { StoreHost } from './storeHost';

/** A parse that takes longer is given up: 300,000 rows take a minute. */
const LIMIT_MS = 180_000;

/** Read a sheet in a process of its own, without secrets and with bounded memory; its rows go to the store directly. */
export function openSheet(path: string, profilePath: string, store: StoreHost): Promise<ImportPreview> {
  return parse({ kind: 'sheet', path, profilePath }, store, (port) => store.expectSheet(port));
}

/** Read a catalogue of classes the same way. */
export function openCatalogue(
  path: string,
  profilePath: string,
  store: StoreHost,
): Promise<CataloguePreview> {
  return parse({ kind: 'catalogue', path, profilePath }, store, (port) => store.expectCatalogue(port));
}

/** Read a unit's filled daily sheet the same way. */
export function openUnitSheet(
  path: string,
  unit: string | undefined,
  store: StoreHost,
): Promise<UnitSheetPreview> {
  return parse({ kind: 'unitSheet', path }, store, (port) => store.expectUnitSheet(port, unit));
}

async function parse<T>(
  errand: ParseErrand,
  store: StoreHost,
  expect: (port: MessagePortMain) => { request: number; preview: Promise<T> },
): Promise<T> {
  const { port1, port2 } = new MessageChannelMain();
  const { request, preview } = expect(port2);
  const child = utilityProcess.fork(parsePath, [], {
    serviceName: 'xiuhua-parse',
    execArgv: ['--max-old-space-size=1536'],
    env: { TZ: 'Asia/Shanghai' },
    stdio: 'ignore',
  });
  const crashed = new CodedError('parse.crashed', { file: basename(errand.path) });
  const timer = setTimeout(() => child.kill(), LIMIT_MS);
  // What it sent before it ended may still be on its way to the store.
  child.once('exit', () => setTimeout(() => store.sheetFailed(request, crashed), 1000));
  child.postMessage(errand, [port1]);
  try {
    return await preview;
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}
