import type { Ack } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import { deedOf, type Envelope, senderOf } from '@shared/domain/commands';
import type { Fact } from '@shared/domain/envelope';
import { isJobs } from './rights';
import type { Session, Sessions } from './sessions';
import type { Store } from './store';

/**
 * Carry a command out for whoever sits at a port. `asked`: main has asked a person about it. Errors: `rpc.forbidden`, those of
 * `mustDo`, the command's.
 */
export async function commandFrom(
  input: Envelope,
  session: Session,
  { store, sessions }: { readonly store: Store; readonly sessions: Sessions },
  asked = false,
): Promise<Ack> {
  const type = String(input?.command?.type);
  if (senderOf(type) !== (asked ? 'confirmed' : 'page'))
    throw new CodedError('rpc.forbidden', { name: type });
  // Under a job's id or name somebody could have a row of an import pass for done, or a report withdrawn with it.
  if (isJobs(input?.id) || isJobs(input?.cause)) throw new CodedError('rpc.forbidden', { name: 'id' });
  const actor = sessions.mustDo(deedOf(type), session);
  const ack = await store.execute(input, actor, 'person');
  if (typeof ack.result.reveal !== 'string') return ack;
  return { ...ack, result: { ...ack.result, ...revealed(store, ack.result.reveal) } };
}

/** The caller and the words as given, opened; `erased` where the key was erased, `missing` where there is none here that opens them. */
function revealed(store: Store, stream: string): Record<string, unknown> {
  const received = store.reader.facts(stream).find((fact: Fact) => fact.type === 'report.received');
  if (!received?.sealed) return { caller: {} };
  const opened = store.keys?.open(received.sealed);
  if (opened) {
    const { hash: _, ...caller } = opened;
    return { caller };
  }
  const erased = store.keys?.isErased(received.sealed.key) === true;
  return erased ? { caller: {}, erased } : { caller: {}, missing: true };
}
