import type { sessionContract } from '@shared/contract/session';
import type { ActionHandlers } from './context';

export const sessionActions: ActionHandlers<typeof sessionContract> = {
  'session.set': ({ operator }, { sessions, session }) => {
    sessions.choose(session, operator);
    return {};
  },
  'session.may': ({ window, deed }, { sessions }) => sessions.view(window, deed),
};
