import { useDesk } from '../state';
import { useMayErase } from '../work/EraseCaller';

/** Who sits here, and what keeps him from letting desks in and out: a key under `sharing`. The store decides; nobody else is offered it. */
export function useLeader(): {
  readonly operator: string | null;
  readonly lacks: 'operator' | 'leader' | null;
} {
  const operator = useDesk((state) => state.operator);
  const leads = useMayErase();
  return { operator, lacks: operator === null ? 'operator' : leads ? null : 'leader' };
}
