import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { query } from '../../common/client';
import { select, useDesk } from '../state';
import { queueWindow } from './model';
import type { QueueSnapshot } from './window';

type ScrollTo = (index: number, how: { align: 'auto' }) => void;

export interface Selection {
  /** Select the row at an index; where it is not here yet, as soon as it comes. */
  readonly goTo: (index: number) => void;
  /** Select the row so many places further down (or up). */
  readonly step: (by: number) => void;
}

/**
 * Moving the selection through the list. It goes by id: it stays with the item when rows come, go or change their
 * order; where the item leaves the list, its place is remembered, and moving goes on from there.
 */
export function useSelection(
  snapshot: QueueSnapshot,
  selectedIndex: number,
  holder: RefObject<HTMLDivElement | null>,
  scrollTo: ScrollTo,
): Selection {
  const latest = useRef({ snapshot, selectedIndex, scrollTo });
  latest.current = { snapshot, selectedIndex, scrollTo };
  /** Where the selected item stands, or stood. */
  const place = useRef(-1);
  if (selectedIndex >= 0) place.current = selectedIndex;
  /** An index whose row is still on its way. */
  const pending = useRef(-1);
  /** The selection is moving by hand: the focus goes to its row as soon as it stands. */
  const focusHere = useRef(false);

  const goTo = useCallback((wish: number) => {
    const { snapshot: rows, scrollTo: scroll } = latest.current;
    const count = rows.total ?? 0;
    if (count === 0) return;
    const index = Math.max(0, Math.min(count - 1, wish));
    const focused = document.activeElement;
    // Wherever the keyboard was, but for a field being typed in: after J the next Enter is meant for the row.
    focusHere.current = !isTyping(focused);
    scroll(index, { align: 'auto' });
    place.current = index;
    const row = rows.row(index);
    pending.current = row ? -1 : index;
    if (row) select(row.id);
    else queueWindow.look(index, index);
  }, []);

  const step = useCallback(
    (by: number) => {
      const at = pending.current >= 0 ? pending.current : latest.current.selectedIndex;
      if (at >= 0) return goTo(at + by);
      if (place.current < 0) return goTo(0);
      // The selected item left the list: its successor stands in its place now.
      return goTo(by > 0 ? place.current + by - 1 : place.current + by);
    },
    [goTo],
  );

  useEffect(() => {
    const row = pending.current >= 0 ? snapshot.row(pending.current) : undefined;
    if (!row) return;
    pending.current = -1;
    select(row.id);
  }, [snapshot]);

  useEffect(() => {
    const pane = holder.current;
    if (selectedIndex < 0 || !pane) return;
    const wanted = focusHere.current && !isTyping(document.activeElement);
    if (!wanted && !pane.contains(document.activeElement)) return;
    const row = pane.querySelector<HTMLElement>(`[data-index="${selectedIndex}"]`);
    row?.focus({ preventScroll: true });
    if (row) focusHere.current = false;
  }, [selectedIndex, holder]);

  return { goTo, step };
}

function isTyping(element: Element | null): boolean {
  return element?.matches('input, textarea, select, [contenteditable="true"], [role="dialog"] *') === true;
}

/** An item selected from elsewhere (map, palette, another window) is brought into view where the queue has it. */
export function useReveal(id: string | undefined, scrollTo: ScrollTo): void {
  const scroll = useRef(scrollTo);
  scroll.current = scrollTo;
  useEffect(() => {
    if (!id) return;
    const here = queueWindow.get().indexOf(id);
    if (here >= 0) {
      scroll.current(here, { align: 'auto' });
      return;
    }
    let live = true;
    const { filter } = useDesk.getState();
    query('queue.indexOf', { ...filter, id }).then(
      ({ index }) => live && index >= 0 && scroll.current(index, { align: 'auto' }),
      // Not finding the place of a row is no failure of anything that was asked for.
      () => undefined,
    );
    return () => {
      live = false;
    };
  }, [id]);
}
