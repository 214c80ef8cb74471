import { CodedError } from '@shared/contract/errors';
import { leadsDesk, type OperatorRow } from '@shared/rules/tables';

/**
 * Who may set tables and take catalogues: the leader of the shift and supervision (值班长、督查). There are no accounts yet,
 * so it is the operator who was chosen at the desk that is asked. A table of before this rule, with nobody of these
 * roles, can be mended by anybody: it cannot be written again without one. Errors: `rules.role`.
 */
export function refuseOthers(operators: readonly OperatorRow[], actor: string): void {
  if (!operators.some(leadsDesk)) return;
  const operator = operators.find(({ id }) => id === actor);
  if (operator && leadsDesk(operator)) return;
  throw new CodedError('rules.role', { operator: operator?.name ?? actor });
}
