import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { queueWindow } from './model';
import type { QueueSnapshot } from './window';

/** Rows beyond the edges of the pane that are drawn ahead. */
const OVERSCAN = 4;

/** Where the reader is: the first whole row on screen, and how far it stands from the pane's upper edge. */
interface Anchor {
  readonly id: string;
  readonly gap: number;
}

/**
 * The virtual list of the queue: rows of one height, window fetched for what is on screen, and the reader's place kept
 * when rows come or go above it. At the very top the newest stays in view.
 */
export function useGridScroll(
  snapshot: QueueSnapshot,
  holder: RefObject<HTMLDivElement | null>,
  rowHeight: number,
  activeIndex: number,
): Virtualizer<HTMLDivElement, Element> {
  const total = snapshot.total ?? 0;
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => holder.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    initialRect: { width: 600, height: 900 },
    getItemKey: snapshot.keyOf,
    // The row that has the keyboard stays in the page, however far somebody scrolls away from it.
    rangeExtractor: useCallback(
      (range) => {
        const from = Math.max(0, range.startIndex - range.overscan);
        const to = Math.min(range.count - 1, range.endIndex + range.overscan);
        const indices = Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k);
        if (activeIndex >= 0 && activeIndex < range.count && (activeIndex < from || activeIndex > to)) {
          indices.push(activeIndex);
        }
        return indices.sort((a, b) => a - b);
      },
      [activeIndex],
    ),
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another row height measures everything anew
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);

  const range = virtualizer.range;
  const [first, last] = [range?.startIndex ?? 0, range?.endIndex ?? 40];
  useLayoutEffect(() => queueWindow.look(first, last), [first, last]);

  const anchor = useRef<Anchor | undefined>(undefined);
  const filter = useRef(snapshot.filter);
  useLayoutEffect(() => {
    const pane = holder.current;
    if (!pane) return;
    if (filter.current !== snapshot.filter) {
      filter.current = snapshot.filter;
      anchor.current = undefined;
      pane.scrollTop = 0;
      return;
    }
    const kept = anchor.current;
    const index = kept ? snapshot.indexOf(kept.id) : -1;
    if (kept && index >= 0 && pane.scrollTop > 0) {
      const place = index * rowHeight - kept.gap;
      if (Math.abs(place - pane.scrollTop) >= 1) pane.scrollTop = place;
    }
  }, [snapshot, holder, rowHeight]);

  useLayoutEffect(() => {
    const pane = holder.current;
    if (!pane) return;
    const index = Math.ceil(pane.scrollTop / rowHeight);
    const row = snapshot.row(index);
    anchor.current = row ? { id: row.id, gap: index * rowHeight - pane.scrollTop } : undefined;
  });
  return virtualizer;
}
