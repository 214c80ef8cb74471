import { useEffect, useRef, useState } from 'react';
import { query, useFeed, useReconnect } from '../../common/client';
import { savedFilter, useDesk } from '../state';

/** Changes that come faster than this are counted once: counts of saved views are no standing tables. */
const GAP_MS = 2000;

/** How many rows each saved view has, by its id; asked one after the other, so that nothing waits for them. */
export function useSavedCounts(): Readonly<Record<string, number>> {
  const views = useDesk((state) => state.savedViews);
  const operator = useDesk((state) => state.operator);
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const again = useRef(false);
  const turn = useRef(0);

  const load = useRef(async () => {});
  load.current = async () => {
    turn.current += 1;
    const mine = turn.current;
    for (const view of views) {
      try {
        const { total } = await query('queue.page', { ...savedFilter(view, operator), offset: 0, limit: 1 });
        if (mine !== turn.current) return;
        setCounts((old) => ({ ...old, [view.id]: total }));
      } catch {
        // The store is away: the old count stands until it is asked again.
        return;
      }
    }
  };
  const soon = useRef(() => {});
  soon.current = () => {
    if (views.length === 0) return;
    if (timer.current !== undefined) {
      again.current = true;
      return;
    }
    void load.current();
    timer.current = setTimeout(() => {
      timer.current = undefined;
      if (!again.current) return;
      again.current = false;
      soon.current();
    }, GAP_MS);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: other views or another operator are counted at once
  useEffect(() => {
    void load.current();
  }, [views, operator]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useFeed('change', () => soon.current());
  useFeed('clock', (message) => message.lightsMoved && soon.current());
  useReconnect(() => soon.current());
  return counts;
}
