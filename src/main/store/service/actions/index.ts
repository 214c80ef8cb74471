import { callersActions } from './callers';
import { catalogueActions } from './catalogue';
import { commandsActions } from './commands';
import type { AllActionHandlers } from './context';
import { folderActions } from './folder';
import { intakeActions } from './intake';
import { picturesActions } from './pictures';
import { rulesActions } from './rules';
import { sessionActions } from './session';

/** Who carries out the actions of a capability: a file of the same name. The compiler asks for a handler of each, and of no other. */
export const actionHandlers: AllActionHandlers = {
  callers: callersActions,
  catalogue: catalogueActions,
  commands: commandsActions,
  folder: folderActions,
  intake: intakeActions,
  pictures: picturesActions,
  rules: rulesActions,
  session: sessionActions,
};
