import type { Ack } from '@shared/contract/contract';
import type { CasePage, ReportView } from '@shared/contract/pages';
import type { EnvelopeInput } from '@shared/domain/commands';
import { newCommandId, send, useErrand } from '../calls';
import { useDraft } from '../drafts';
import { isWrittenBefore } from '../sending';
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
  const { busy, problem, code, run, clear } = useErrand();
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

/**
 * Send what a form stands for. Where its id turns out to stand for other words, written before, `renew` gives the form another
 * one, and the error tells what to do: the operator looks, and presses again if it is to be recorded as well.
 */
export async function underOneId<T>(sending: () => Promise<T>, renew: () => void): Promise<T> {
  try {
    return await sending();
  } catch (error) {
    if (isWrittenBefore(error)) renew();
    throw error;
  }
}

/** An optional field: nothing where the words are empty. */
export function words<K extends string>(name: K, text: string): { [P in K]?: string } {
  const clean = text.trim();
  return (clean === '' ? {} : { [name]: clean }) as { [P in K]?: string };
}

/** The stream of the case that an answer names, if it does. */
export function caseIdOf(result: Record<string, unknown>): string | undefined {
  return typeof result.caseId === 'string' ? result.caseId : undefined;
}
