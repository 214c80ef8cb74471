import type { folderContract } from '@shared/contract/folder';
import type { ActionHandlers } from './context';

export const folderActions: ActionHandlers<typeof folderContract> = {
  'clock.confirm': (_input, { store, jobs }) => {
    store.believeClock();
    jobs.resume();
    return {};
  },
  'data.build': async ({ kind }, { newFolder }) => {
    await newFolder.build(kind);
    return {};
  },
  'data.join': async (input, { newFolder }) => {
    await newFolder.join(input);
    return {};
  },
};
