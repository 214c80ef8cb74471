import type { commandsContract } from '@shared/contract/commands';
import { commandFrom } from '../commandPort';
import type { ActionHandlers } from './context';

export const commandsActions: ActionHandlers<typeof commandsContract> = {
  'command.confirmed': ({ window, envelope }, context) =>
    commandFrom(envelope, context.sessions.atWindow(window), context, true),
};
