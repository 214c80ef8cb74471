import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countText } from '../common/format';
import { errorText } from '../common/i18n';
import { Shape } from '../common/Shape';
import { deskApi } from './kit/api';
import { type Job, useHealth } from './kit/health';
import { StartJoin } from './lazy';
import { useSharing } from './sharing';

/** Instead of queue and work pane while there is no data to show: choose, wait, or read what is wrong. */
export function Start() {
  const { t } = useTranslation();
  const { health, job } = useHealth();
  const sharing = useSharing((state) => state.status?.state);
  const [joining, setJoining] = useState(false);
  if (health?.state === 'empty') {
    if (joining || sharing === 'joining') return <StartJoin onBack={() => setJoining(false)} />;
    return <Choice onJoin={() => setJoining(true)} />;
  }
  if (health?.state === 'failed') {
    return (
      <div className="d-start" role="alert">
        <Shape kind="triangle" state="kapok" size={24} />
        <h2>{t('desk:start.failed')}</h2>
        <p>{health.problem ? errorText((key, options) => t(key, options ?? {}), health.problem) : ''}</p>
      </div>
    );
  }
  // What is built after joining comes from the centre.
  const joined = sharing === 'linked' || sharing === 'joining';
  const building = joined ? 'sharing:start.receiving' : 'desk:start.building';
  const words = health?.state === 'building' ? building : 'desk:start.opening';
  return (
    <div className="d-start" role="status">
      <h2>{t(words)}</h2>
      <p>{t(`${words}Why`)}</p>
      {job ? <Progress job={job} /> : null}
    </div>
  );
}

function Progress({ job }: { job: Job }) {
  const { t } = useTranslation();
  const share = job.total > 0 ? Math.min(1, job.done / job.total) : 0;
  return (
    <>
      <div
        className="d-progress"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <p>{t('desk:start.progress', { done: countText(job.done), total: countText(job.total) })}</p>
    </>
  );
}

function Choice({ onJoin }: { onJoin: () => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<'demo' | 'empty' | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const build = async (kind: 'demo' | 'empty') => {
    setChosen(kind);
    setProblem(null);
    const answer = await deskApi().action('data.build', { kind });
    if (!answer.ok) {
      setProblem(answer.error);
      setChosen(null);
    }
  };
  return (
    <div className="d-start">
      <h2>{t('desk:start.choose')}</h2>
      <div className="d-choices">
        {(['demo', 'empty'] as const).map((kind) => (
          <button key={kind} type="button" disabled={chosen !== null} onClick={() => void build(kind)}>
            <b>{t(`desk:start.${kind}`)}</b>
            <span>{t(`desk:start.${kind}Why`)}</span>
          </button>
        ))}
        <button type="button" disabled={chosen !== null} onClick={onJoin}>
          <b>{t('sharing:start.join')}</b>
          <span>{t('sharing:start.joinWhy')}</span>
        </button>
      </div>
      {problem ? <p role="alert">{errorText((key, options) => t(key, options ?? {}), problem)}</p> : null}
    </div>
  );
}
