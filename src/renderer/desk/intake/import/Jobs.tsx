import type { ImportJob } from '@shared/contract/intake';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { fullTimeText } from '../../../common/format';
import { useSay } from '../../kit/say';

interface JobsProps {
  readonly jobs: readonly ImportJob[];
  readonly busy: boolean;
  readonly onAgain: (name: 'import.finish' | 'import.withdraw', job: string) => void;
  readonly onShow: (job: string) => void;
}

/** How an import stands, in a word: what was cut off half way is named so. */
export function jobStatus({ status, interrupted, withdrawing }: ImportJob): string {
  if (withdrawing) return 'withdrawing';
  return interrupted ? 'interrupted' : status;
}

/** Earlier imports, newest first. An interrupted one offers to finish or to withdraw, with what follows in words. */
export function Jobs({ jobs, busy, onAgain, onShow }: JobsProps) {
  const t = useSay();
  const newest = jobs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  if (newest.length === 0) return <p className="wk-dim">{t('dialogs:import.noJobs')}</p>;
  return (
    <section>
      <h3>{t('dialogs:import.jobs')}</h3>
      {newest.map((job) => (
        <JobLine key={job.job} job={job} busy={busy} onAgain={onAgain} onShow={onShow} />
      ))}
    </section>
  );
}

function JobLine(props: Omit<JobsProps, 'jobs'> & { job: ImportJob }) {
  const { job, busy, onAgain, onShow } = props;
  const t = useSay();
  const [asking, setAsking] = useState(false);
  const waiting = job.aside.filter((row) => !row.settled).length;
  const halfWay = job.interrupted || job.withdrawing === true;
  const facts = [
    fullTimeText(job.startedAt),
    t('dialogs:import.rows', { count: job.rows }),
    t(`dialogs:import.status.${jobStatus(job)}`),
    waiting > 0 ? t('dialogs:import.waiting', { count: waiting }) : '',
  ];
  return (
    <div className="dl-job">
      <div>
        <b>{job.file}</b>
        <div className={halfWay ? 'wk-gold' : 'wk-dim'}>{facts.filter(Boolean).join(' · ')}</div>
      </div>
      <div className="dl-row">
        {job.interrupted && !job.withdrawing && (
          <Button
            size="small"
            type="primary"
            loading={busy}
            onClick={() => onAgain('import.finish', job.job)}
          >
            {t('dialogs:import.finish')}
          </Button>
        )}
        {job.status !== 'withdrawn' && (
          <Button size="small" danger aria-expanded={asking} onClick={() => setAsking(!asking)}>
            {t(job.withdrawing ? 'dialogs:import.withdrawOn' : 'dialogs:import.withdraw')}
          </Button>
        )}
        {!job.interrupted && (
          <Button size="small" onClick={() => onShow(job.job)}>
            {t('dialogs:import.show')}
          </Button>
        )}
      </div>
      {asking && (
        <Alert
          type="warning"
          style={{ gridColumn: '1 / -1' }}
          title={t('dialogs:import.withdrawWhat', { file: job.file })}
          action={
            <Button size="small" danger loading={busy} onClick={() => onAgain('import.withdraw', job.job)}>
              {t('dialogs:import.withdrawSure')}
            </Button>
          }
        />
      )}
    </div>
  );
}
