import type { SyncStatus } from '@shared/contract/sync';
import { Button } from 'antd';
import { shell, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { jobShare } from './courier';
import { sizeText } from './size';
import { useSharing } from './store';

type CourierJob = NonNullable<SyncStatus['courierJob']>;

/** What the courier is busy with, if it is this. */
export function useCourierJob(kind: CourierJob['kind']): CourierJob | null {
  const courierJob = useSharing((state) => state.status?.courierJob ?? null);
  return courierJob?.kind === kind ? courierJob : null;
}

/** How far the courier is, and a way to stop it: nothing half-written stays behind. */
export function CourierJobBar({ kind, why }: { kind: CourierJob['kind']; why: string }) {
  const t = useSay();
  const courierJob = useCourierJob(kind);
  const { busy, problem, run } = useAsyncAction();
  const share = courierJob ? jobShare(courierJob) : 0;
  return (
    <div className="sy-job">
      <div className="sy-job-line">
        <div
          className="sy-bar"
          role="progressbar"
          aria-label={why}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={share}
        >
          <span style={{ width: `${share}%` }} />
        </div>
        <Button size="small" loading={busy} onClick={() => run(() => shell('courier.cancel', {}))}>
          {t('sharing:courier.stop')}
        </Button>
      </div>
      <p role="status">
        {courierJob && courierJob.total > 0 ? (
          <b>
            {t('sharing:courier.progress', {
              done: sizeText(courierJob.done),
              total: sizeText(courierJob.total),
            })}
          </b>
        ) : null}{' '}
        {why}
      </p>
      {problem ? (
        <p className="sy-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}
