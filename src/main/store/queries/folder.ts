import type { folderContract } from '@shared/contract/folder';
import type { Answers } from './answers';

export const answers: Answers<typeof folderContract> = {
  health: (_input, { health }) => health,
};
