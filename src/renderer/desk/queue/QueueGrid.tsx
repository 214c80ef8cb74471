// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list stand at computed places, which a <table> cannot do
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../common/useNow';
import { useNames } from '../kit/directory';
import { useDesk } from '../state';
import { useMarks } from '../state/marks';
import { findShortcut, useShortcutRegistry } from '../state/shortcuts';
import { Empty } from './Empty';
import { useJump } from './jump';
import { queueWindow, useQueue } from './model';
import { QueueRow, WaitingRow } from './QueueRow';
import { useGridKeys } from './useGridKeys';
import { useGridScroll } from './useGridScroll';
import { useMarking } from './useMarking';
import { useReveal, useSelection } from './useSelection';

const ROW = 52;
const ROW_COMPACT = 30;

/** Views whose rows are in different states. */
const mixedViews = new Set([
  'conflict',
  'open',
  'overdue',
  'dueSoon',
  'ended',
  'all',
  'mine',
  'supervised',
  'toReply',
]);

/** The primary move of the selected item, as the work pane offers it. */
function runPrimary(): void {
  findShortcut('Enter', useShortcutRegistry.getState().lists.flat())?.run();
}

const lastIndex = () => (queueWindow.get().total ?? 0) - 1;

/** Marks when the first row stood on screen: what a cold start is measured by. */
function useFirstRowMark(there: boolean): void {
  useEffect(() => {
    if (there && performance.getEntriesByName('queue:first-row').length === 0)
      performance.mark('queue:first-row');
  }, [there]);
}

/** The list: a grid whose focus moves from row to row. */
export function QueueGrid() {
  const { t } = useTranslation();
  const filter = useDesk((state) => state.filter);
  const compact = useDesk((state) => state.compact);
  const selectedId = useDesk((state) => state.selected?.id);
  const snapshot = useQueue();
  const names = useNames();
  const now = useNow();
  const holder = useRef<HTMLDivElement>(null);
  const rowHeight = compact ? ROW_COMPACT : ROW;
  const selectedIndex = selectedId === undefined ? -1 : snapshot.indexOf(selectedId);
  const virtualizer = useGridScroll(snapshot, holder, rowHeight, selectedIndex);
  const selection = useSelection(snapshot, selectedIndex, holder, virtualizer.scrollToIndex);
  const pageRows = useCallback(
    () => Math.max(1, Math.floor((holder.current?.clientHeight ?? 600) / rowHeight) - 1),
    [rowHeight],
  );
  useGridKeys(selection, pageRows, lastIndex);
  useReveal(selectedId, virtualizer.scrollToIndex);
  useJump(selection.goTo);
  const marked = useMarks((state) => state.items);
  const marking = useMarking(snapshot, selection, selectedIndex);
  const rows = virtualizer.getVirtualItems();
  useFirstRowMark(snapshot.row(0) !== undefined);
  const focusIndex = selectedIndex >= 0 ? selectedIndex : (rows[0]?.index ?? -1);

  return (
    <div
      ref={holder}
      role="grid"
      className="q-grid"
      data-keys="queue"
      aria-label={t('desk:queue')}
      aria-rowcount={snapshot.total ?? -1}
      aria-multiselectable="true"
      data-marking={marked.size > 0 || undefined}
      aria-busy={snapshot.filter !== filter}
    >
      {snapshot.total ? null : <Empty loaded={snapshot.total !== undefined} error={snapshot.error} />}
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {rows.map((virtual) => {
          const item = snapshot.row(virtual.index);
          const place = { index: virtual.index, top: virtual.start, height: rowHeight };
          if (!item) return <WaitingRow key={virtual.key} {...place} />;
          return (
            <QueueRow
              key={virtual.key}
              {...place}
              item={item}
              now={now}
              names={names}
              selected={item.id === selectedId}
              focusable={virtual.index === focusIndex}
              compact={compact}
              showState={mixedViews.has(snapshot.filter.view)}
              marked={marked.has(item.id)}
              onPick={marking.pick}
              onMark={marking.toggle}
              onOpen={runPrimary}
            />
          );
        })}
      </div>
    </div>
  );
}
