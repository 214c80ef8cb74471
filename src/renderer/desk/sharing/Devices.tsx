import type { DeviceView, SyncStatus } from '@shared/contract/sync';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { timeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { shell, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { useLacking } from '../kit/whoMay';
import { Invite } from './Invite';
import { loadSharing, useHostNow } from './store';

/** The desks of the centre: who they are, since when, when last seen; letting one in and putting one out. */
export function Devices({ status }: { status: SyncStatus }) {
  const t = useSay();
  const [leaving, setLeaving] = useState<string>();
  const going = status.devices.find((one) => one.device === leaving && one.revokedAt === null);
  return (
    <section className="sy-block" aria-label={t('sharing:devices.title')}>
      <header>
        <h2>{t('sharing:devices.title')}</h2>
      </header>
      <Invite status={status} />
      {status.devices.length === 0 ? (
        <p className="xh-quiet">{t('sharing:devices.none')}</p>
      ) : (
        <table className="dl-table sy-devices">
          <thead>
            <tr>
              <th>{t('sharing:devices.name')}</th>
              <th>{t('sharing:devices.letter')}</th>
              <th>{t('sharing:devices.enrolled')}</th>
              <th>{t('sharing:devices.seen')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {status.devices.map((device) => (
              <DeviceRow
                key={device.device}
                device={device}
                onRevoke={() => setLeaving(leaving === device.device ? undefined : device.device)}
              />
            ))}
          </tbody>
        </table>
      )}
      {going ? <Revoke key={going.device} device={going} onDone={() => setLeaving(undefined)} /> : null}
    </section>
  );
}

function DeviceRow({ device, onRevoke }: { device: DeviceView; onRevoke: () => void }) {
  const t = useSay();
  const now = useHostNow();
  const gone = device.revokedAt !== null;
  return (
    <tr data-gone={gone || undefined}>
      <td>
        <span className="sy-device">
          <Shape
            kind={gone ? 'square' : 'circle'}
            state={gone ? 'violet' : 'jade'}
            size={10}
            label={t(gone ? 'sharing:devices.gone' : 'sharing:devices.in')}
          />
          {device.name || device.device.slice(0, 8)}
          {device.me ? <span className="wk-dim">{t('sharing:devices.me')}</span> : null}
        </span>
      </td>
      <td>{device.letter}</td>
      <td className="dl-narrow">{device.enrolledAt ? timeText(device.enrolledAt, now) : '—'}</td>
      <td className="dl-narrow">
        {gone && device.revokedAt
          ? t('sharing:devices.revokedAt', { at: timeText(device.revokedAt, now) })
          : device.me
            ? '—'
            : device.lastSeenAt
              ? timeText(device.lastSeenAt, now)
              : t('sharing:devices.neverSeen')}
      </td>
      <td className="sy-act">
        {gone || device.me ? null : (
          <button type="button" className="xh-link" onClick={onRevoke}>
            {t('sharing:revoke.ask')}
          </button>
        )}
      </td>
    </tr>
  );
}

function Revoke({ device, onDone }: { device: DeviceView; onDone: () => void }) {
  const t = useSay();
  const lacks = useLacking('devices.decide');
  const { busy, problem, run } = useAsyncAction();
  const [reason, setReason] = useState('');
  const revoke = () =>
    run(async () => {
      await shell('sync.revoke', { device: device.device, reason: reason.trim() });
      await loadSharing();
      onDone();
    });
  const ready = reason.trim() !== '' && lacks === null;
  return (
    <div className="sy-panel sy-confirm">
      <b>{t('sharing:revoke.title', { name: device.name })}</b>
      <p>{t('sharing:revoke.means')}</p>
      <Input.TextArea
        autoFocus
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        placeholder={t('sharing:revoke.reason')}
        aria-label={t('sharing:revoke.reason')}
        onChange={(event) => setReason(event.target.value)}
      />
      {problem ? (
        <p className="sy-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="sy-buttons">
        <Button danger type="primary" loading={busy} disabled={!ready} onClick={revoke}>
          {t('sharing:revoke.do', { name: device.name })}
        </Button>
        <Button onClick={onDone}>{t('sharing:cancel')}</Button>
        {ready ? null : (
          <span className="wk-dim">{t(lacks ? `sharing:${lacks}` : 'sharing:revoke.needs')}</span>
        )}
      </div>
    </div>
  );
}
