import type { WallBoard } from '@shared/contract/board';
import { dayOf } from '@shared/rules/time';
import { memo, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DayLines } from '../common/charts';
import { clockText } from '../common/format';
import { type ThemeName, type } from '../common/tokens';
import { useNow } from '../common/useNow';
import { useSize } from '../common/useSize';
import { useSame } from './hooks';

const Chart = memo(DayLines);
const DAYS = 30;

/** Reports received and cases closed on each of the last 30 days. */
export function Days({ days, theme }: { days: WallBoard['days']; theme: ThemeName }) {
  const { t } = useTranslation('wall');
  const holder = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(holder);
  const now = useNow();
  const shown = useSame(days.slice(-DAYS));
  const lastOpen = shown.at(-1)?.day === dayOf(now);
  const last = lastOpen ? t('days.today', { time: clockText(now) }) : undefined;
  const words = useMemo(() => ({ received: t('days.received'), closed: t('days.closed'), last }), [t, last]);
  return (
    <section className="block days">
      <h2>
        {t('days.title')}
        <small>{t('days.sub')}</small>
      </h2>
      <div ref={holder} className="chart">
        {width > 0 && height > 0 && shown.length > 0 ? (
          <Chart
            days={shown}
            width={width}
            height={height}
            theme={theme}
            words={words}
            fontSize={type.wall.body}
            lastOpen={lastOpen}
          />
        ) : null}
      </div>
    </section>
  );
}
