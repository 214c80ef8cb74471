import type { CasePage, ReportView } from '@shared/contract/pages';
import { caseMoveNames, type MoveName, mayFollow, rareMoves } from './openMove';

/** The moves on reports that the page of their case offers. */
const onReports = ['report.reply', 'report.callBack', 'report.describe', 'report.unlink'] as const;

/** The reports of a case that allow a move, whoever waits for it first. */
export function allowing(page: CasePage, move: string): ReportView[] {
  const able = page.reports.filter((report) => report.moves.includes(move));
  // A reply is for whoever waits for one first; who was called back already comes last.
  if (move === 'report.reply') return able.sort((a, b) => Number(b.owes) - Number(a.owes));
  return able.sort((a, b) => a.callBacks.length - b.callBacks.length);
}

/** What may be done with the case or one of its reports, the usual before the seldom. */
export function movesOf(page: CasePage): { usual: MoveName[]; rare: MoveName[] } {
  const own: MoveName[] = caseMoveNames.filter((move) =>
    move === 'case.follow' ? mayFollow(page.item.state) : page.moves.includes(move),
  );
  const theirs: MoveName[] = onReports.filter((move) => allowing(page, move).length > 0);
  const owes = page.reports.some((report) => report.owes && report.moves.includes('report.reply'));
  const ended = page.closedAt !== undefined;
  const seldom = (move: MoveName) =>
    move === 'case.unmerge' ? false : rareMoves.has(move) || (move === 'report.reply' && !(owes && ended));
  const all = [...own, ...theirs];
  return { usual: all.filter((move) => !seldom(move)), rare: all.filter(seldom) };
}
