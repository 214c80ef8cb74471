// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list stand at computed places, which a <table> cannot do
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../parts/client';
import { useNow } from '../../parts/useNow';
import { select, useDesk } from '../state';
import { findShortcut, type Shortcut, useShortcutRegistry, useShortcuts } from '../state/shortcuts';
import { useNames } from '../work/directory';
import { Empty } from './Empty';
import { queueWindow, useQueue } from './model';
import { QueueRow, WaitingRow } from './QueueRow';
import { useGridScroll } from './useGridScroll';

const ROW = 52;
const ROW_COMPACT = 30;

/** Views whose rows are in different states. */
const mixedViews = new Set(['open', 'overdue', 'dueSoon', 'ended', 'all']);

/** The primary move of the selected item, as the work pane offers it. */
function runPrimary(): void {
  findShortcut('Enter', useShortcutRegistry.getState().lists.flat())?.run();
}

/** Index of the selected item; where it left the list, the place it had, so that J goes on from there. */
function useSelectedIndex(indexOf: (id: string) => number, id: string | undefined) {
  const last = useRef(-1);
  const index = id === undefined ? -1 : indexOf(id);
  if (index >= 0) last.current = index;
  return { index, resume: last };
}

/** The list. Selection goes by id: it stays with the item when rows come, go or change their order. */
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
  const { index: selectedIndex, resume } = useSelectedIndex(snapshot.indexOf, selectedId);
  const virtualizer = useGridScroll(snapshot, holder, rowHeight, selectedIndex);
  const total = snapshot.total ?? 0;

  const latest = useRef({ snapshot, total, selectedIndex });
  latest.current = { snapshot, total, selectedIndex };
  /** An index whose row is still on its way: selected as soon as it is here. */
  const pending = useRef(-1);
  /** The keyboard was in the list when the selection began to move; a long way may take the focused row out of the page. */
  const focusHere = useRef(false);

  const goTo = useCallback(
    (wish: number) => {
      const { snapshot: rows, total: count } = latest.current;
      if (count === 0) return;
      const index = Math.max(0, Math.min(count - 1, wish));
      const focused = document.activeElement;
      focusHere.current =
        holder.current?.contains(focused) === true || (focusHere.current && focused === document.body);
      virtualizer.scrollToIndex(index, { align: 'auto' });
      resume.current = index;
      const row = rows.row(index);
      pending.current = row ? -1 : index;
      if (row) select(row.id);
      else queueWindow.look(index, index);
    },
    [virtualizer, resume],
  );

  useEffect(() => {
    const row = pending.current >= 0 ? snapshot.row(pending.current) : undefined;
    if (!row) return;
    pending.current = -1;
    select(row.id);
  }, [snapshot]);

  const step = useCallback(
    (by: number) => {
      const { selectedIndex: at } = latest.current;
      if (pending.current >= 0) return goTo(pending.current + by);
      if (at >= 0) return goTo(at + by);
      // The selected item left the list: its successor stands in its place now.
      if (resume.current < 0) return goTo(0);
      return goTo(by > 0 ? resume.current + by - 1 : resume.current + by);
    },
    [goTo, resume],
  );
  const pageRows = useCallback(
    () => Math.max(1, Math.floor((holder.current?.clientHeight ?? 600) / rowHeight) - 1),
    [rowHeight],
  );

  // Focus follows the selection while the keyboard is in the list.
  useEffect(() => {
    const pane = holder.current;
    if (selectedIndex < 0 || !pane) return;
    const lost = focusHere.current && document.activeElement === document.body;
    if (!lost && !pane.contains(document.activeElement)) return;
    pane.querySelector<HTMLElement>(`[data-index="${selectedIndex}"]`)?.focus({ preventScroll: true });
  }, [selectedIndex]);

  useReveal(selectedId, virtualizer.scrollToIndex);

  const shortcuts = useMemo<readonly Shortcut[]>(() => {
    const move = (id: string, keys: string[], run: () => void): Shortcut => ({
      id: `queue.${id}`,
      keys,
      label: t(`desk:key.${id}`),
      group: 'queue',
      quiet: true,
      run,
    });
    return [
      move('next', ['J', 'ArrowDown'], () => step(1)),
      move('previous', ['K', 'ArrowUp'], () => step(-1)),
      move('first', ['Home'], () => goTo(0)),
      move('last', ['End'], () => goTo(latest.current.total - 1)),
      move('pageDown', ['PageDown'], () => step(pageRows())),
      move('pageUp', ['PageUp'], () => step(-pageRows())),
    ];
  }, [t, step, goTo, pageRows]);
  useShortcuts(shortcuts);

  const pick = useCallback((index: number) => goTo(index), [goTo]);
  const open = useCallback(() => runPrimary(), []);
  const rows = virtualizer.getVirtualItems();
  const focusIndex = selectedIndex >= 0 ? selectedIndex : (rows[0]?.index ?? -1);

  return (
    <div
      ref={holder}
      role="grid"
      className="q-grid"
      data-keys="queue"
      aria-label={t('desk:queue')}
      aria-rowcount={snapshot.total ?? -1}
      aria-multiselectable="false"
      aria-busy={snapshot.filter !== filter}
    >
      {total === 0 ? <Empty loaded={snapshot.total !== undefined} error={snapshot.error} /> : null}
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {rows.map((virtual) => {
          const item = snapshot.row(virtual.index);
          return item ? (
            <QueueRow
              key={virtual.key}
              item={item}
              index={virtual.index}
              top={virtual.start}
              height={rowHeight}
              now={now}
              names={names}
              selected={item.id === selectedId}
              focusable={virtual.index === focusIndex}
              compact={compact}
              showState={mixedViews.has(snapshot.filter.view)}
              onPick={pick}
              onOpen={open}
            />
          ) : (
            <WaitingRow key={virtual.key} index={virtual.index} top={virtual.start} height={rowHeight} />
          );
        })}
      </div>
    </div>
  );
}

/** An item selected from elsewhere (map, palette, another window) is brought into view where the queue has it. */
function useReveal(id: string | undefined, scrollTo: (index: number, how: { align: 'auto' }) => void): void {
  const scroll = useRef(scrollTo);
  scroll.current = scrollTo;
  useEffect(() => {
    if (!id || queueWindow.get().indexOf(id) >= 0) return;
    const { filter } = useDesk.getState();
    ask('queue.indexOf', { ...filter, id }).then(
      ({ index }) => index >= 0 && scroll.current(index, { align: 'auto' }),
      // Not finding the place of a row is no failure of anything that was asked for.
      () => undefined,
    );
  }, [id]);
}
