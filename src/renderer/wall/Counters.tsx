import type { WallBoard } from '@shared/contract/board';
import { addDays, dayOf, type Instant, weekday } from '@shared/rules/time';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { countText, durationText } from '../common/format';
import { Shape } from '../common/Shape';
import { useNow } from '../common/useNow';
import { Rolling } from './Rolling';
import { signed } from './view';

interface CounterProps {
  readonly name: string;
  readonly figure: string;
  readonly unit?: string;
  readonly label: string;
  readonly note?: ReactNode;
  readonly alarm?: boolean;
}

function Counter({ name, figure, unit, label, note, alarm = false }: CounterProps) {
  return (
    <section className="counter" data-counter={name} data-value={figure} data-alarm={alarm}>
      <div className="figure">
        <Rolling text={figure} />
        {unit ? <span className="unit">{unit}</span> : null}
      </div>
      <div className="label">{label}</div>
      <div className="note">{note}</div>
    </section>
  );
}

function minutesSince(since: Instant, now: Instant): number {
  return Math.max(1, (Date.parse(now) - Date.parse(since)) / 60_000);
}

/** The seven figures of the day. Every one says whether it counts reports (诉件) or cases (案卷). */
export function Counters({ board }: { board: WallBoard }) {
  const { t } = useTranslation('wall');
  const now = useNow();
  const c = board.counters;
  const lastWeek = t(`weekday.${weekday(addDays(dayOf(c.now), -7))}`);
  const [rate, before] = [c.monthOnTimeRate, c.lastMonthOnTimeRate];
  const rateNote =
    rate !== null && before !== null
      ? t('counter.points', { points: signed(rate * 100 - before * 100, 1) })
      : t('counter.monthClosed', { count: c.monthClosed, text: countText(c.monthClosed) });
  return (
    <div className="counters">
      <Counter
        name="today"
        figure={countText(c.todayReports)}
        label={t('counter.today')}
        note={t('counter.lastWeek', {
          weekday: lastWeek,
          difference: signed(c.todayReports - c.todayReportsLastWeek),
        })}
      />
      <Counter
        name="open"
        figure={countText(c.open)}
        label={t('counter.open')}
        note={
          c.waitingReports > 0 ? t('counter.waiting', { count: c.waitingReports }) : t('counter.noneWaiting')
        }
      />
      <Counter
        name="overdue"
        figure={countText(c.overdue)}
        alarm={c.overdue > 0}
        label={t('counter.overdue')}
        note={
          c.overdue > 0 && c.longestOverdueSince ? (
            <>
              <Shape kind="triangle" state="kapok" size={20} />
              {t('counter.longest', { text: durationText(minutesSince(c.longestOverdueSince, now), t) })}
            </>
          ) : (
            <>
              <Shape kind="circle" state="jade" size={18} />
              {t('counter.noOverdue')}
            </>
          )
        }
      />
      <Counter
        name="due"
        figure={countText(c.dueBeforeShiftEnd)}
        label={t('counter.due')}
        note={
          c.dueBeforeShiftEnd > 0 ? (
            <>
              <Shape kind="half" state="gold" size={18} />
              {t('counter.watch')}
            </>
          ) : (
            t('counter.noneDue')
          )
        }
      />
      <Counter
        name="closed"
        figure={countText(c.closedToday)}
        label={t('counter.closed')}
        note={t('counter.monthClosed', { count: c.monthClosed, text: countText(c.monthClosed) })}
      />
      <Counter
        name="rate"
        figure={rate === null ? '—' : (rate * 100).toFixed(1)}
        {...(rate === null ? {} : { unit: '%' })}
        label={t('counter.rate')}
        note={rateNote}
      />
      <Counter
        name="year"
        figure={countText(c.yearReports)}
        label={t('counter.year', { year: c.now.slice(0, 4) })}
        note={t('counter.cases', { text: countText(c.cases) })}
      />
    </div>
  );
}
