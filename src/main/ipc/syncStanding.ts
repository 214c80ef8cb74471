import { ALONE, type Link, type LinkStatus, type Saying, type SyncStatus } from '@shared/contract/sync';

/** Why no sync process runs where there is something to share, and since when. */
export interface Trouble extends Saying {
  readonly at: string;
}

const ALARMS: ReadonlyMap<string, string> = new Map([
  ['store.key', 'alarm.seedRefused'],
  ['store.secretMissing', 'alarm.seedMissing'],
]);

/** Why it could not be started, as a screen says it. */
export function troubleOf(code: string | undefined): Saying {
  return { code: ALARMS.get(code ?? '') ?? 'alarm.notStarted', params: {} };
}

/** How sharing stands while no process runs for it: never as if nothing were shared where something is. */
export function standing(links: readonly Link[], trouble: Trouble | undefined): SyncStatus {
  const alarms = trouble ? [{ ...trouble, key: 'start' }] : [];
  if (links.length === 0) return trouble ? { ...ALONE, state: 'off', alarms } : ALONE;
  return {
    ...ALONE,
    state: 'linked',
    street: links[0]?.street ?? null,
    links: links.map((link) => waiting(link, trouble)),
    alarms,
    // That the own key is kept as a file is told once it was opened.
    keyProtection: trouble?.code === 'alarm.seedRefused' ? 'none' : 'os',
  };
}

function waiting(link: Link, trouble: Trouble | undefined): LinkStatus {
  const { id, name, address, mode, attachments, bandwidth, paused } = link;
  const nothing = { commits: 0, photos: 0, bytes: 0 };
  const state = trouble ? 'problem' : paused ? 'paused' : 'connecting';
  return {
    id,
    name,
    address,
    mode,
    attachments,
    bandwidth,
    state,
    inSyncSince: null,
    lastAt: null,
    nextAt: null,
    problem: trouble ? { code: trouble.code, params: trouble.params } : null,
    toSend: nothing,
    toReceive: nothing,
    driftMs: null,
  };
}
