import type { callersContract } from '@shared/contract/callers';
import type { ActionHandlers } from './context';

export const callersActions: ActionHandlers<typeof callersContract> = {
  'caller.find': ({ phone }, { store, actor }) => store.searches.find(phone, actor),
};
