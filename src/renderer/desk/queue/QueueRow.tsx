// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list stand at computed places, which a <table> cannot do
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus moves from row to row, cells are only read
import type { Item } from '@shared/contract/models';
import { addDays, dayOf, type Instant } from '@shared/rules/time';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { dueText, fullTimeText, timeText } from '../../common/format';
import { Light, lightColour } from '../../common/Light';
import type { State } from '../../common/tokens';
import type { Names } from '../kit/directory';

export interface QueueRowProps {
  readonly item: Item;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly now: Instant;
  readonly names: Names;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly compact: boolean;
  /** The view mixes states, so each row says its own. */
  readonly showState: boolean;
  readonly marked: boolean;
  readonly onPick: (index: number, keys: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>) => void;
  readonly onMark: (index: number) => void;
  readonly onOpen: (index: number) => void;
}

/** Time left or over; of what has ended, when it ended. */
function Due({ item, now }: { item: Item; now: Instant }) {
  const { t } = useTranslation();
  if (item.light === 'none' || !item.dueAt) {
    const at = item.closedAt ?? item.updatedAt;
    return (
      <span className="q-due q-quiet" title={fullTimeText(at)}>
        {timeText(at, now)}
      </span>
    );
  }
  const clock = item.clock ? t(`clock.${item.clock}`) : '';
  return (
    <span
      className="q-due"
      data-light={item.light}
      style={{ color: lightColour(item.light) }}
      title={`${clock} ${fullTimeText(item.dueAt)}`}
    >
      {dueText(item.dueAt, now, t, item.light)}
    </span>
  );
}

type Text = (key: string, options?: Record<string, unknown>) => string;

/** What else is to be known at a glance: several reports in one case, sent back, done over, urged. */
function badges(item: Item, t: Text): string[] {
  const found: string[] = [];
  if (item.reports > 1) found.push(t('desk:badge.merged', { count: item.reports }));
  if (item.returns > 0) found.push(t('desk:badge.returned', { count: item.returns }));
  if (item.reworks > 0) found.push(t('desk:badge.reworked', { count: item.reworks }));
  if (item.urges > 0) found.push(t('desk:badge.urged', { count: item.urges }));
  return found;
}

interface Mark {
  readonly key: string;
  readonly state: State;
  readonly text: string;
}

/** What somebody has to decide or answer, or what holds it up: few, each in the colour of its meaning and in words. */
function marksOf(item: Item, now: Instant, t: Text): Mark[] {
  const found: Mark[] = [];
  const add = (key: string, state: State, options?: Record<string, unknown>) =>
    found.push({ key, state, text: t(`desk:badge.${key}`, options) });
  if (item.conflict) add('conflict', 'gold');
  if (item.priority === 'urgent') add('urgent', 'gold');
  if (item.supervised) add('supervised', 'kapok');
  if (item.ask) add(item.ask === 'hold' ? 'askHold' : 'askExtension', 'river');
  if (item.state === 'verifying') add('verifying', 'river');
  if (item.state === 'onHold' && item.holdUntil)
    add('hold', 'violet', { time: dateText(item.holdUntil, now) });
  if (item.toReply > 0) add('toReply', 'gold', { count: item.toReply });
  return found;
}

/** The day of an instant, short: `01-15`, further away than a month and in another year `2025-03-15`. */
function dateText(at: Instant, now: Instant): string {
  const near = at.slice(0, 4) === now.slice(0, 4) || dayOf(at) <= addDays(dayOf(now), 31);
  return near ? at.slice(5, 10) : at.slice(0, 10);
}

function detail(props: QueueRowProps, t: Text): string {
  const { item, names } = props;
  // States that have a mark of their own are not said twice.
  const showState = props.showState && item.state !== 'verifying' && item.state !== 'onHold';
  const community = item.communityCode && names.directory ? names.community(item.communityCode) : null;
  const parts = [showState ? t(`common:state.${item.state}`) : null, item.className, community];
  return [...parts.filter((part) => part), ...badges(item, t)].join(' · ');
}

function unitText(item: Item, names: Names): string {
  if (!names.directory) return '';
  if (item.unit) return names.unitShort(item.unit);
  return item.proposedUnit ? `${names.unitShort(item.proposedUnit)}?` : '';
}

/** One row: light, time, matter with its place, channel, and the unit (with a question mark while only proposed). */
export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { item, index, top, height, now, names, selected, focusable, compact, marked } = props;
  const { t } = useTranslation();
  const text = (key: string, options?: Record<string, unknown>) => t(key, options ?? {});
  const place = item.title.includes(item.place) ? '' : item.place;
  const unit = unitText(item, names);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles keys for all of its rows
    <div
      role="row"
      className={compact ? 'q-row q-row-compact' : 'q-row'}
      aria-rowindex={index + 1}
      aria-selected={selected}
      tabIndex={focusable ? 0 : -1}
      data-index={index}
      data-id={item.id}
      data-marked={marked || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
      // A range is meant, not the words between two clicks.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onClick={(event) => props.onPick(index, event)}
      onDoubleClick={() => props.onOpen(index)}
    >
      <span role="gridcell" className="q-mark">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={marked}
          aria-label={t('desk:key.mark')}
          onChange={() => props.onMark(index)}
          onClick={(event) => event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
        />
      </span>
      <span role="gridcell" className="q-light">
        <Light light={item.light} />
      </span>
      <span role="gridcell" className="q-time">
        <Due item={item} now={now} />
      </span>
      <span role="gridcell" className="q-matter" title={place ? `${item.title} · ${place}` : item.title}>
        {marksOf(item, now, text).map((mark) => (
          <b
            key={mark.key}
            className="q-badge"
            style={{ '--q-state': `var(--xh-${mark.state})` } as React.CSSProperties}
          >
            {mark.text}
          </b>
        ))}
        {item.title}
        {place ? <span className="q-quiet q-place">{place}</span> : null}
      </span>
      <span role="gridcell" className="q-detail">
        {detail(props, text)}
      </span>
      <span role="gridcell" className="q-channel">
        {t(`channelShort.${item.channel}`)}
      </span>
      <span role="gridcell" className="q-unit" title={unit}>
        {unit}
      </span>
    </div>
  );
});

/** A row that is on its way: its place is held, nothing jumps when it comes. */
export function WaitingRow(props: { index: number; top: number; height: number }) {
  return (
    <div
      role="row"
      tabIndex={-1}
      className="q-row q-waiting"
      aria-rowindex={props.index + 1}
      aria-busy="true"
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
    >
      <span role="gridcell" />
    </div>
  );
}
