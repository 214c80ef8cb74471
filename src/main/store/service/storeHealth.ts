import { CodedError } from '@shared/contract/errors';
import type { Health } from '@shared/contract/models';
import type { Vector } from '@shared/sync/vector';
import { type LostEnd, stillLost } from '../journal/lostEnd';
import type { CentreKey } from '../keys/centre';

/** What a store knows of itself when it is asked how it is. */
export interface StoreCondition {
  readonly writable: boolean;
  /** Why commands are refused or nothing may be written. */
  readonly problem: CodedError | undefined;
  /** Why the host's clock is in doubt. */
  readonly clock: CodedError | undefined;
  readonly centreKey: CentreKey | CodedError | undefined;
  readonly identity: { readonly device: string; readonly incarnation: number; readonly demo: boolean };
  readonly seq: number;
  readonly position: number;
  readonly flushedAt: string | null;
  readonly interruptedJobs: number;
  readonly lostEnds: readonly LostEnd[];
  readonly vector: Vector;
}

/** State of a store as screens show it. */
export function healthOf(store: StoreCondition): Health {
  const { writable, clock, centreKey, identity, lostEnds, vector, ...as } = store;
  const problem = as.problem ?? (centreKey instanceof CodedError ? centreKey : clock);
  const ends = stillLost(lostEnds, vector);
  return {
    state: !writable ? 'readOnly' : as.problem || clock ? 'refusing' : 'ready',
    problem: problem ? { code: problem.code, params: { ...problem.params } } : null,
    device: identity.device,
    incarnation: identity.incarnation,
    demo: identity.demo,
    seq: as.seq,
    position: as.position,
    keys: centreKey && 'protection' in centreKey ? centreKey.protection : 'none',
    flushedAt: as.flushedAt,
    interruptedJobs: as.interruptedJobs,
    lost: ends.length > 0 ? { ends: ends.length, file: ends.at(-1)?.file ?? '' } : null,
  };
}
