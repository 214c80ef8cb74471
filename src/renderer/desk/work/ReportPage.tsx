import type { ReportPage as Page } from '@shared/contract/pages';
import { fullTimeText, timeText } from '../../common/format';
import { useNow } from '../../common/useNow';
import { Card } from '../kit/Card';
import { type Say, useSay } from '../kit/say';
import { Caller } from './Caller';
import { Clocks } from './Clocks';
import { Conflicts } from './Conflict';
import { Header } from './Header';
import type { MoveResult } from './moves/props';
import { Nearby } from './Nearby';
import { Photos } from './Photos';
import { ReportNow } from './ReportNow';
import { CallBacks, ReplyText } from './Reports';
import { Timeline } from './Timeline';

/** What the sheet or the camera said, line by line. */
function facts(page: Page, t: Say): [string, string][] {
  const { report } = page;
  const { sheet } = report;
  const lines: [string, string | undefined][] = [
    [t('work:fact.outsideNo'), report.outsideNo],
    [t('work:fact.reissue'), report.reissue ? t('work:reissued', { count: report.reissue }) : undefined],
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

/** Whom the centre sent to see whether it is real, and what he said. */
function Verification({ page }: { page: Page }) {
  const t = useSay();
  const now = useNow();
  const { verification } = page.report;
  if (!verification) return null;
  const { to, how, sentAt, doneAt, real, said, grant } = verification;
  return (
    <Card title={t('work:verification')}>
      <p>
        {t('work:verifySent', { to, how: t(`work:verifyWays.${how}`), at: timeText(sentAt, now) })}
        {doneAt === undefined && ` · ${t('work:verifyDue', { due: timeText(grant.due, now) })}`}
      </p>
      {verification.note && <p className="wk-words">{verification.note}</p>}
      {doneAt !== undefined && (
        <p>
          <b>{t(real ? 'work:verdicts.real' : 'work:verdicts.unreal')}</b> {said}
          <span className="wk-dim"> {timeText(doneAt, now)}</span>
        </p>
      )}
    </Card>
  );
}

/** A report that waits for intake: its words and pictures, and what may become of it. */
export function ReportPage({ page, onDone }: { page: Page; onDone: (result: MoveResult) => void }) {
  const t = useSay();
  const { item, report } = page;
  return (
    <>
      <Header
        item={item}
        outsideDue={report.outside?.due}
        others={t(`common:channel.${item.channel}`)}
        state={report.refusal && t(`work:refuseKinds.${report.refusal.kind}`)}
      />
      <Conflicts page={page} />
      <div className="wk-columns">
        <div className="wk-main">
          <ReportNow page={page} onDone={onDone} />
          <Verification page={page} />
          <Photos photos={report.photos} single />
          <Card title={t('work:said')}>
            <Caller report={report} item={item} />
            <p className="wk-content">{report.content || t('work:noWords')}</p>
            <ReplyText report={report} />
            <CallBacks report={report} />
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
          <Clocks itemId={item.id} clocks={[page.clock]} />
        </div>
      </div>
    </>
  );
}
