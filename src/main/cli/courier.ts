import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CodedError, RemoteError } from '@shared/contract/errors';
import type { PackagePreview } from '@shared/contract/sync';
import type { Paths } from '../paths';
import { type CentreKey, openCentreKey } from '../store/keys/centre';
import { deviceSeedPath, openDeviceSeed } from '../store/keys/deviceSeed';
import type { KeyProtector } from '../store/keys/secretFile';
import type { Store } from '../store/service/store';
import { Courier, type Opened, type PeerView, type TakenPackage } from '../sync/courier/courier';
import type { Exported, ExportRequest } from '../sync/courier/export';
import { type HubTally, pgDoor, takeIntoHub } from '../sync/courier/intoHub';
import { Package } from '../sync/courier/package';
import { DeviceKeys } from '../sync/identity/deviceKeys';
import { readSyncFile } from '../sync/syncFile';
import { type CourierCall, sendWish } from './control';
import { adminAccess } from './hub/admin';
import { mustMay } from './wishRights';

/** What `courier` was called with. */
export interface CourierArguments {
  readonly action: string | undefined;
  /** Files behind the action. */
  readonly files: readonly string[];
  readonly values: Record<string, string | boolean | undefined>;
  /** Where relative paths start. */
  readonly folder: string;
  readonly paths: Paths;
  readonly env: NodeJS.ProcessEnv;
  readonly protector: KeyProtector | undefined;
  /** Aborted by Ctrl+C. */
  readonly signal?: AbortSignal | undefined;
  /** Opens the data folder for writing, where no instance runs on it. */
  openStore(centreKey: CentreKey): Promise<Store>;
}

/** The four handlers, done by the running instance or by this process. */
interface CourierClient {
  exportFor(request: ExportRequest): Promise<Exported>;
  open(request: { path: string; password?: string | undefined; trust?: string | undefined }): Promise<Opened>;
  take(request: { token: string }): Promise<TakenPackage>;
  peers(): Promise<readonly PeerView[]>;
  close(): void;
}

/** `courier export|import|receipt|peers`; undefined where it was called wrongly. */
export async function courierCommand(
  args: CourierArguments,
): Promise<{ value: unknown; code: number } | undefined> {
  const name = args.action ?? '';
  const run = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (!run) return undefined;
  if (args.action === 'import' && args.values.hub !== undefined) return importIntoHub(args);
  const client = await courierClientOf(args);
  try {
    return await run(client, args);
  } finally {
    client.close();
  }
}

const handlers: Record<
  string,
  (client: CourierClient, args: CourierArguments) => Promise<{ value: unknown; code: number }>
> = {
  export: exportPackages,
  import: importPackages,
  receipt: readReceipts,
  peers: async (client) => ({ value: await client.peers(), code: 0 }),
};

async function exportPackages(client: CourierClient, args: CourierArguments) {
  const { values, folder } = args;
  const attachments = text(values.attachments) ?? 'original';
  if (attachments !== 'original' && attachments !== 'reduced' && attachments !== 'none')
    throw new CodedError('cli.optionBad', { option: '--attachments', value: attachments });
  const value = await client.exportFor({
    peer: needed(values.peer, '--peer'),
    folder: resolve(folder, text(values.out) ?? '.'),
    attachments,
    ...partBytes(values['part-mb']),
    ...passwordOf(args),
  });
  return { value, code: 0 };
}

/** Look at all files first, then take them in the order of their parts; with `--look` they are only looked at. */
async function importPackages(client: CourierClient, args: CourierArguments) {
  const trust = text(args.values.trust);
  const asked = { ...passwordOf(args), ...(trust === undefined ? {} : { trust }) };
  const shown: PackagePreview[] = [];
  for (const path of filesOf(args)) {
    const opened = await client.open({ path, ...asked });
    if (opened.kind !== 'package') throw new CodedError('courier.notPackage');
    shown.push(opened.preview);
  }
  if (args.values.look === true) return { value: shown.map(({ token: _token, ...rest }) => rest), code: 0 };
  shown.sort(comparePlaces);
  const taken: (TakenPackage & { file: string })[] = [];
  for (const { file, token } of shown) taken.push({ file, ...(await client.take({ token })) });
  return { value: taken, code: taken.some(({ refused }) => refused > 0) ? 1 : 0 };
}

/** Put packages into a hub, as a login of the group `xiuhua_courier`; its password comes from PGPASSWORD. No data folder is opened. */
async function importIntoHub(args: CourierArguments): Promise<{ value: unknown; code: number }> {
  const { hub, ca } = args.values;
  const access = adminAccess({ ...args, resources: '', values: { hub, ca } });
  const { password } = passwordOf(args);
  const opened: Package[] = [];
  try {
    for (const path of filesOf(args)) opened.push(await Package.open(path, password));
    opened.sort((a, b) => comparePlaces(a.manifest, b.manifest));
    const taken: (HubTally & { file: string })[] = [];
    for (const one of opened) {
      const door = pgDoor(access, one.manifest.street);
      try {
        taken.push({ file: one.path, ...(await takeIntoHub(one, door, args.signal)) });
      } finally {
        await door.close();
      }
    }
    return { value: taken, code: taken.some(({ refused }) => refused > 0) ? 1 : 0 };
  } finally {
    for (const one of opened) one.close();
  }
}

/** In the order in which they were made, and parts in theirs. */
function comparePlaces(a: { madeAt: string; part: number }, b: { madeAt: string; part: number }): number {
  return a.madeAt < b.madeAt ? -1 : a.madeAt > b.madeAt ? 1 : a.part - b.part;
}

async function readReceipts(client: CourierClient, args: CourierArguments) {
  const read: Opened[] = [];
  for (const path of filesOf(args)) {
    const opened = await client.open({ path });
    if (opened.kind !== 'receipt') throw new CodedError('courier.notPackage');
    read.push(opened);
  }
  return { value: read, code: 0 };
}

function filesOf({ files, folder }: CourierArguments): string[] {
  if (files.length === 0) throw new CodedError('cli.fileMissing');
  return files.map((file) => resolve(folder, file));
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function needed(value: string | boolean | undefined, option: string): string {
  const given = text(value);
  if (given === undefined) throw new CodedError('cli.optionMissing', { option });
  return given;
}

function partBytes(value: string | boolean | undefined): { partBytes?: number } {
  const given = text(value);
  if (given === undefined) return {};
  const megabytes = Number(given);
  if (!Number.isInteger(megabytes) || megabytes < 1)
    throw new CodedError('cli.optionBad', { option: '--part-mb', value: given });
  return { partBytes: megabytes * 1_000_000 };
}

/** The password is the first line of a file: on the command line, everybody on the computer could read it. */
function passwordOf({ values, folder }: CourierArguments): { password?: string } {
  const file = text(values['password-file']);
  if (file === undefined) return {};
  const password = readFileSync(resolve(folder, file), 'utf8').split(/\r?\n/)[0] ?? '';
  if (password.length < 8) throw new CodedError('cli.optionBad', { option: '--password-file', value: file });
  return { password };
}

/** Through the running instance where there is one; else this process opens the store itself, with its lock. */
async function courierClientOf(args: CourierArguments): Promise<CourierClient> {
  const { data, control } = args.paths;
  const { signal } = args;
  const running = async <T>(call: CourierCall, input: object): Promise<T | undefined> => {
    const reply = await sendWish(data, control, { kind: 'courier', call, input: { ...input } }, signal);
    if (reply && !reply.ok) throw new RemoteError(reply.error);
    return reply?.value as T | undefined;
  };
  if ((await running('courier.peers', {})) !== undefined) return remote(running);
  if (args.action === 'export' && !existsSync(deviceSeedPath(data)))
    throw new CodedError('courier.notEnrolled');
  const store = await args.openStore(openCentreKey(data, args.protector));
  try {
    const keys = DeviceKeys.fromSeed(openDeviceSeed(data, args.protector).seed);
    const { anchors } = readSyncFile(data);
    const courier = new Courier(
      store.sharing,
      keys,
      join(`${data}.sync`, 'courier'),
      'xiuhua',
      () => anchors,
    );
    return {
      exportFor: async (request) => {
        mustMay({ kind: 'courier', call: 'courier.export', input: { ...request } });
        return courier.exportFor(request, { signal });
      },
      open: async (request) => {
        mustMay({ kind: 'courier', call: 'courier.open', input: { ...request } });
        return courier.open(request, { signal });
      },
      take: (request) => courier.take(request, { signal }),
      peers: () => courier.peers(),
      close: () => store.close(),
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

function remote(ask: <T>(call: CourierCall, input: object) => Promise<T | undefined>): CourierClient {
  const must = async <T>(call: CourierCall, input: object): Promise<T> => {
    const value = await ask<T>(call, input);
    if (value === undefined) throw new CodedError('rpc.closed');
    return value;
  };
  return {
    exportFor: (request) => must('courier.export', request),
    open: (request) => must('courier.open', request),
    take: (request) => must('courier.take', request),
    peers: () => must('courier.peers', {}),
    close: () => {},
  };
}
