import type { SyncAge, SyncStatus, syncContract } from '@shared/contract/sync';
import type { Answers } from './answers';

/** How old the data of this status may be: of the link that is farthest behind. */
export function ageOf({ state, links }: SyncStatus): SyncAge {
  // Sharing cannot even say with whom.
  if (state === 'off') return { state: 'behind', at: null };
  const active = links.filter(({ state }) => state !== 'paused');
  if (active.length === 0) return { state: 'alone', at: null };
  const behind = active.filter(({ inSyncSince }) => inSyncSince === null);
  const ats = active.map(({ lastAt }) => lastAt);
  const at = ats.includes(null) ? null : (ats.sort()[0] ?? null);
  return { state: behind.length === 0 ? 'inSync' : 'behind', at };
}

export const answers: Answers<typeof syncContract> = {
  'sync.age': (_input, { sharing }) => ageOf(sharing),
};
