import type { FeedMessage } from '@shared/contract/contract';
import { RemoteError, type WireError } from '@shared/contract/errors';
import type { ImportJob, ImportPreview } from '@shared/contract/intake';
import { Button, Progress } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useFeed, useQuery } from '../../../common/client';
import { act, type ChosenFile, shell, tokenOf, useAsyncAction } from '../../kit/calls';
import { Dialog } from '../../kit/Dialog';
import { READING_STOPPED, Reading } from '../../kit/Reading';
import { useSay } from '../../kit/say';
import { closeDialog } from '../../state';
import { Jobs } from './Jobs';
import { Preview } from './Preview';
import { Result } from './Result';

interface WizardProps {
  /** A dropped sheet, or main's token for one; without it the dialog asks for a file. */
  readonly file?: ChosenFile;
  /** Why a wished file cannot be opened. */
  readonly refused?: WireError;
  readonly job?: string;
}
type JobNews = FeedMessage<'job'>;

/** How far the running job is, by the store's feed. */
function useProgress(): JobNews | undefined {
  const [news, setNews] = useState<JobNews>();
  useFeed('job', (message) => {
    if (message.kind === 'import' || message.kind === 'withdraw') setNews(message);
  });
  return news;
}

function useWizard({ file, refused, job: asked }: WizardProps) {
  const action = useAsyncAction();
  const [preview, setPreview] = useState<ImportPreview>();
  const [job, setJob] = useState<string | undefined>(asked);
  const [started, setStarted] = useState<ImportJob>();
  const [kept, setKept] = useState<readonly string[]>([]);
  const [reading, setReading] = useState(false);
  const { run } = action;
  const open = (from?: ChosenFile) =>
    run(async () => {
      setReading(true);
      try {
        const found = await shell('sheet.open', from ? { file: await tokenOf(from) } : {});
        if (found) setPreview(found);
      } finally {
        setReading(false);
      }
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is opened once
  useEffect(() => {
    if (file) void open(file);
    if (refused) void run(() => Promise.reject(new RemoteError(refused)));
  }, [file, refused]);
  const show = (next: ImportJob) => {
    setStarted(next);
    setJob(next.job);
    setPreview(undefined);
  };
  const start = () =>
    run(async () => {
      if (preview) show(await act('import.start', { token: preview.token }));
    });
  const again = (name: 'import.finish' | 'import.withdraw', id: string) =>
    run(async () => {
      const answer = await act(name, { job: id });
      show(answer);
      setKept('kept' in answer ? (answer.kept as string[]) : []);
    });
  const back = () => {
    setPreview(undefined);
    setJob(undefined);
    setStarted(undefined);
    setKept([]);
    action.clear();
  };
  return { ...action, reading, preview, job, started, kept, open, start, again, back, setJob };
}

/** A hotline sheet from the file to the account of every row: choose, see what was found, start, read the result. */
export default function ImportWizard(props: WizardProps): ReactNode {
  const t = useSay();
  const wizard = useWizard(props);
  const jobs = useQuery('import.jobs', {});
  const news = useProgress();
  const job = jobs.data?.find((one) => one.job === wizard.job) ?? wizard.started;
  const current = news && !news.ended && (!wizard.job || news.job === wizard.job) ? news : undefined;
  const stopped = wizard.code === READING_STOPPED;
  const working = wizard.preview === undefined && job?.status === 'open' && !job.interrupted;
  const running = working || (wizard.busy && current !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is asked again when a job ends
  useEffect(() => {
    if (news?.ended) jobs.reload();
  }, [news?.ended, news?.job]);

  if (running)
    return <Running news={current} file={job?.file ?? wizard.preview?.file ?? ''} problem={wizard.problem} />;
  if (wizard.preview)
    return (
      <Dialog
        title={t('dialogs:import.previewTitle')}
        width={960}
        problem={wizard.problem}
        footer={
          <>
            <Button onClick={wizard.back}>{t('dialogs:import.otherFile')}</Button>
            <Button type="primary" loading={wizard.busy} onClick={wizard.start} autoFocus>
              {t('dialogs:import.start', { count: wizard.preview.rows })}
            </Button>
          </>
        }
      >
        <Preview preview={wizard.preview} />
      </Dialog>
    );
  if (wizard.job && job)
    return (
      <Dialog
        title={t('dialogs:import.resultTitle')}
        width={820}
        problem={wizard.problem}
        footer={
          <>
            <Button onClick={wizard.back}>{t('dialogs:import.toList')}</Button>
            <Button type="primary" onClick={closeDialog} autoFocus>
              {t('dialogs:close')}
            </Button>
          </>
        }
      >
        <Result job={job} kept={wizard.kept} reload={jobs.reload} />
      </Dialog>
    );
  return (
    <Dialog title={t('dialogs:import.title')} width={820} problem={stopped ? undefined : wizard.problem}>
      <p>{t('dialogs:import.how')}</p>
      <Button
        type="primary"
        loading={wizard.busy}
        onClick={() => wizard.open()}
        autoFocus
        style={{ justifySelf: 'start' }}
      >
        {t('dialogs:import.choose')}
      </Button>
      {wizard.reading ? <Reading /> : null}
      {stopped ? <p role="status">{wizard.problem}</p> : null}
      <Jobs jobs={jobs.data ?? []} busy={wizard.busy} onAgain={wizard.again} onShow={wizard.setJob} />
    </Dialog>
  );
}

/** While rows are written. Cancelling stops after the row in hand; what was written stays and can be withdrawn. */
function Running({
  news,
  file,
  problem,
}: {
  news: JobNews | undefined;
  file: string;
  problem: string | undefined;
}) {
  const t = useSay();
  const cancel = useAsyncAction();
  const done = news?.done ?? 0;
  const total = news?.total ?? 0;
  const id = news?.job;
  return (
    <Dialog
      title={t(news?.kind === 'withdraw' ? 'dialogs:import.withdrawing' : 'dialogs:import.running')}
      problem={problem ?? cancel.problem}
      footer={
        <Button
          loading={cancel.busy}
          disabled={!id || news?.kind === 'withdraw'}
          onClick={() => id && cancel.run(() => act('import.cancel', { job: id }))}
        >
          {t('dialogs:import.cancel')}
        </Button>
      }
    >
      <div>{file}</div>
      <Progress percent={total > 0 ? Math.round((done / total) * 100) : 0} status="active" />
      <p className="wk-dim">{t('dialogs:import.progress', { done, total })}</p>
      <p className="wk-dim">{t('dialogs:import.cancelWhat')}</p>
    </Dialog>
  );
}
