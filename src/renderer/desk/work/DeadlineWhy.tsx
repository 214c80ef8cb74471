import type { ClockView } from '@shared/contract/pages';
import type { DeadlineWhy as Why } from '@shared/contract/rules';
import { Alert, Skeleton } from 'antd';
import { useQuery } from '../../common/client';
import { fullTimeText } from '../../common/format';
import { errorText } from '../../common/i18n';
import { useNames } from '../kit/directory';
import { type Say, useSay } from '../kit/say';
import { limitText } from './limit';

/** What a row of the limit table asked for and what it found, as far as it asked. */
function matched(why: Why, t: Say): string[] {
  const { row } = why.rule;
  const { subject } = why;
  if (!row) return [];
  const pairs: [string, string | undefined][] = [
    ['channel', row.channel && t(`common:channel.${row.channel}`)],
    ['appeal', row.appealKind && t(`common:appeal.${row.appealKind}`)],
    ['class', row.classCode && `${subject.className ?? ''} ${row.classCode}`.trim()],
    ['priority', row.priority && t(`work:priorities.${row.priority}`)],
    ['from', row.from],
    ['to', row.to],
  ];
  const found = pairs.flatMap(([name, value]) => (value ? [`${t(`work:whyDue.${name}`)} ${value}`] : []));
  return found.length > 0 ? found : [t('work:whyDue.general')];
}

function ruleText(why: Why, t: Say): string {
  const { kind, id, words, className } = why.rule;
  return t(`work:whyDue.rule.${kind}`, { id, words: words ?? '', name: className ?? '' });
}

const SHOWN_DAYS = 14;

/** Counted time in hours and minutes: a day of eight working hours is no day of twenty-four. */
function counted(minutes: number, t: Say): string {
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  const parts = [
    hours > 0 ? t('common:duration.hours', { count: hours }) : '',
    whole % 60 > 0 ? t('common:duration.minutes', { count: whole % 60 }) : '',
  ];
  return parts.filter(Boolean).join(' ') || '—';
}

/** The minutes of a clock day by day: which hours of which day counted, and what they came to. */
function Days({ why }: { why: Why }) {
  const t = useSay();
  const skipped = why.days.length > SHOWN_DAYS ? why.days.length - SHOWN_DAYS : 0;
  const days = skipped > 0 ? [...why.days.slice(0, SHOWN_DAYS - 4), ...why.days.slice(-4)] : why.days;
  return (
    <table className="wk-why-days">
      <thead>
        <tr>
          <th>{t('work:whyDue.day')}</th>
          <th>{t('work:whyDue.kind')}</th>
          <th>{t('work:whyDue.hours')}</th>
          <th>{t('work:whyDue.counted')}</th>
          <th>{t('work:whyDue.total')}</th>
        </tr>
      </thead>
      <tbody>
        {days.map((day, k) => (
          <tr
            key={day.day}
            data-idle={day.minutes === 0 || undefined}
            data-gap={(skipped > 0 && k === 10) || undefined}
          >
            <td>{day.day}</td>
            <td>
              {day.name ?? t(`work:whyDue.kinds.${day.kind}`)}
              {day.receipt && ` · ${t('work:whyDue.receipt')}`}
            </td>
            <td>
              {day.spans.map((span) => `${span.from.slice(11, 16)}–${span.to.slice(11, 16)}`).join(' ') ||
                '—'}
            </td>
            <td>{counted(day.minutes, t)}</td>
            <td>{counted(day.total, t)}</td>
          </tr>
        ))}
      </tbody>
      {skipped > 0 && (
        <tfoot>
          <tr>
            <td colSpan={5}>{t('work:whyDue.skipped', { count: skipped })}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** Why a clock is due when it is: the rule, what of it matched, the calendar, the minutes counted day by day. */
export function DeadlineWhy({ itemId, clock }: { itemId: string; clock: Pick<ClockView, 'name' | 'unit'> }) {
  const t = useSay();
  const names = useNames();
  const { data: why, error } = useQuery('deadline.why', {
    id: itemId,
    clock: clock.name,
    ...(clock.unit ? { unit: clock.unit } : {}),
  });
  if (error) return <Alert type="error" showIcon title={errorText(t, error)} />;
  if (!why) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  const lines: [string, string][] = [
    [t('work:whyDue.limit'), limitText(why.grant, t)],
    [t('work:whyDue.source'), ruleText(why, t)],
    ...(why.rule.row
      ? [[t('work:whyDue.matched'), matched(why, t).join(t('common:semicolon'))] as [string, string]]
      : []),
    [t('work:whyDue.start'), fullTimeText(why.intervals[0]?.from ?? why.grant.start)],
    [
      t('work:whyDue.calendar'),
      [
        clock.unit
          ? t('work:whyDue.calendarOf', { unit: names.unit(clock.unit) })
          : t('work:whyDue.calendarCentre'),
        why.calendar.version,
        why.calendar.current ? '' : t('work:whyDue.calendarOld', { version: why.calendar.today }),
      ]
        .filter(Boolean)
        .join(' · '),
    ],
    [
      t('work:whyDue.used'),
      t('work:whyDue.usedOf', { used: counted(why.used, t), all: counted(why.minutes, t) }),
    ],
    [t('work:whyDue.due'), fullTimeText(why.grant.due)],
  ];
  return (
    <div className="wk-why">
      <dl className="wk-facts">
        {lines.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {!why.agrees && (
        <p className="wk-consequence">{t('work:whyDue.disagrees', { due: fullTimeText(why.counted) })}</p>
      )}
      {why.days.length > 0 && <Days why={why} />}
    </div>
  );
}
