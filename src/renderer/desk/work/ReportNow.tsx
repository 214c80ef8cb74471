import type { ReportPage as Page } from '@shared/contract/pages';
import { Button } from 'antd';
import { fullTimeText, timeText } from '../../common/format';
import { useNow } from '../../common/useNow';
import { type Names, useNames } from '../kit/directory';
import { type Say, useSay } from '../kit/say';
import { select } from '../state';
import { AdviceLines } from './AdviceLines';
import { advisedOf } from './advice';
import { NowCard, type Offer } from './Moves';
import { FileMove } from './moves/FileMove';
import { LinkMove } from './moves/mergeMoves';
import { reasonText } from './moves/Proposals';
import type { MoveResult } from './moves/props';
import { reportPanel } from './moves/reportMoves';
import { closeMove, type MoveName, type ReportMoveName, rareMoves, reportMoveNames } from './openMove';
import { sameMatter } from './sameMatter';
import { UndoLine } from './UndoLine';

/** Why filing is proposed: what is known already, and whom it would go to. */
function fileReason(page: Page, names: Names, t: Say): string {
  const { report, item, proposals } = page;
  const place = report.place.gridCode ? t('work:reason.located') : t('work:reason.notLocated');
  const matter = item.className
    ? t('work:reason.classed', { name: item.className })
    : t('work:reason.notClassed');
  const real = report.verification?.real === true ? t('work:reason.verifiedReal') : '';
  const best = proposals[0];
  const first = best?.reasons[0];
  const who = best
    ? t('work:reason.wouldGoTo', {
        unit: names.unitShort(best.unit),
        why: first ? reasonText(first, names.unitShort, t) : '',
      })
    : '';
  return [real, matter, place, who].filter(Boolean).join(t('common:semicolon'));
}

function proposed(page: Page, now: string, names: Names, t: Say): Offer | null {
  const { report, moves } = page;
  const { verification } = report;
  const may = (move: MoveName) => moves.includes(move);
  if (may('report.verify') && verification) {
    const sent = { to: verification.to, due: timeText(verification.grant.due, now) };
    return { move: 'report.verify', label: t('work:move.verify'), reason: t('work:reason.verifying', sent) };
  }
  if (may('report.refuse') && verification?.real === false) {
    const reason = t('work:reason.unreal', { said: verification.said ?? '' });
    return { move: 'report.refuse', label: t('work:move.refuse'), reason };
  }
  if (may('case.file'))
    return { move: 'case.file', label: t('work:move.file'), reason: fileReason(page, names, t) };
  if (may('report.reply') && report.owes) {
    const due = report.replyDue ? t('work:reason.replyDue', { at: timeText(report.replyDue, now) }) : '';
    const label = t('work:replyOffer', { no: report.outsideNo ?? t('work:theReporter') });
    return {
      move: 'report.reply',
      label,
      reason: [t('work:reason.owingOne'), due].filter(Boolean).join(t('common:semicolon')),
    };
  }
  return null;
}

function ended(page: Page, t: Say): string {
  const { refusal, status } = page.report;
  if (refusal)
    return t('work:wasRefused', { kind: t(`work:refuseKinds.${refusal.kind}`), reason: refusal.reason });
  return t(`work:reportEnded.${status}`);
}

/** What to do with a report that waits, or that ended without a case. */
export function ReportNow({ page, onDone }: { page: Page; onDone: (result: MoveResult) => void }) {
  const t = useSay();
  const now = useNow();
  const names = useNames();
  const { item, report, nearby, moves } = page;
  const primary = proposed(page, now, names, t);
  const same = moves.includes('report.link') ? sameMatter(item, nearby.open) : undefined;
  const second: Offer | undefined = same && {
    move: 'report.link',
    label: t('work:mergeInto', { no: same.no }),
    reason: t('work:reason.sameNear', { title: same.title }),
    about: same.id,
  };
  const rest: MoveName[] = reportMoveNames.filter(
    // A case's page is where its reports are taken out of it.
    (move) =>
      moves.includes(move) && move !== primary?.move && move !== second?.move && move !== 'report.unlink',
  );
  const advice = advisedOf(page.advice, moves, now, t).filter((one) => one.move !== primary?.move);
  const panel = (move: MoveName, about: string | undefined) => {
    const common = { onDone, onClose: closeMove, about };
    const key = `${item.id}/${move}`;
    if (move === 'report.link') return <LinkMove key={key} page={page} {...common} />;
    if (move === 'case.file') return <FileMove key={key} page={page} {...common} />;
    const no = report.outsideNo ?? fullTimeText(report.receivedAt);
    return reportPanel(move as ReportMoveName, { report, no, ...common });
  };
  const toCase = report.caseId;
  return (
    <NowCard
      itemId={item.id}
      primary={primary}
      second={second}
      others={rest.filter((move) => !rareMoves.has(move))}
      rare={rest.filter((move) => rareMoves.has(move))}
      aboutOf={(move) => (move === 'report.link' ? same?.id : undefined)}
      panel={panel}
      empty={ended(page, t)}
      extra={
        toCase ? (
          <Button size="small" type="link" onClick={() => select(toCase)}>
            {t('work:toCase')}
          </Button>
        ) : undefined
      }
    >
      <AdviceLines itemId={item.id} list={advice} />
      <UndoLine page={page} />
    </NowCard>
  );
}
