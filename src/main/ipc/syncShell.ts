import { CodedError } from '@shared/contract/errors';
import type { ShellHandlers } from './shell';
import type { SyncHost } from './syncHost';

type SyncShell = Pick<ShellHandlers, Extract<keyof ShellHandlers, `sync.${string}` | `courier.${string}`>>;

/** Ways to let somebody choose a file or folder; undefined where cancelled. */
export interface Choosers {
  folder(): Promise<string | undefined>;
  package(): Promise<string | undefined>;
}

/** What main does for the desk about sharing: it hands on to the sync process, and chooses files. */
export function syncShell(host: SyncHost, choose: Choosers): SyncShell {
  return {
    'sync.status': () => host.status(),
    'sync.now': async ({ link }) => done(await host.call('now', { link })),
    'sync.join': async ({ address, code, name, linkName = '', ca, mode = { kind: 'live' }, operator }) => {
      const wish = { address, code, name, linkName, ca, operator: operator ?? 'desk' };
      const period = mode.kind === 'live' ? mode : { ...mode, minutes: mode.minutes ?? 5 };
      return done(await host.call('join', { ...wish, mode: period, ...host.asker() }));
    },
    'sync.cancelJoin': async () => done(await host.call('cancelJoin', {})),
    'sync.invite': ({ link }) => host.call('invite', { link }),
    'sync.confirm': async (wish) => {
      const centreKey = new Uint8Array(host.centreKey().key);
      return done(await host.call('confirm', { ...wish, centreKey }));
    },
    'sync.refuse': async (wish) => done(await host.call('refuse', wish)),
    'sync.revoke': async (wish) => done(await host.call('revoke', wish)),
    'sync.setLink': async ({ mode, ...change }) => {
      const period = mode?.kind === 'period' ? { ...mode, minutes: mode.minutes ?? 5 } : mode;
      return done(await host.call('setLink', defined({ ...change, mode: period })));
    },
    'sync.removeLink': async ({ id }) => done(await host.call('removeLink', { id })),
    'sync.dismissAlarm': async ({ key }) => done(await host.call('dismissAlarm', { key })),
    'sync.retryQuarantine': async () => done(await host.call('retryQuarantine', {})),
    'courier.export': async ({ folder, ...request }) => {
      const target = folder ?? (await choose.folder());
      return target === undefined ? null : host.call('courier.export', { ...request, folder: target });
    },
    'courier.open': async ({ path, password, trust }) => {
      const chosen = path ?? (await choose.package());
      if (chosen === undefined) return null;
      try {
        return await host.call('courier.open', { path: chosen, password, trust });
      } catch (error) {
        throw withPath(error, chosen);
      }
    },
    'courier.take': ({ token }) => host.call('courier.take', { token }),
    'courier.cancel': async () => done(await host.call('courier.cancel', {})),
    'courier.safety': () => host.call('courier.safety', {}),
    'courier.peers': async () => [...(await host.call('courier.peers', {}))],
  };
}

/** A file that wants its password is named: it was perhaps chosen here, and is opened again without another choice. */
function withPath(error: unknown, path: string): unknown {
  if (!(error instanceof CodedError) || error.code !== 'courier.password') return error;
  return new CodedError(error.code, { ...error.params, path });
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
