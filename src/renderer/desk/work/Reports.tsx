import type { CasePage, ReportView } from '@shared/contract/pages';
import { Button } from 'antd';
import { useState } from 'react';
import { fullTimeText, timeText } from '../../common/format';
import { lightColour } from '../../common/Light';
import { useNow } from '../../common/useNow';
import { Card } from '../kit/Card';
import { useSay } from '../kit/say';
import { Caller } from './Caller';
import { moveKey, openMove, type ReportMoveName } from './openMove';

/** What each report of the case offers, in this order. */
const offered: readonly ReportMoveName[] = [
  'report.reply',
  'report.callBack',
  'report.describe',
  'report.unlink',
];

/** The reports that the case answers; each keeps its own number, deadline, reply and call-back. */
export function Reports({ page }: { page: CasePage }) {
  const t = useSay();
  const { reports, mergedHere } = page;
  const brought = (report: ReportView) => mergedHere.find((one) => report.mergedFrom.includes(one.id))?.no;
  return (
    <Card title={t('work:reportsOf', { count: reports.length })}>
      {reports.length === 0 && <p className="wk-dim">{t('work:noReports')}</p>}
      <ul className="wk-reports">
        {reports.map((report) => (
          <OneReport key={report.id} page={page} report={report} from={brought(report)} />
        ))}
      </ul>
    </Card>
  );
}

function OneReport(props: { page: CasePage; report: ReportView; from: string | undefined }) {
  const t = useSay();
  const now = useNow();
  const { page, report } = props;
  const meta = [
    report.appealKind ? t(`common:appeal.${report.appealKind}`) : '',
    report.outside ? t('work:outsideDue', { at: timeText(report.outside.due, now) }) : '',
    report.reissue ? t('work:reissued', { count: report.reissue }) : '',
    props.from ? t('work:fromCase', { no: props.from }) : '',
  ].filter(Boolean);
  return (
    <li>
      <div className="wk-report-head">
        <span>
          <b>{t(`common:channel.${report.channel}`)}</b> {report.outsideNo ?? ''}{' '}
          <span className="wk-dim" title={fullTimeText(report.receivedAt)}>
            {timeText(report.receivedAt, now)}
          </span>
        </span>
        <ReplyState report={report} now={now} ended={page.closedAt !== undefined} />
      </div>
      {meta.length > 0 && <div className="wk-dim">{meta.join(' · ')}</div>}
      <Caller report={report} item={page.item} />
      <Words text={report.content} />
      <ReplyText report={report} />
      <CallBacks report={report} />
      <div className="wk-report-moves">
        {offered
          .filter((move) => report.moves.includes(move))
          .map((move) => (
            <Button
              key={move}
              size="small"
              type={move === 'report.reply' && report.owes && page.closedAt ? 'default' : 'text'}
              onClick={() => openMove(page.item.id, move, report.id)}
            >
              {t(`work:move.${moveKey(move)}`)}
            </Button>
          ))}
      </div>
    </li>
  );
}

/** Whether it was answered; a reply that is owed has its colour only when it is its turn. */
function ReplyState({ report, now, ended }: { report: ReportView; now: string; ended: boolean }) {
  const t = useSay();
  if (report.reply) return <span>{t('work:replied', { at: timeText(report.reply.at, now) })}</span>;
  if (!report.owes) return <span className="wk-dim">{t('work:noReplyOwed')}</span>;
  if (!report.replyDue) return <span className="wk-dim">{t('work:replyLater')}</span>;
  const late = report.replyDue < now;
  return (
    <span
      className={late || ended ? '' : 'wk-dim'}
      style={{ color: late ? lightColour('red') : ended ? lightColour('yellow') : undefined }}
    >
      {t(late ? 'work:replyOverdue' : 'work:replyDue', { at: timeText(report.replyDue, now) })}
    </span>
  );
}

/** What the reporter was answered. */
export function ReplyText({ report }: { report: ReportView }) {
  const t = useSay();
  if (!report.reply) return null;
  return (
    <div className="wk-reply">
      <span className="wk-dim">
        {t('work:replyGiven')}
        {report.reply.way ? ` · ${t(`work:replyWays.${report.reply.way}`)}` : ''}
      </span>
      <Words text={report.reply.text} />
    </div>
  );
}

/** What the reporter said when he was called back, newest first. */
export function CallBacks({ report }: { report: ReportView }) {
  const t = useSay();
  const now = useNow();
  if (report.callBacks.length === 0) return null;
  return (
    <ul className="wk-callbacks">
      {report.callBacks.toReversed().map((one) => (
        <li key={one.at}>
          <span className="wk-dim">{t('work:calledBack', { at: timeText(one.at, now) })}</span>{' '}
          {one.reached
            ? [
                one.solved === undefined ? '' : t(`work:solutions.${one.solved ? 'solved' : 'notSolved'}`),
                one.satisfaction ? t(`work:satisfactions.${one.satisfaction}`) : '',
              ]
                .filter(Boolean)
                .join(t('common:comma'))
            : t('work:reaches.notReached')}
          {one.note && <span className="wk-words">{one.note}</span>}
        </li>
      ))}
    </ul>
  );
}

function Words({ text }: { text: string }) {
  const t = useSay();
  const [all, setAll] = useState(false);
  const long = text.length > 90;
  return (
    <p className="wk-content">
      {all || !long ? text : `${text.slice(0, 84)}… `}
      {long && (
        <button type="button" className="wk-link" onClick={() => setAll(!all)}>
          {t(all ? 'work:fewer' : 'work:whole')}
        </button>
      )}
    </p>
  );
}
