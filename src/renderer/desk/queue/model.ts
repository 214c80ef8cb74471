import type { QueueFilter } from '@shared/contract/models';
import { useEffect, useSyncExternalStore } from 'react';
import { ask, useFeed, useReconnect } from '../../parts/client';
import { clockIsSet, setClock } from '../../parts/clock';
import { useDesk } from '../state';
import { type QueueSnapshot, QueueWindow } from './window';

/** One window for the page: it may be asked before anything is drawn, so that the first row comes early. */
export const queueWindow = new QueueWindow(
  (input) => ask('queue.page', input),
  useDesk.getState().filter,
  (now) => {
    if (!clockIsSet()) setClock(now);
  },
);

/** The rows of the desk's filter, kept fresh by the feeds. */
export function useQueue(filter: QueueFilter): QueueSnapshot {
  useEffect(() => queueWindow.setFilter(filter), [filter]);
  useFeed('change', () => queueWindow.refresh());
  useFeed('clock', (message) => message.lightsMoved && queueWindow.refresh());
  useReconnect(() => queueWindow.refresh());
  return useSyncExternalStore(queueWindow.subscribe, queueWindow.get);
}
