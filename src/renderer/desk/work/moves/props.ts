import type { CasePage, ReportPage } from '@shared/contract/models';

/** What a move tells when it was written. `caseId`: show this case next (a report became it). */
export interface MoveResult {
  readonly text: string;
  readonly slip?: string | undefined;
  readonly copied?: boolean | undefined;
  readonly caseId?: string | undefined;
  /** Stay on the item instead of going to the next one of the queue. */
  readonly stay?: boolean | undefined;
}

export interface CaseMoveProps {
  readonly page: CasePage;
  readonly onDone: (result: MoveResult) => void;
  readonly onClose: () => void;
}

export interface ReportMoveProps {
  readonly page: ReportPage;
  readonly onDone: (result: MoveResult) => void;
  readonly onClose: () => void;
}

/** The `basis` of a command on a page's own stream. */
export function basisOf(page: CasePage | ReportPage): Record<string, string> {
  return { [page.item.id]: page.basis };
}

/** Drafts belong to a round of the case: after a return or a rework a form begins anew. */
export function round(page: CasePage): string {
  return `${page.item.returns}.${page.item.reworks}`;
}
