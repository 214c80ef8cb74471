import type { SyncStatus } from '@shared/contract/sync';
import { Button } from 'antd';
import { timeText } from '../../common/format';
import { shell, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { safetyText } from './size';
import { loadSharing, useHostNow } from './store';

/** Asked to be let in: the digits that both screens show, what is to be done with them, and the way back. */
export function JoinWaiting({ joining }: { joining: NonNullable<SyncStatus['joining']> | null }) {
  const t = useSay();
  const now = useHostNow();
  const { busy, problem, run } = useAsyncAction();
  const cancel = () =>
    run(async () => {
      await shell('sync.cancelJoin', {});
      await loadSharing();
    });
  return (
    <div className="sy-waiting" role="status">
      <h2>{t('sharing:joining.title')}</h2>
      {joining?.safety ? (
        <>
          <p className="sy-digits" data-safety={joining.safety}>
            {safetyText(joining.safety)}
          </p>
          <p>{t('sharing:joining.compare')}</p>
          <p className="xh-quiet">{t('sharing:joining.since', { at: timeText(joining.since, now) })}</p>
        </>
      ) : (
        <p>{t('sharing:joining.asking')}</p>
      )}
      {problem ? (
        <p className="sy-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <Button onClick={cancel} loading={busy}>
        {t('sharing:joining.cancel')}
      </Button>
    </div>
  );
}
