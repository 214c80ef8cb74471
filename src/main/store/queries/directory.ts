import type { directoryContract } from '@shared/contract/directory';
import type { Directory, WallDirectory } from '@shared/contract/models';
import type { Answers } from './answers';
import type { QueryContext } from './context';

function communities({ knowledge }: QueryContext): Directory['communities'] {
  return knowledge.communities.map(({ code, name }) => ({ code, name }));
}

/** Names that screens need: units, classes, operators, communities, cameras. */
export function directory(context: QueryContext): Directory {
  const { rules, knowledge } = context;
  return {
    units: [...rules.units.values()],
    classes: [...rules.classes.values()],
    operators: [...rules.operators],
    communities: communities(context),
    cameras: knowledge.cameras,
    texts: [...rules.texts],
    contact: rules.policy.contact,
  };
}

/** The names that the wall writes, and nothing else. */
export function wallDirectory(context: QueryContext): WallDirectory {
  const units = [...context.rules.units.values()];
  return {
    units: units.map(({ id, name, short, nameEn }) => ({ id, name, short, nameEn })),
    communities: communities(context),
  };
}

export const answers: Answers<typeof directoryContract> = {
  directory: (_input, context) => directory(context),
  'directory.wall': (_input, context) => wallDirectory(context),
};
