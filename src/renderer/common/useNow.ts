import type { Instant } from '@shared/rules/time';
import { useSyncExternalStore } from 'react';
import { useFeed } from './client';
import { centreMinute, onMinute, setClock } from './clock';

/** The centre's clock to the minute; the component is drawn again when the minute changes. */
export function useNow(): Instant {
  return useSyncExternalStore(onMinute, centreMinute);
}

/** Keep the clock by the store's feed. Mounted once per page. */
export function useClockFeed(): void {
  useFeed('clock', (message) => setClock(message.now, message.hostMs));
}
