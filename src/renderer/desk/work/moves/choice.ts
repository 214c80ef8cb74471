import type { RankedProposal } from '@shared/contract/pages';
import type { Choice } from '@shared/domain/case/events';

/** On what the choice of a unit rests: the precedent or the row that proposed it, else the operator's own judgement. */
export function choiceOf(proposals: readonly RankedProposal[], unit: string): Choice {
  const chosen = proposals.find((one) => one.unit === unit);
  if (chosen?.reason === 'precedent') return { by: 'precedent' };
  if (!chosen || chosen.rule === '') return { by: 'operator' };
  return { by: 'rule', rule: chosen.rule, ...(chosen.basis ? { text: chosen.basis } : {}) };
}
