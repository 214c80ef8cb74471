import type { ClockView } from '@shared/contract/models';
import type { DeadlineWhy as Why } from '@shared/contract/rules';
import { Alert, Skeleton } from 'antd';
import { useQuery } from '../../parts/client';
import { durationText, fullTimeText } from '../../parts/format';
import { errorText } from '../../parts/i18n';
import { useNames } from './directory';
import { limitText } from './limit';
import { type Say, useSay } from './say';

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
  const found = pairs.flatMap(([name, value]) => (value ? [`${t(`work:why.${name}`)} ${value}`] : []));
  return found.length > 0 ? found : [t('work:why.general')];
}

function ruleText(why: Why, t: Say): string {
  const { kind, id, words, className } = why.rule;
  return t(`work:why.rule.${kind}`, { id, words: words ?? '', name: className ?? '' });
}

const SHOWN_DAYS = 14;

/** The minutes of a clock day by day: which hours of which day counted, and what they came to. */
function Days({ why }: { why: Why }) {
  const t = useSay();
  const skipped = why.days.length > SHOWN_DAYS ? why.days.length - SHOWN_DAYS : 0;
  const days = skipped > 0 ? [...why.days.slice(0, SHOWN_DAYS - 4), ...why.days.slice(-4)] : why.days;
  return (
    <table className="wk-why-days">
      <thead>
        <tr>
          <th>{t('work:why.day')}</th>
          <th>{t('work:why.kind')}</th>
          <th>{t('work:why.hours')}</th>
          <th>{t('work:why.counted')}</th>
          <th>{t('work:why.total')}</th>
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
              {day.name ?? t(`work:why.kinds.${day.kind}`)}
              {day.receipt && ` · ${t('work:why.receipt')}`}
            </td>
            <td>
              {day.spans.map((span) => `${span.from.slice(11, 16)}–${span.to.slice(11, 16)}`).join(' ') ||
                '—'}
            </td>
            <td>{day.minutes > 0 ? durationText(day.minutes, t) : '—'}</td>
            <td>{durationText(day.total, t)}</td>
          </tr>
        ))}
      </tbody>
      {skipped > 0 && (
        <tfoot>
          <tr>
            <td colSpan={5}>{t('work:why.skipped', { count: skipped })}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** Why a clock is due when it is: the rule, what of it matched, the calendar, the minutes counted day by day. */
export function DeadlineWhy({ itemId, clock }: { itemId: string; clock: ClockView }) {
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
    [t('work:why.limit'), limitText(why.grant, t)],
    [t('work:why.source'), ruleText(why, t)],
    ...(why.rule.row ? [[t('work:why.matched'), matched(why, t).join('；')] as [string, string]] : []),
    [t('work:why.start'), fullTimeText(why.intervals[0]?.from ?? why.grant.start)],
    [
      t('work:why.calendar'),
      [
        clock.unit
          ? t('work:why.calendarOf', { unit: names.unit(clock.unit) })
          : t('work:why.calendarCentre'),
        why.calendar.version,
        why.calendar.current ? '' : t('work:why.calendarOld', { version: why.calendar.today }),
      ]
        .filter(Boolean)
        .join(' · '),
    ],
    [
      t('work:why.used'),
      t('work:why.usedOf', { used: durationText(why.used, t), all: durationText(why.minutes, t) }),
    ],
    [t('work:why.due'), fullTimeText(why.grant.due)],
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
        <p className="wk-consequence">{t('work:why.disagrees', { due: fullTimeText(why.counted) })}</p>
      )}
      {why.days.length > 0 && <Days why={why} />}
    </div>
  );
}
