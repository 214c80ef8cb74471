import type { SyncStatus } from '@shared/contract/sync';
import { Button } from 'antd';
import { shell, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { errandShare } from './courier';
import { sizeText } from './size';
import { useSharing } from './store';

type Errand = NonNullable<SyncStatus['errand']>;

/** What the courier is busy with, if it is this. */
export function useCourierErrand(kind: Errand['kind']): Errand | null {
  const errand = useSharing((state) => state.status?.errand ?? null);
  return errand?.kind === kind ? errand : null;
}

/** How far the courier is, and a way to stop it: nothing half-written stays behind. */
export function ErrandBar({ kind, why }: { kind: Errand['kind']; why: string }) {
  const t = useSay();
  const errand = useCourierErrand(kind);
  const { busy, problem, run } = useAsyncAction();
  const share = errand ? errandShare(errand) : 0;
  return (
    <div className="sy-errand">
      <div className="sy-errand-line">
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
        {errand && errand.total > 0 ? (
          <b>
            {t('sharing:courier.progress', { done: sizeText(errand.done), total: sizeText(errand.total) })}
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
