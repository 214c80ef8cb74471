import { defineContract, nothing } from './capability';
import { directorySchema, wallDirectorySchema } from './models';

/** Names that screens need (名录): units, classes, operators, communities. */
export const directoryContract = defineContract({
  queries: {
    directory: { input: nothing, output: directorySchema },
    'directory.wall': { input: nothing, output: wallDirectorySchema, wall: true },
  },
});
