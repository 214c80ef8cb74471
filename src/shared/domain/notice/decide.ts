import { dayOf } from '../../rules/time';
import { accept, type Decision } from '../envelope';
import type { AcknowledgeNotices } from './commands';

/** What was seen is a fact of the day on which it was seen. Never refused: seen twice is seen. */
export function decideNotice(command: AcknowledgeNotices, at: string): Decision {
  return accept([
    {
      stream: `notice:${dayOf(at)}`,
      type: 'notice.acknowledged',
      at,
      data: { keys: [...new Set(command.keys)] },
    },
  ]);
}
