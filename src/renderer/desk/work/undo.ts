import type { CasePage, ReportPage, UndoView } from '@shared/contract/pages';
import { query } from '../../common/client';
import { newCommandId, send } from '../kit/calls';
import type { Say } from '../kit/say';
import { kindOf } from '../state';

/** Something that can be taken back: on which stream, and until when. */
export interface UndoPoint extends UndoView {
  readonly stream: string;
}

/**
 * What can be taken back on a page, the newest first: on the case itself, or on a report of it. One command may have
 * written to both: then the case's own comes first, as it takes back what was done to the reports as well.
 */
export function undoPoints(page: CasePage | ReportPage): UndoPoint[] {
  const own = page.undo ? [{ ...page.undo, stream: page.item.id }] : [];
  const reports = 'reports' in page ? page.reports : [];
  const theirs = reports.flatMap((report) => (report.undo ? [{ ...report.undo, stream: report.id }] : []));
  return [...own, ...theirs].sort((a, b) => b.until.localeCompare(a.until));
}

/** What is taken back, in words. */
export function undoWords(point: UndoView, t: Say): string {
  return [...new Set(point.types.map((type) => t(`work:step.${type}`)))].join(t('common:listSeparator'));
}

export async function takeBack(point: UndoPoint): Promise<void> {
  const { stream, commit } = point;
  await send({
    id: newCommandId(),
    command:
      kindOf(stream) === 'report'
        ? { type: 'report.undo', reportId: stream, commit }
        : { type: 'case.undo', caseId: stream, commit },
  });
}

/** The newest action on an item that can be taken back still; null where there is none. */
export async function lastUndo(itemId: string): Promise<UndoPoint | null> {
  const page =
    kindOf(itemId) === 'report'
      ? await query('report.page', { id: itemId })
      : await query('case.page', { id: itemId });
  return undoPoints(page)[0] ?? null;
}
