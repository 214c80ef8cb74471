import { CodedError } from '@shared/contract/errors';
import type { SyncStatus } from '@shared/contract/sync';
import { roleMay } from '@shared/rules/whoMay';
import type { Consent } from '../windows/consent';
import { chooseFolder, choosePackage } from '../windows/dialogs';
import { fileToRead, writtenFile } from './fileShell';
import type { PathTokens } from './pathTokens';
import type { Seat, ShellHandlers } from './shell';
import type { SyncHost } from './syncHost';

type SyncShell = Pick<ShellHandlers, Extract<keyof ShellHandlers, `sync.${string}`>>;
type CourierShell = Pick<ShellHandlers, Extract<keyof ShellHandlers, `courier.${string}`>>;

/** What main does for the desk about sharing: it asks the person, and hands on to the sync process in his name. */
export function syncShell(host: SyncHost, consent: Consent): SyncShell {
  return {
    'sync.status': () => host.status(),
    'sync.now': async ({ link }) => done(await host.call('now', { link })),
    'sync.join': async (wish, seat) => done(await join(wish, seat, host, consent)),
    'sync.cancelJoin': async () => done(await host.call('cancelJoin', {})),
    'sync.invite': async ({ link }, { window }) => {
      await consent.must(window, 'invite', {});
      return host.call('invite', { link });
    },
    'sync.confirm': async (wish, { window, session }) => {
      const asked = (await host.status()).requests.find(({ id }) => id === wish.request);
      if (!asked) throw new CodedError('sync.noRequest');
      const { name, safety } = asked;
      await consent.must(window, 'confirm', { name, digits: grouped(safety), operator: session?.name ?? '' });
      const centreKey = new Uint8Array(host.centreKey().key);
      return done(await host.call('confirm', { ...wish, operator: by(session), safety, centreKey }));
    },
    'sync.refuse': async (wish) => done(await host.call('refuse', wish)),
    'sync.revoke': async ({ device, reason }, { window, session }) => {
      const one = (await host.status()).devices.find((known) => known.device === device);
      const name = one?.name ?? device;
      await consent.must(window, 'revoke', { name, reason, operator: session?.name ?? '' });
      return done(await host.call('revoke', { device, reason, operator: by(session) }));
    },
    'sync.setLink': async ({ mode, ...change }) => {
      const period = mode?.kind === 'period' ? { ...mode, minutes: mode.minutes ?? 5 } : mode;
      return done(await host.call('setLink', defined({ ...change, mode: period })));
    },
    'sync.removeLink': async ({ id }, { window }) => {
      const link = (await host.status()).links.find((one) => one.id === id);
      await consent.must(window, 'removeLink', { name: link?.name ?? id, address: link?.address ?? '' });
      return done(await host.call('removeLink', { id }));
    },
    'sync.dismissAlarm': async ({ key }) => done(await host.call('dismissAlarm', { key })),
    'sync.retryQuarantine': async () => done(await host.call('retryQuarantine', {})),
  };
}

/**
 * A folder with data goes to a hub only where a person has read its address in main's dialog. In an empty folder nobody sits yet:
 * what the centre gives is taken only once the digits were compared there.
 */
async function join(
  { address, code, name, linkName = '', ca, mode = { kind: 'live' } }: Parameters<SyncShell['sync.join']>[0],
  { window, session }: Seat,
  host: SyncHost,
  consent: Consent,
): Promise<void> {
  const asker = host.asker();
  const empty = asker.letter === null;
  if (!empty) await consent.must(window, 'connect', { address });
  const period = mode.kind === 'live' ? mode : { ...mode, minutes: mode.minutes ?? 5 };
  const wish = { address, code, name, linkName, ca, operator: by(session), mode: period, ...asker };
  await host.join(wish, (digits) => consent.ask(window, 'joinDigits', { digits: grouped(digits), address }));
}

/** Packages that a courier carries (摆渡包): which file, main asks; whom to believe, the person. */
export function courierShell(host: SyncHost, consent: Consent, tokens: PathTokens): CourierShell {
  return {
    'courier.export': async (request, seat) => {
      const chosen = await chooseFolder(seat.window);
      if (chosen === undefined) return null;
      const folder = tokens.checked(chosen, 'folder');
      await consent.must(seat.window, 'courierExport', {
        peer: peerName(request.peer, await host.status()),
        folder,
      });
      const made = await host.call('courier.export', { ...request, folder });
      return { ...made, files: made.files.map((path) => writtenFile(tokens, seat, path)) };
    },
    'courier.open': (request, seat) => open(request, seat, host, consent, tokens),
    'courier.take': async ({ token }, seat) => {
      const taken = await host.call('courier.take', { token });
      return { ...taken, receipt: writtenFile(tokens, seat, taken.receipt) };
    },
    'courier.cancel': async () => done(await host.call('courier.cancel', {})),
    'courier.safety': () => host.call('courier.safety', {}),
    'courier.peers': async () => [...(await host.call('courier.peers', {}))],
  };
}

async function open(
  { file, password, trust }: Parameters<CourierShell['courier.open']>[0],
  seat: Seat,
  host: SyncHost,
  consent: Consent,
  tokens: PathTokens,
): Promise<Awaited<ReturnType<CourierShell['courier.open']>>> {
  const path = await fileToRead(tokens, seat, file, choosePackage);
  if (path === undefined) return null;
  const source = file ?? tokens.give(seat.id, path, 'read');
  if (trust !== undefined) {
    if (!roleMay('courier.trust', seat.session?.role))
      throw new CodedError('session.role', { operator: seat.session?.name ?? '' });
    await consent.must(seat.window, 'courierTrust', { digits: trust });
  }
  try {
    const opened = await host.call('courier.open', { path, password, trust });
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

/** Digits as both screens show them, in groups. */
function grouped(digits: string): string {
  return digits.replaceAll(/\d{3}(?=\d)/g, '$& ');
}

function by(session: Seat['session']): string {
  return session?.actor ?? 'system';
}

function done(_answer: unknown): Record<never, never> {
  return {};
}

/** Without what was not given: a link is changed only where something was said. */
function defined<T extends object>(part: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
