import type { commandsContract } from '@shared/contract/commands';
import type { QueryOutput } from '@shared/contract/contract';
import { ackOf } from '../service/committer';
import type { Answers } from './answers';
import type { QueryContext } from './context';

/** What became of a command: its answer as it was given, or would have been; never what a look at a caller showed. */
export function commandFate(
  id: string,
  context: Pick<QueryContext, 'commitOf'>,
): QueryOutput<'command.fate'> {
  const known = context.commitOf(id);
  if (!known) return { ack: null };
  const ack = ackOf(known.commit, known.position);
  const { reveal: _, ...result } = ack.result;
  return { ack: { ...ack, result } };
}

export const answers: Answers<typeof commandsContract> = {
  'command.fate': ({ id }, context) => commandFate(id, context),
};
