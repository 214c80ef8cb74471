import type { courierContract } from '@shared/contract/courier';
import { CodedError } from '@shared/contract/errors';
import type { SyncStatus } from '@shared/contract/sync';
import { roleMay } from '@shared/rules/whoMay';
import { choosePackage } from '../../windows/dialogs';
import { fileToRead, folderToWrite, writtenFile } from '../chosenPaths';
import type { ShellContext, ShellHandlers } from '../shell';

type CourierShell = ShellHandlers<typeof courierContract>;

/** Packages that a courier carries (摆渡包): which file, main asks; whom to believe, the person. */
export const courierShell: CourierShell = {
  'courier.export': async (request, context) => {
    const folder = await folderToWrite(context);
    if (folder === undefined) return null;
    const { sync, consent, seat } = context;
    const peer = peerName(request.peer, await sync.status());
    await consent.must(seat.window, 'courierExport', { peer, folder });
    const made = await sync.call('courier.export', { ...request, folder });
    return { ...made, files: made.files.map((path) => writtenFile(context, path)) };
  },
  'courier.open': open,
  'courier.take': async ({ token }, context) => {
    const taken = await context.sync.call('courier.take', { token });
    return { ...taken, receipt: writtenFile(context, taken.receipt) };
  },
  'courier.cancel': async (_input, { sync }) => {
    await sync.call('courier.cancel', {});
    return {};
  },
  'courier.safety': (_input, { sync }) => sync.call('courier.safety', {}),
  'courier.peers': async (_input, { sync }) => [...(await sync.call('courier.peers', {}))],
};

async function open(
  { file, password, trust }: Parameters<CourierShell['courier.open']>[0],
  context: ShellContext,
): Promise<Awaited<ReturnType<CourierShell['courier.open']>>> {
  const { tokens, seat, consent, sync } = context;
  const path = await fileToRead(context, file, choosePackage);
  if (path === undefined) return null;
  const source = file ?? tokens.give(seat.id, path, 'read');
  if (trust !== undefined) {
    if (!roleMay('courier.trust', seat.session?.role))
      throw new CodedError('session.role', { operator: seat.session?.name ?? '' });
    await consent.must(seat.window, 'courierTrust', { digits: trust });
  }
  try {
    const opened = await sync.call('courier.open', { path, password, trust });
    return opened.kind === 'package' ? { ...opened, source } : opened;
  } catch (error) {
    throw withSource(error, source, path);
  }
}

/** A file that wants its password is named: it was perhaps chosen here, and is opened again without another choice. */
function withSource(error: unknown, source: string, path: string): unknown {
  if (!(error instanceof CodedError) || error.code !== 'courier.password') return error;
  return new CodedError(error.code, { ...error.params, source, file: path });
}

function peerName(peer: string, { devices }: SyncStatus): string {
  return devices.find(({ device }) => device === peer)?.name ?? peer;
}
