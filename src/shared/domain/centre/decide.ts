import { accept, type Decision, refuse } from '../envelope';
import type { NameCentreKey } from './commands';
import { CENTRE } from './events';
import type { CentreState } from './evolve';

/** Name the centre's key where none is named yet; the same again changes nothing. Refusals: `centreKey.other`. */
export function decideCentre(state: CentreState | null, { key }: NameCentreKey, at: string): Decision {
  if (state?.keys.includes(key)) return accept([]);
  if (state && state.keys.length > 0) return refuse('centreKey.other');
  return accept([{ stream: CENTRE, type: 'centre-key.named', at, data: { key } }]);
}
