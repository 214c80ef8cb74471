import { type Deed, mayDo } from '@shared/rules/whoMay';
import { useDesk } from '../state';
import { useNames } from './directory';

/** What keeps whoever sits here from doing something: nobody has been chosen, or it takes who leads. Keys under `sharing`. */
export type Lacking = 'operator' | 'leader' | null;

/** May whoever sits here do it? By the table that the store asks too: nobody is offered what it refuses. */
export function useMay(deed: Deed): boolean {
  const operator = useDesk((state) => state.operator);
  const operators = useNames().directory?.operators ?? [];
  return operators.some(({ id }) => id === operator) && mayDo(deed, operator ?? undefined, operators);
}

/** What is lacking for it. */
export function useLacking(deed: Deed): Lacking {
  const operator = useDesk((state) => state.operator);
  const may = useMay(deed);
  return operator === null ? 'operator' : may ? null : 'leader';
}
