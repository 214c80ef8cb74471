import type { QueryEntry } from '@shared/contract/capability';
import { type QueryName, queries } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import { answersByName } from '../queries';
import type { StatusContext } from '../queries/answers';
import type { QueryContext } from '../queries/context';

/** Where answers come from: how things stand at once, the store once there is one. */
export interface Asked {
  status(): StatusContext;
  store(): Promise<QueryContext>;
}

/** Answer a question by name; the input is validated here, where it arrives. Errors: `rpc.unknown`, `invalid`, and the question's own. */
export async function answerQuery(name: string, input: unknown, asked: Asked): Promise<unknown> {
  const answer = Object.hasOwn(answersByName, name) ? answersByName[name] : undefined;
  if (!answer) throw new CodedError('rpc.unknown', { name });
  const entry: QueryEntry = queries[name as QueryName];
  const parsed = entry.input.parse(input);
  // The list holds for each name the answer that fits its entry.
  return answer(parsed as never, (entry.withoutStore ? asked.status() : await asked.store()) as never);
}
