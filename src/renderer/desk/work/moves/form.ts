import type { Ack } from '@shared/contract/contract';
import type { CasePage, ReportView } from '@shared/contract/pages';
import type { EnvelopeInput } from '@shared/domain/commands';
import { newCommandId, send, useAsyncAction } from '../../kit/calls';
import { useDraft } from '../../kit/drafts';
import { underOneId } from '../../kit/form';
import { type MoveResult, round } from './props';

/** What a move writes on: the stream with the last event that the screen had seen, and the round that a draft belongs to. */
export interface Target {
  readonly id: string;
  readonly basis: string;
  readonly round: string;
}

export function caseTarget(page: CasePage): Target {
  return { id: page.item.id, basis: page.basis, round: round(page) };
}

/** A report's drafts begin anew after every event on it. */
export function reportTarget(report: Pick<ReportView, 'id' | 'basis'>): Target {
  return { id: report.id, basis: report.basis, round: report.basis };
}

type Written = Omit<EnvelopeInput, 'id'>;

/**
 * The form of a move: its draft, and one way to send it. The command id belongs to the draft, so that a second press or a
 * new try after a lost answer is the same command. After it was written the draft goes, and `result` says what was done.
 */
export function useMoveForm<T extends object>(
  target: Target,
  name: string,
  initial: () => T,
  onDone: (result: MoveResult) => void,
) {
  const { busy, problem, code, run, clear } = useAsyncAction();
  const key = `${target.id}/${name}/${target.round}`;
  const { value, patch, drop } = useDraft<T & { commandId: string }>(key, () => ({
    commandId: newCommandId(),
    ...initial(),
  }));
  const renew = () => patch({ commandId: newCommandId() } as Partial<T & { commandId: string }>);
  const submit = (envelope: Written, result: (ack: Ack) => MoveResult | Promise<MoveResult>) =>
    run(async () => {
      const basis = target.basis === '' ? {} : { basis: { [target.id]: target.basis } };
      const ack = await underOneId(() => send({ id: value.commandId, ...basis, ...envelope }), renew);
      drop();
      onDone(await result(ack));
    });
  return {
    value: value as T,
    patch: patch as (part: Partial<T>) => void,
    submit,
    /** The code of the refusal, until the next try. */
    code,
    clear,
    panel: { busy, problem },
  };
}
