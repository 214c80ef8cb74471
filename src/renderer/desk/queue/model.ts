import { useEffect, useSyncExternalStore } from 'react';
import { query, useFeed, useReconnect } from '../../common/client';
import { clockIsSet, setClock } from '../../common/clock';
import { useDesk } from '../state';
import { type QueueSnapshot, QueueWindow } from './window';

/** One window for the page: it may be asked before anything is drawn, so that the first row comes early. */
export const queueWindow = new QueueWindow(
  (input) => query('queue.page', input),
  useDesk.getState().filter,
  (now) => {
    if (!clockIsSet()) setClock(now);
  },
);

// Asked for with the click itself, before anything is drawn: what is known already stands in the same frame.
useDesk.subscribe((state) => queueWindow.setFilter(state.filter));

let left = false;

/** Keep the window fresh by the feeds while the queue is on screen. Mounted once, by the queue itself. */
export function useQueueFeeds(): void {
  useEffect(() => {
    // What changed while another screen was up is asked for now.
    if (left) queueWindow.refresh();
    return () => {
      left = true;
    };
  }, []);
  useFeed('change', () => queueWindow.refresh());
  useFeed('clock', (message) => message.lightsMoved && queueWindow.refresh());
  useReconnect(() => queueWindow.refresh());
}

/** The rows as they stand. */
export function useQueue(): QueueSnapshot {
  return useSyncExternalStore(queueWindow.subscribe, queueWindow.get);
}
