import type { CasePage, ReportPage, ReportView } from '@shared/contract/pages';
import type { Slip } from '../../kit/slips';

/** What a move tells when it was written. `caseId`: show this case next (a report became it). */
export interface MoveResult {
  readonly text: string;
  readonly slip?: Slip | undefined;
  readonly caseId?: string | undefined;
  /** It cannot be undone: another move is its way back. */
  readonly lasting?: boolean | undefined;
  /** Stay on the item instead of going to the next one of the queue. */
  readonly stay?: boolean | undefined;
}

interface MoveProps {
  readonly onDone: (result: MoveResult) => void;
  readonly onClose: () => void;
  /** What it is about beside the item: a unit, another case, a kind of note. */
  readonly about?: string | undefined;
}

export interface CaseMoveProps extends MoveProps {
  readonly page: CasePage;
}

/** A move on a report that waits for intake. */
export interface ReportMoveProps extends MoveProps {
  readonly page: ReportPage;
}

/** A move on a report wherever it stands; `casePage` is the case that it belongs to. */
export interface OneReportProps extends MoveProps {
  readonly report: ReportView;
  readonly no: string;
  readonly casePage?: CasePage | undefined;
}

/** The `basis` of a command on a page's own stream. */
export function basisOf(page: CasePage | ReportPage): Record<string, string> {
  return { [page.item.id]: page.basis };
}

/** Drafts belong to a round of the case: after a return, a rework or a reopening a form begins anew. */
export function round(page: CasePage): string {
  return `${page.item.returns}.${page.item.reworks}.${page.reopens}`;
}
