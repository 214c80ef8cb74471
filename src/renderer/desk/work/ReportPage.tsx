import type { ReportPage as Page } from '@shared/contract/models';
import { Button } from 'antd';
import { fullTimeText, type Translate } from '../../parts/format';
import { select } from '../state';
import { Card } from './Card';
import { Clocks } from './Clocks';
import { useNames } from './directory';
import { Header } from './Header';
import { NowCard } from './Moves';
import type { MoveResult } from './moves/props';
import { FileMove, MergeMove, RefuseMove } from './moves/reportMoves';
import { Nearby } from './Nearby';
import { closeMove, type MoveName } from './openMove';
import { Photos } from './Photos';
import { Caller } from './Reports';
import { useSay } from './say';
import { Timeline } from './Timeline';

/** Why filing is proposed: what is known already, and whom it would go to. */
function fileReason(page: Page, unit: string | undefined, t: Translate): string {
  const { report, item, proposal } = page;
  const place = report.place.gridCode ? t('work:reason.located') : t('work:reason.notLocated');
  const matter = item.className
    ? t('work:reason.classed', { name: item.className })
    : t('work:reason.notClassed');
  const who = proposal && unit ? t('work:reason.wouldGo', { unit, similar: proposal.similar }) : '';
  return [matter, place, who].filter(Boolean).join('；');
}

function ReportNow({ page, onDone }: { page: Page; onDone: (result: MoveResult) => void }) {
  const t = useSay();
  const names = useNames();
  const { item, report, nearby, proposal } = page;
  const waiting = report.status === 'received';
  const same = nearby.open.find((one) => one.kind === 'case' && one.className === item.className);
  const unit = proposal ? names.unitShort(proposal.unit) : undefined;
  const file: MoveName = 'case.file';
  const merge: MoveName = 'report.link';
  const panelProps = { page, onDone, onClose: closeMove };
  const panel = (move: MoveName) => {
    const key = `${item.id}/${move}`;
    if (move === 'report.link') return <MergeMove key={key} {...panelProps} />;
    if (move === 'report.refuse') return <RefuseMove key={key} {...panelProps} />;
    return <FileMove key={key} {...panelProps} />;
  };
  return (
    <NowCard
      itemId={item.id}
      primary={waiting ? { move: file, label: t('work:move.file'), reason: fileReason(page, unit, t) } : null}
      second={
        waiting && same
          ? {
              move: merge,
              label: t('work:mergeInto', { no: same.no }),
              reason: t('work:reason.sameNear', { title: same.title }),
            }
          : undefined
      }
      others={waiting ? (same ? ['report.refuse'] : [merge, 'report.refuse']) : []}
      panel={panel}
      empty={ended(page, t)}
      extra={
        report.caseId ? (
          <Button size="small" type="link" onClick={() => report.caseId && select(report.caseId)}>
            {t('work:toCase')}
          </Button>
        ) : undefined
      }
    />
  );
}

function ended(page: Page, t: Translate): string {
  const { refusal, status } = page.report;
  if (refusal)
    return t('work:wasRefused', { kind: t(`work:refuseKinds.${refusal.kind}`), reason: refusal.reason });
  return t(`work:reportEnded.${status}`);
}

/** What the sheet or the camera said, line by line. */
function facts(page: Page, t: Translate): [string, string][] {
  const { report } = page;
  const { sheet } = report;
  const lines: [string, string | undefined][] = [
    [t('work:fact.outsideNo'), report.outsideNo],
    [t('work:fact.receivedAt'), fullTimeText(report.receivedAt)],
    [t('work:fact.outsideDue'), report.outside ? fullTimeText(report.outside.due) : undefined],
    [t('work:fact.appeal'), report.appealKind ? t(`common:appeal.${report.appealKind}`) : undefined],
    [t('work:fact.place'), report.place.text || undefined],
    [t('work:fact.camera'), report.camera],
    [
      t('work:fact.sheetClass'),
      [sheet?.category, sheet?.subcategory].filter(Boolean).join(' / ') || undefined,
    ],
    [t('work:fact.sheetUnit'), [sheet?.unit, sheet?.section].filter(Boolean).join(' / ') || undefined],
    [t('work:fact.sheetState'), sheet?.stateText],
    [t('work:fact.sheetRow'), sheet?.file ? `${sheet.file} ${sheet.row ?? ''}` : undefined],
    [t('work:fact.result'), sheet?.result],
  ];
  return lines.flatMap(([label, value]) => (value ? [[label, value] as [string, string]] : []));
}

/** A report that waits for intake: its words and pictures, and what may become of it. */
export function ReportPage({ page, onDone }: { page: Page; onDone: (result: MoveResult) => void }) {
  const t = useSay();
  const { item, report } = page;
  return (
    <>
      <Header item={item} outsideDue={report.outside?.due} others={t(`common:channel.${item.channel}`)} />
      <div className="wk-columns">
        <div className="wk-main">
          <ReportNow page={page} onDone={onDone} />
          <Photos photos={report.photos} single />
          <Card title={t('work:said')}>
            <Caller report={report} />
            <p className="wk-content">{report.content || t('work:noWords')}</p>
          </Card>
          <Timeline history={page.history} />
        </div>
        <div className="wk-beside">
          <Nearby item={item} place={report.place.text} nearby={page.nearby} />
          <Card title={t('work:facts')}>
            <dl className="wk-facts">
              {facts(page, t).map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </Card>
          <Clocks clocks={[page.clock]} />
        </div>
      </div>
    </>
  );
}
