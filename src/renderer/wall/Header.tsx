import { toInstant } from '@shared/rules/time';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { centreMs, clockIsSet } from '../common/clock';
import type { Language } from '../common/i18n';
import { Shape } from '../common/Shape';
import type { DataAge } from './age';
import { useWall } from './follow';
import { useAge } from './hooks';

/** The centre's clock, the only thing on the wall that ticks. */
function Clock({ language }: { language: Language }) {
  const [ms, setMs] = useState<number>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const now = centreMs();
      // Before the first message the centre's time is not known; the host's may be another.
      setMs(clockIsSet() ? now : undefined);
      timer = setTimeout(tick, 1000 - (now % 1000) + 2);
    };
    tick();
    return () => clearTimeout(timer);
  }, []);
  const [date, weekday] = useMemo(() => {
    const zone = { timeZone: 'Asia/Shanghai' } as const;
    const locale = language === 'en' ? 'en-GB' : language;
    return [
      new Intl.DateTimeFormat(locale, { ...zone, year: 'numeric', month: 'long', day: 'numeric' }),
      new Intl.DateTimeFormat(locale, { ...zone, weekday: 'long' }),
    ];
  }, [language]);
  if (ms === undefined) return null;
  return (
    <div className="clock" role="timer">
      <span>{date.format(ms)}</span>
      <span>{weekday.format(ms)}</span>
      <span className="time">{toInstant(ms).slice(11, 19)}</span>
    </div>
  );
}

/** How fresh the data is, as shape and words: live, connection being renewed, or standing. */
function Freshness() {
  const { t } = useTranslation('wall');
  const stale = useWall((state) => state.stale);
  const failed = useWall((state) => state.failed !== undefined);
  const heard = useWall((state) => state.heard);
  const age = useAge();
  if (stale) {
    return (
      <span className="fresh stale">
        <Shape kind="dash" size={20} />
        {heard ? t('data.stale', { time: heard }) : t('data.none')}
      </span>
    );
  }
  return (
    <>
      {heard && age ? <Shared age={age} heard={heard} /> : null}
      {heard && !age ? (
        <span className="fresh">
          <Shape kind="circle" state="jade" size={18} />
          {t('data.at', { time: heard })}
        </span>
      ) : null}
      {failed ? (
        <span className="fresh">
          <Shape kind="half" state="gold" size={18} />
          {t('data.reconnecting')}
        </span>
      ) : null}
    </>
  );
}

/** Where other stations belong to the picture: up to when their data are here. */
function Shared({ age, heard }: { age: DataAge; heard: string }) {
  const { t } = useTranslation('wall');
  const behind = age.state === 'behind';
  return (
    <span className="fresh" data-age={age.state}>
      <Shape kind={behind ? 'half' : 'circle'} state={behind ? 'gold' : 'jade'} size={18} />
      {behind
        ? age.at
          ? t(age.loud ? 'data.asOf' : 'data.behind', { time: age.at })
          : t('data.never')
        : t('data.inSync', { time: age.at ?? heard })}
    </span>
  );
}

/** Whose wall it is, who is on duty, how fresh the data is, and the time. */
export function Header({ language }: { language: Language }) {
  const { t } = useTranslation('wall');
  const duty = useWall((state) => state.board?.duty);
  const demo = useWall((state) => state.health?.demo === true);
  return (
    <header>
      <h1>{t('common:centre')}</h1>
      <div className="about">
        {duty ? (
          <span>
            {duty.leader ? `${t('duty.leader', { name: duty.leader })} · ` : ''}
            {t(`duty.${duty.shift}`)}
          </span>
        ) : null}
        <Freshness />
        {demo ? <span>{t('data.demo')}</span> : null}
      </div>
      <Clock language={language} />
    </header>
  );
}
