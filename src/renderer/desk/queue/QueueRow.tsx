// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list stand at computed places, which a <table> cannot do
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus moves from row to row, cells are only read
import type { Item } from '@shared/contract/models';
import type { Instant } from '@shared/rules/time';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { dueText, fullTimeText, timeText } from '../../parts/format';
import { Light, lightColour } from '../../parts/Light';
import type { Names } from '../work/directory';

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
  readonly onPick: (index: number) => void;
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

/** What else is to be known at a glance: several reports in one case, sent back, done over, urgent. */
function badges(item: Item, t: (key: string, options: Record<string, unknown>) => string): string[] {
  const found: string[] = [];
  if (item.reports > 1) found.push(t('desk:badge.merged', { count: item.reports }));
  if (item.returns > 0) found.push(t('desk:badge.returned', { count: item.returns }));
  if (item.reworks > 0) found.push(t('desk:badge.reworked', { count: item.reworks }));
  return found;
}

function detail(props: QueueRowProps, t: (key: string, options?: Record<string, unknown>) => string): string {
  const { item, names, showState } = props;
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
  const { item, index, top, height, now, names, selected, focusable, compact } = props;
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
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={() => props.onPick(index)}
      onDoubleClick={() => props.onOpen(index)}
    >
      <span role="gridcell" className="q-light">
        <Light light={item.light} />
      </span>
      <span role="gridcell" className="q-time">
        <Due item={item} now={now} />
      </span>
      <span role="gridcell" className="q-matter" title={place ? `${item.title} · ${place}` : item.title}>
        {item.priority === 'urgent' ? <b className="q-urgent">{t('desk:badge.urgent')}</b> : null}
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
