import type { Alarm, SyncStatus } from '@shared/contract/sync';
import { timeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { shell, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { isGrave, sayWords } from './say';
import { loadSharing, useHostNow } from './store';

/** What is wrong and stays until somebody has seen to it; what lies in quarantine; what is not understood yet. */
export function Alarms({ status }: { status: SyncStatus }) {
  const t = useSay();
  const rest = status.quarantined > 0 || status.parked > 0 || keyCode(status) !== undefined;
  if (status.alarms.length === 0 && !rest) return null;
  return (
    <section className="sy-alarms" aria-label={t('sharing:alarms')}>
      {status.alarms.map((alarm) => (
        <AlarmLine key={alarm.key} alarm={alarm} status={status} />
      ))}
      <Quarantine count={status.quarantined} />
      {status.parked > 0 ? (
        <div className="sy-note">
          <Shape kind="ring" state="river" size={14} />
          <div>
            <b>{t('sharing:parked.what', { n: status.parked })}</b>
            <p>{t('sharing:parked.do')}</p>
          </div>
        </div>
      ) : null}
      <KeyNote status={status} />
    </section>
  );
}

/** The warning about the device's own key, where there is something to warn of. */
function keyCode({ state, keyProtection }: SyncStatus): 'file' | 'none' | undefined {
  const used = state === 'linked' || state === 'joining';
  return used && keyProtection !== 'os' ? keyProtection : undefined;
}

export function AlarmLine({ alarm, status }: { alarm: Alarm; status: SyncStatus }) {
  const t = useSay();
  const now = useHostNow();
  const { busy, problem, run } = useAsyncAction();
  const { what, act } = sayWords(t, 'alarm', alarm, status);
  const dismiss = () =>
    run(async () => {
      await shell('sync.dismissAlarm', { key: alarm.key });
      await loadSharing();
    });
  return (
    <div className="sy-note" role="alert" data-alarm={alarm.code}>
      {isGrave(alarm) ? (
        <Shape kind="triangle" state="kapok" size={14} />
      ) : (
        <Shape kind="half" state="gold" size={14} />
      )}
      <div>
        <b>{what}</b> <span className="wk-dim">{timeText(alarm.at, now)}</span>
        {act ? <p>{act}</p> : null}
        {problem ? <p className="sy-problem">{problem}</p> : null}
      </div>
      <button type="button" className="xh-button" disabled={busy} onClick={dismiss}>
        {t('sharing:dismiss')}
      </button>
    </div>
  );
}

function Quarantine({ count }: { count: number }) {
  const t = useSay();
  const { busy, problem, run } = useAsyncAction();
  if (count === 0) return null;
  const retry = () =>
    run(async () => {
      await shell('sync.retryQuarantine', {});
      await loadSharing();
    });
  return (
    <div className="sy-note">
      <Shape kind="half" state="gold" size={14} />
      <div>
        <b>{t('sharing:quarantine.what', { n: count })}</b>
        <p>{t('sharing:quarantine.do')}</p>
        {problem ? <p className="sy-problem">{problem}</p> : null}
      </div>
      <button type="button" className="xh-button" disabled={busy} onClick={retry}>
        {t(busy ? 'sharing:busy' : 'sharing:quarantine.retry')}
      </button>
    </div>
  );
}

function KeyNote({ status }: { status: SyncStatus }) {
  const t = useSay();
  const code = keyCode(status);
  if (!code) return null;
  return (
    <div className="sy-note">
      <Shape kind="half" state="gold" size={14} />
      <div>
        <b>{t(`sharing:keys.${code}.what`)}</b>
        <p>{t(`sharing:keys.${code}.do`)}</p>
      </div>
    </div>
  );
}
