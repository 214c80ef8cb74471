import type { ReportView } from '@shared/contract/models';
import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { fullTimeText, timeText } from '../../parts/format';
import { useNow } from '../../parts/useNow';
import { Card } from './Card';
import { newCommandId, send, useErrand } from './calls';
import { useSay } from './say';

/** How long a caller stays in the clear on screen. */
const SHOWN_SECONDS = 60;

/** The opened words of a report out of the command's answer, wherever in it they stand. */
function openedText(result: Record<string, unknown>): string {
  const inner = [result.caller, result.opened, result.personal, result.revealed].find(
    (one) => typeof one === 'object' && one !== null,
  ) as Record<string, unknown> | undefined;
  const from = { ...result, ...inner };
  return [from.name, from.phone].filter((one) => typeof one === 'string' && one !== '').join(' ');
}

/** The caller masked; asked for, in the clear for a minute. The asking itself is on record. */
export function Caller({ report }: { report: ReportView }) {
  const t = useSay();
  const { busy, problem, run } = useErrand();
  const [opened, setOpened] = useState<string>();
  useEffect(() => {
    if (opened === undefined) return;
    const timer = setTimeout(() => setOpened(undefined), SHOWN_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [opened]);
  if (!report.caller) return <span className="wk-dim">{t('work:noCaller')}</span>;
  const reveal = () =>
    run(async () => {
      const ack = await send({ id: newCommandId(), command: { type: 'report.reveal', reportId: report.id } });
      setOpened(openedText(ack.result) || t(ack.result.erased ? 'work:erased' : 'work:nothingSealed'));
    });
  return (
    <div className="wk-caller">
      <span className={opened ? 'wk-clear' : ''}>
        {opened ?? (report.caller.mask || t('work:anonymous'))}
      </span>
      {opened === undefined ? (
        !report.caller.anonymous || report.caller.hash ? (
          <Button type="link" size="small" loading={busy} onClick={reveal} title={t('work:revealTitle')}>
            {t('work:reveal')}
          </Button>
        ) : null
      ) : (
        <Button type="link" size="small" onClick={() => setOpened(undefined)}>
          {t('work:hide', { seconds: SHOWN_SECONDS })}
        </Button>
      )}
      {report.caller.wishes.length > 0 && <span className="wk-dim">{report.caller.wishes.join('、')}</span>}
      {report.sameCaller > 0 && (
        <span className="wk-dim">{t('work:sameCaller', { count: report.sameCaller })}</span>
      )}
      {problem && <Alert type="error" showIcon title={problem} />}
    </div>
  );
}

/** The reports that the case answers; each keeps its own number, deadline and reply. */
export function Reports({ reports }: { reports: readonly ReportView[] }) {
  const t = useSay();
  const now = useNow();
  return (
    <Card title={t('work:reportsOf', { count: reports.length })}>
      {reports.length === 0 && <p className="wk-dim">{t('work:noReports')}</p>}
      <ul className="wk-reports">
        {reports.map((report) => (
          <li key={report.id}>
            <div className="wk-report-head">
              <span>
                <b>{t(`common:channel.${report.channel}`)}</b> {report.outsideNo ?? ''}{' '}
                <span className="wk-dim" title={fullTimeText(report.receivedAt)}>
                  {timeText(report.receivedAt, now)}
                </span>
              </span>
              <ReplyState report={report} now={now} />
            </div>
            <Caller report={report} />
            <Words report={report} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ReplyState({ report, now }: { report: ReportView; now: string }) {
  const t = useSay();
  if (report.reply) return <span>{t('work:replied', { at: timeText(report.reply.at, now) })}</span>;
  if (!report.outside) return <span className="wk-dim">{t('work:noReplyOwed')}</span>;
  return <span className="wk-gold">{t('work:replyDue', { at: timeText(report.outside.due, now) })}</span>;
}

function Words({ report }: { report: ReportView }) {
  const t = useSay();
  const [all, setAll] = useState(false);
  const long = report.content.length > 90;
  return (
    <p className="wk-content">
      {all || !long ? report.content : `${report.content.slice(0, 84)}… `}
      {long && (
        <button type="button" className="wk-link" onClick={() => setAll(!all)}>
          {t(all ? 'work:fewer' : 'work:whole')}
        </button>
      )}
    </p>
  );
}
