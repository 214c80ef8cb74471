import type { SyncStatus } from '@shared/contract/sync';
import { Button, ConfigProvider } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { errorText } from '../../common/i18n';
import { Shape } from '../../common/Shape';
import { useSay } from '../kit/say';
import { openDialog } from '../state';
import { Alarms } from './Alarms';
import { Devices } from './Devices';
import { Requests } from './Invite';
import { JoinForm } from './JoinForm';
import { JoinWaiting } from './JoinWaiting';
import { LinkCard } from './Links';
import { LogList } from './LogList';
import { loadSharing, useHostMs, useSharing } from './store';
import { summary } from './summary';
import '../kit/kit.css';
import '../kit/dialogs.css';
import './sharing.css';

/** Sharing: with whom this desk is in step, what waits, what is wrong, and who belongs to the centre. */
export default function Sharing(): ReactNode {
  const t = useSay();
  const status = useSharing((state) => state.status);
  const problem = useSharing((state) => state.problem);
  useEffect(() => void loadSharing(), []);
  return (
    <ConfigProvider button={{ autoInsertSpace: false }}>
      <div className="sy-room">
        <Head status={status} />
        {problem && !status ? (
          <p className="sy-problem" role="alert">
            {errorText(t, problem)}
          </p>
        ) : null}
        {status ? <Page status={status} /> : null}
      </div>
    </ConfigProvider>
  );
}

function Head({ status }: { status: SyncStatus | undefined }) {
  const t = useSay();
  const now = useHostMs();
  const told = summary(status, now, t);
  return (
    <header className="sy-head">
      <h1>{t('sharing:title')}</h1>
      {told ? (
        <span className="sy-told" role="status">
          <Shape kind={told.kind} {...(told.state ? { state: told.state } : {})} size={12} />
          {told.text}
        </span>
      ) : null}
      <div className="sy-buttons">
        <Button onClick={() => openDialog('courierExport')}>{t('sharing:courier.export')}</Button>
        <Button onClick={() => openDialog('courierImport')}>{t('sharing:courier.import')}</Button>
      </div>
    </header>
  );
}

function Page({ status }: { status: SyncStatus }) {
  return (
    <>
      <Alarms status={status} />
      <div className="sy-columns">
        <div>
          {status.state === 'linked' ? <Requests status={status} /> : null}
          <Middle status={status} />
          {status.state === 'linked' ? <Devices status={status} /> : null}
        </div>
        <div>
          <LogList status={status} />
        </div>
      </div>
    </>
  );
}

function Middle({ status }: { status: SyncStatus }) {
  const t = useSay();
  const [form, setForm] = useState(false);
  if (status.state === 'joining') return <JoinWaiting joining={status.joining} />;
  if (status.state === 'off')
    // An alarm above says it better.
    return status.alarms.length > 0 ? null : <p className="sy-off">{t('sharing:off')}</p>;
  if (form)
    return (
      <section className="sy-block">
        <h2>{t('sharing:join.title.connect')}</h2>
        <p className="xh-quiet">{t('sharing:join.why.connect')}</p>
        <JoinForm kind="connect" onBack={() => setForm(false)} />
      </section>
    );
  return (
    <>
      {status.links.map((link) => (
        <LinkCard key={link.id} link={link} />
      ))}
      {status.links.length === 0 ? (
        <section className="sy-block sy-alone">
          <h2>{t('sharing:alone.title')}</h2>
          <p>{t('sharing:alone.why')}</p>
          <div className="sy-buttons">
            <Button type="primary" onClick={() => setForm(true)}>
              {t('sharing:alone.connect')}
            </Button>
          </div>
          <p className="xh-quiet">{t('sharing:alone.courier')}</p>
        </section>
      ) : (
        <button type="button" className="xh-link sy-another" onClick={() => setForm(true)}>
          {t('sharing:another')}
        </button>
      )}
    </>
  );
}
