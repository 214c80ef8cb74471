import type { WrittenFile } from '@shared/contract/files';
import type { RepliesDay } from '@shared/contract/sheets';
import { addDays, dayOf } from '@shared/rules/time';
import { Button, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { useQuery } from '../../common/client';
import { clockText } from '../../common/format';
import { errorText } from '../../common/i18n';
import { useNow } from '../../common/useNow';
import { shell, useAsyncAction } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { useSay } from '../kit/say';
import { Written } from '../kit/Written';
import { closeDialog, select, showView } from '../state';
import './sheets.css';

/** Of the reports that wait for a reply, so many are named. */
const NAMED = 5;

/** The replies of a day as a sheet in the hotline's shape (答复导出), with what is still owed. */
export default function RepliesExport(): ReactNode {
  const t = useSay();
  const today = dayOf(useNow());
  const [chosen, setChosen] = useState<string>();
  const day = chosen ?? today;
  const { data, error } = useQuery('replies.day', { day });
  const { busy, problem, run, clear } = useAsyncAction();
  const [written, setWritten] = useState<{ file: WrittenFile; count: number }>();
  const go = (days: number) => {
    setWritten(undefined);
    clear();
    setChosen(addDays(day, days));
  };
  const shown = data?.day === day ? data : undefined;
  const write = () =>
    run(async () => {
      const done = await shell('replies.export', { day });
      if (done) setWritten(done);
    });
  return (
    <Dialog
      title={t('sheets:replies.title')}
      width={820}
      problem={problem ?? (error && !shown ? errorText(t, error) : undefined)}
      footer={
        <>
          <Button onClick={closeDialog}>{t('dialogs:close')}</Button>
          <Button
            type="primary"
            loading={busy}
            disabled={!shown || shown.rows.length === 0}
            onClick={write}
            autoFocus
          >
            {t('sheets:replies.write', { count: shown?.rows.length ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="dl-week">
        <Button size="small" onClick={() => go(-1)} aria-label={t('sheets:replies.earlier')}>
          ←
        </Button>
        <b>{day}</b>
        <Button
          size="small"
          disabled={day >= today}
          onClick={() => go(1)}
          aria-label={t('sheets:replies.later')}
        >
          →
        </Button>
        {shown && <span className="wk-dim">{t('sheets:replies.count', { count: shown.rows.length })}</span>}
      </div>
      {shown ? (
        <Rows rows={shown.rows} />
      ) : (
        !error && <Skeleton active title={false} paragraph={{ rows: 4 }} />
      )}
      {written && (
        <Written title={t('sheets:replies.written', { count: written.count })} files={[written.file]} />
      )}
      <Waiting />
    </Dialog>
  );
}

function Rows({ rows }: { rows: RepliesDay['rows'] }) {
  const t = useSay();
  if (rows.length === 0) return <p>{t('sheets:replies.none')}</p>;
  return (
    <div className="dl-scroll">
      <table className="dl-table">
        <thead>
          <tr>
            {['orderNo', 'matter', 'unit', 'repliedAt', 'reply'].map((head) => (
              <th key={head}>{t(`sheets:replies.column.${head}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.orderNo}>
              <td className="dl-narrow">{row.orderNo}</td>
              <td>{row.title || row.content.slice(0, 40)}</td>
              <td>{row.unit}</td>
              <td className="dl-narrow">{clockText(row.repliedAt)}</td>
              <td title={row.reply}>{row.reply.length > 60 ? `${row.reply.slice(0, 60)}…` : row.reply}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Closed reports that still wait for a reply: how many, the most urgent by name, and the way to all of them. */
function Waiting() {
  const t = useSay();
  const { data } = useQuery('queue.page', { view: 'toReply', sort: 'due', offset: 0, limit: NAMED });
  if (!data) return null;
  if (data.total === 0) return <p className="wk-dim">{t('sheets:replies.noneWaits')}</p>;
  const show = () => {
    closeDialog();
    showView('toReply');
  };
  return (
    <section>
      <h3>{t('sheets:replies.waiting', { count: data.total })}</h3>
      {data.rows.map((row) => (
        <div key={row.id} className="dl-file">
          <span>
            {row.no} {row.title}
          </span>
          <Button
            size="small"
            type="link"
            onClick={() => {
              show();
              select(row.id);
            }}
          >
            {t('sheets:replies.open')}
          </Button>
        </div>
      ))}
      <Button size="small" onClick={show}>
        {t('sheets:replies.toView', { count: data.total })}
      </Button>
    </section>
  );
}
