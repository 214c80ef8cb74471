import type { Item } from '@shared/contract/models';
import { create } from 'zustand';

/** So many may be worked on at once. */
export const MOST_MARKED = 500;

interface Marks {
  /** What is marked, as it was seen last; the order is that of marking. */
  readonly items: ReadonlyMap<string, Item>;
  /** From where a range is stretched: the index that was marked or selected by hand last. */
  readonly anchor: number;
  /** More was wished for than may be marked. */
  readonly full: boolean;
}

const none: Marks = { items: new Map(), anchor: -1, full: false };

/** The rows that are marked for a move on all of them. */
export const useMarks = create<Marks>(() => none);

function put(items: Map<string, Item>, anchor: number, wished: number): void {
  useMarks.setState({ items, anchor, full: wished > MOST_MARKED });
}

/** Mark a row, or take its mark away. */
export function toggleMark(item: Item, index: number): void {
  const items = new Map(useMarks.getState().items);
  const wished = items.delete(item.id) ? items.size : items.size + 1;
  if (wished > items.size && wished <= MOST_MARKED) items.set(item.id, item);
  put(items, index, wished);
}

/** Mark these rows too. */
export function addMarks(rows: readonly Item[], anchor?: number): void {
  const items = new Map(useMarks.getState().items);
  const fresh = rows.filter((row) => !items.has(row.id));
  const wished = items.size + fresh.length;
  for (const row of fresh.slice(0, MOST_MARKED - items.size)) items.set(row.id, row);
  put(items, anchor ?? useMarks.getState().anchor, wished);
}

/** Where the next range starts. */
export function setAnchor(anchor: number): void {
  useMarks.setState({ anchor });
}

export function clearMarks(): void {
  useMarks.setState(none);
}

/** Take the marks of these away: they are done. */
export function unmark(ids: Iterable<string>): void {
  const items = new Map(useMarks.getState().items);
  for (const id of ids) items.delete(id);
  useMarks.setState({ items, full: false });
}

/** The rows as they are now: what can be done with the marked ones follows from their present state. */
export function refreshMarks(row: (id: string) => Item | undefined): void {
  const { items } = useMarks.getState();
  if (items.size === 0) return;
  let moved = false;
  const fresh = new Map<string, Item>();
  for (const [id, old] of items) {
    const now = row(id);
    if (now && (now.state !== old.state || now.unit !== old.unit || now.proposedUnit !== old.proposedUnit))
      moved = true;
    fresh.set(id, now ?? old);
  }
  if (moved) useMarks.setState({ items: fresh });
}
