import { useTranslation } from 'react-i18next';
import { durationText } from '../common/format';
import { errorText } from '../common/i18n';
import { Shape } from '../common/Shape';
import { useWall } from './follow';
import { useAge } from './hooks';

/** A line across the wall where the store does not take anything in: in words, calm, and only as long as it is so. */
export function Ribbon() {
  const { t } = useTranslation('wall');
  const health = useWall((state) => state.health);
  const state = health?.state;
  if (state !== 'readOnly' && state !== 'refusing' && state !== 'failed') return <CutOff />;
  return (
    <div className="ribbon" role="alert" data-state={state}>
      <Shape
        kind={state === 'failed' ? 'triangle' : 'half'}
        state={state === 'failed' ? 'kapok' : 'gold'}
        size={22}
      />
      <strong>{t(`ribbon.${state}`)}</strong>
      {health?.problem ? (
        <span>{errorText((key, options) => t(key, options ?? {}), health.problem)}</span>
      ) : null}
    </div>
  );
}

/** The other stations are not heard: since when, and that nothing is lost by it. */
function CutOff() {
  const { t } = useTranslation('wall');
  const age = useAge();
  const stale = useWall((state) => state.stale);
  if (!age?.loud || stale) return null;
  const text =
    age.minutes === undefined
      ? t('ribbon.never')
      : t('ribbon.behind', { text: durationText(age.minutes, t) });
  return (
    <div className="ribbon" role="status" data-state="behind">
      <Shape kind="half" state="gold" size={22} />
      <strong>{text}</strong>
      <span>{t('ribbon.behindWhy')}</span>
    </div>
  );
}

/** Before the first board: what the wall waits for. */
export function Waiting() {
  const { t } = useTranslation('wall');
  const job = useWall((state) => state.job);
  const state = useWall((wall) => wall.health?.state);
  const failed = useWall((wall) => wall.failed);
  const building = job && job.total > 0 ? { done: job.done, total: job.total } : undefined;
  const share = building ? Math.min(1, building.done / building.total) : 0;
  return (
    <div className="waiting">
      <p>{t(waitingKey(state, building !== undefined))}</p>
      {building ? (
        <div
          className="progress"
          role="progressbar"
          aria-valuenow={Math.round(share * 100)}
          aria-label={t('waiting.building')}
        >
          <span style={{ transform: `scaleX(${share})` }} />
        </div>
      ) : null}
      {failed && !failed.code.startsWith('rpc.') && !building && state !== 'building' ? (
        <small>{errorText((key, options) => t(key, options ?? {}), failed)}</small>
      ) : null}
    </div>
  );
}

function waitingKey(state: string | undefined, building: boolean): string {
  if (building || state === 'building') return 'waiting.building';
  return state === 'empty' ? 'waiting.empty' : 'waiting.reading';
}
