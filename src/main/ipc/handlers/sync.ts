import { CodedError } from '@shared/contract/errors';
import type { syncContract } from '@shared/contract/sync';
import type { Seat, ShellContext, ShellHandlers } from '../shell';

type SyncShell = ShellHandlers<typeof syncContract>;

/** What main does for the desk about sharing: it asks the person, and hands on to the sync process in his name. */
export const syncShell: SyncShell = {
  'sync.status': (_input, { sync }) => sync.status(),
  'sync.now': async ({ link }, { sync }) => done(await sync.call('now', { link })),
  'sync.join': async (wish, context) => done(await join(wish, context)),
  'sync.cancelJoin': async (_input, { sync }) => done(await sync.call('cancelJoin', {})),
  'sync.invite': async ({ link }, { seat, sync, consent }) => {
    await consent.must(seat.window, 'invite', {});
    return sync.call('invite', { link });
  },
  'sync.confirm': async (wish, { seat: { window, session }, sync, consent }) => {
    const asked = (await sync.status()).requests.find(({ id }) => id === wish.request);
    if (!asked) throw new CodedError('sync.noRequest');
    const { name, safety } = asked;
    await consent.must(window, 'confirm', { name, digits: grouped(safety), operator: session?.name ?? '' });
    const centreKey = new Uint8Array(sync.centreKey().key);
    return done(await sync.call('confirm', { ...wish, operator: by(session), safety, centreKey }));
  },
  'sync.refuse': async (wish, { sync }) => done(await sync.call('refuse', wish)),
  'sync.revoke': async ({ device, reason }, { seat: { window, session }, sync, consent }) => {
    const one = (await sync.status()).devices.find((known) => known.device === device);
    const name = one?.name ?? device;
    await consent.must(window, 'revoke', { name, reason, operator: session?.name ?? '' });
    return done(await sync.call('revoke', { device, reason, operator: by(session) }));
  },
  'sync.setLink': async (change, { sync }) => done(await sync.call('setLink', defined(change))),
  'sync.removeLink': async ({ id }, { seat, sync, consent }) => {
    const link = (await sync.status()).links.find((one) => one.id === id);
    await consent.must(seat.window, 'removeLink', { name: link?.name ?? id, address: link?.address ?? '' });
    return done(await sync.call('removeLink', { id }));
  },
  'sync.dismissAlarm': async ({ key }, { sync }) => done(await sync.call('dismissAlarm', { key })),
  'sync.retryQuarantine': async (_input, { sync }) => done(await sync.call('retryQuarantine', {})),
};

/**
 * A folder with data goes to a hub only where a person has read its address in main's dialog. In an empty folder nobody sits yet:
 * what the centre gives is taken only once the digits were compared there.
 */
async function join(
  { address, ...wish }: Parameters<SyncShell['sync.join']>[0],
  { seat: { window, session }, sync, consent }: ShellContext,
): Promise<void> {
  const asker = sync.asker();
  const empty = asker.letter === null;
  if (!empty) await consent.must(window, 'connect', { address });
  await sync.join({ address, ...wish, operator: by(session), ...asker }, (digits) =>
    consent.ask(window, 'joinDigits', { digits: grouped(digits), address }),
  );
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
