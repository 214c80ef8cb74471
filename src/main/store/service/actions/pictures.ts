import type { picturesContract } from '@shared/contract/pictures';
import type { ActionHandlers } from './context';

export const picturesActions: ActionHandlers<typeof picturesContract> = {
  'picture.put': (input, { jobs }) => jobs.pictures.put(input),
};
