import type { ClockView } from '@shared/contract/pages';
import { minutesBetween, toMs } from '@shared/rules/time';
import { useState } from 'react';
import { durationText, fullTimeText, type Translate, timeText } from '../../common/format';
import { Light, lightColour } from '../../common/Light';
import { useNow } from '../../common/useNow';
import { Card } from '../kit/Card';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { DeadlineWhy } from './DeadlineWhy';
import { limitText } from './limit';

interface Axis {
  readonly from: number;
  readonly to: number;
}

/** Bars narrower than this share of the axis would not be seen. */
const LEAST = 0.8;

/** One axis for the inside clocks: from the first start to now or to the last inside deadline. */
export function axisOf(clocks: readonly ClockView[], now: string): Axis {
  const starts = clocks.flatMap((clock) => clock.intervals.map((one) => toMs(one.from)));
  const from = starts.length > 0 ? Math.min(...starts) : toMs(now);
  const ends = clocks.flatMap((clock) => [
    ...clock.intervals.map((one) => toMs(one.to ?? now)),
    ...(clock.name === 'outside' || !clock.running ? [] : [toMs(clock.grant.due)]),
  ]);
  const to = Math.max(from + 60_000, ...ends);
  return { from, to: to + (to - from) * 0.04 };
}

/** The outside deadline has an axis of its own, to its end: weeks would squeeze a clock of minutes, or look used up beside it. */
export function outsideAxis(clock: ClockView, now: string): Axis {
  const from = toMs(clock.grant.start);
  const to = Math.max(from + 60_000, toMs(clock.grant.due), toMs(now));
  return { from, to: to + (to - from) * 0.04 };
}

function percent(ms: number, axis: Axis): number {
  return Math.min(100, Math.max(0, ((ms - axis.from) / (axis.to - axis.from)) * 100));
}

/** Wall-clock minutes that the clock ran by now. */
export function ranMinutes(clock: ClockView, now: string): number {
  return clock.intervals.reduce((sum, one) => sum + Math.max(0, minutesBetween(one.from, one.to ?? now)), 0);
}

/** The clocks on one axis: how long each ran, where its limit lay, and what is over in the colour of its light. */
export function Clocks({ itemId, clocks }: { itemId: string; clocks: readonly ClockView[] }) {
  const t = useSay();
  const now = useNow();
  const names = useNames();
  const [open, setOpen] = useState<string>();
  if (clocks.length === 0) return null;
  const axis = axisOf(clocks, now);
  return (
    <Card title={t('work:clocks')} extra={`${fullTimeText(clocks[0]?.intervals[0]?.from ?? now)} →`}>
      <ul className="wk-clocks">
        {clocks.map((clock, k) => {
          const key = `${clock.name}/${clock.unit ?? ''}/${clock.intervals[0]?.from ?? ''}/${k}`;
          // The store explains the last clock of a name; an earlier round has run out and is history.
          const last = clocks.findLast((one) => one.name === clock.name && one.unit === clock.unit) === clock;
          return (
            <ClockLine
              key={key}
              itemId={itemId}
              clock={clock}
              unit={clock.unit ? names.unitShort(clock.unit) : ''}
              axis={clock.name === 'outside' ? outsideAxis(clock, now) : axis}
              now={now}
              t={t}
              {...(last ? { onWhy: () => setOpen(open === key ? undefined : key) } : {})}
              open={open === key}
            />
          );
        })}
      </ul>
    </Card>
  );
}

interface ClockLineProps {
  readonly itemId: string;
  readonly clock: ClockView;
  readonly unit: string;
  readonly axis: Axis;
  readonly now: string;
  readonly t: Translate;
  readonly open: boolean;
  readonly onWhy?: () => void;
}

/** What a clock is doing: running, standing, or yet to begin after a hold. */
function stands(clock: ClockView, now: string): 'runs' | 'waits' | 'stood' {
  if (!clock.running) return 'stood';
  return (clock.intervals.at(-1)?.from ?? now) > now ? 'waits' : 'runs';
}

function ClockLine(props: ClockLineProps) {
  const { clock, axis, now, t } = props;
  const due = toMs(clock.grant.due);
  const dueAt = percent(due, axis);
  // After a hold the clock goes on at its end: until then nothing of it has run.
  const ran = clock.intervals.filter((one) => one.from <= now);
  const begins = Math.max(toMs(now), toMs(clock.intervals.at(-1)?.from ?? now));
  const inside = due <= axis.to && due >= axis.from;
  const words = t('work:clockWords', {
    limit: limitText(clock.grant, t),
    used: durationText(ranMinutes(clock, now), t),
    due: timeText(clock.grant.due, now),
  });
  return (
    <li data-light={clock.light}>
      <span className="wk-clock-name">
        <Light light={clock.running ? clock.light : clock.light === 'red' ? 'red' : 'none'} />
        {t(`common:clock.${clock.name}`)}
        {props.unit && (
          <span className="wk-dim" title={props.unit}>
            {props.unit}
          </span>
        )}
      </span>
      <div
        className="wk-axis"
        role="img"
        aria-label={`${t(`common:clock.${clock.name}`)} ${t(`common:light.${clock.light}`)} ${words}`}
        title={t('work:clockTitle', {
          from: fullTimeText(clock.grant.start),
          due: fullTimeText(clock.grant.due),
          rule: clock.grant.rule,
          calendar: clock.grant.calendar,
        })}
      >
        {stands(clock, now) === 'waits' && (
          <i
            className="wk-held"
            style={{
              left: `${percent(toMs(clock.intervals.at(-2)?.to ?? clock.grant.start), axis)}%`,
              right: `${100 - percent(begins, axis)}%`,
            }}
          />
        )}
        {clock.running && due > begins && (
          <i className="wk-rest" style={{ left: `${percent(begins, axis)}%`, right: `${100 - dueAt}%` }} />
        )}
        {ran.map((one) => {
          const from = percent(toMs(one.from), axis);
          const to = percent(toMs(one.to ?? now), axis);
          return (
            <Bar
              key={one.from}
              from={from}
              to={to}
              over={due}
              dueAt={dueAt}
              end={toMs(one.to ?? now)}
              light={clock.light}
            />
          );
        })}
        {inside && <i className="wk-limit" style={{ left: `${dueAt}%` }} />}
      </div>
      <span
        className="wk-clock-words"
        style={{ color: clock.running ? lightColour(clock.light) : undefined }}
      >
        {words}
        {stands(clock, now) === 'waits' && ` · ${t('work:clockWaits')}`}
        {clock.grant.base !== undefined && ` · ${t('work:extended')}`}
        {props.onWhy && (
          <>
            {' '}
            <button type="button" className="wk-link" aria-expanded={props.open} onClick={props.onWhy}>
              {t('work:whyDue.ask')}
            </button>
          </>
        )}
      </span>
      {props.open && <DeadlineWhy itemId={props.itemId} clock={clock} />}
    </li>
  );
}

function Bar(props: { from: number; to: number; over: number; dueAt: number; end: number; light: string }) {
  const { from, to, dueAt } = props;
  const late = props.end > props.over;
  const edge = late ? Math.max(from, Math.min(dueAt, to)) : to;
  return (
    <>
      <i
        className={`wk-bar wk-bar-${late ? 'red' : props.light}`}
        style={{ left: `${from}%`, width: `${Math.max(LEAST, edge - from)}%`, opacity: late ? 0.45 : 1 }}
      />
      {late && (
        <i
          className="wk-bar wk-bar-red"
          style={{ left: `${edge}%`, width: `${Math.max(LEAST, to - edge)}%` }}
        />
      )}
    </>
  );
}
