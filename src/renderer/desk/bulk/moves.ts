import type { Item } from '@shared/contract/models';
import { caseMoves } from '@shared/domain/case/moves';
import type { CaseStage } from '@shared/domain/case/state';
import { reportMoves } from '@shared/domain/report/moves';

/** The moves that make sense on many at once, in the order in which they lead on. */
export const bulkMoves = [
  'case.assign',
  'case.accept',
  'case.handle',
  'case.check',
  'case.close',
  'report.refuse',
  'case.urge',
  'case.supervise',
  'case.describe',
  'case.note',
] as const;
export type BulkMove = (typeof bulkMoves)[number];

const stages: ReadonlySet<string> = new Set<CaseStage>([
  'toAssign',
  'handling',
  'onHold',
  'returned',
  'toCheck',
  'toClose',
  'closed',
  'void',
  'merged',
]);

/** Does the table of moves allow it for what stands in this row? What else must hold, the store says case by case. */
export function mayMove(move: BulkMove, item: Item): boolean {
  if (move === 'report.refuse')
    return (
      item.kind === 'report' &&
      (item.state === 'toTakeIn' || item.state === 'verifying') &&
      reportMoves[move].from.includes('received')
    );
  return (
    item.kind === 'case' && stages.has(item.state) && caseMoves[move].from.includes(item.state as CaseStage)
  );
}

/** The moves that all of these rows can take. */
export function commonMoves(items: Iterable<Item>): BulkMove[] {
  const list = [...items];
  return list.length === 0 ? [] : bulkMoves.filter((move) => list.every((item) => mayMove(move, item)));
}
