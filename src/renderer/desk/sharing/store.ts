import type { SyncStatus } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { unwrap, useFeed, useReconnect } from '../../common/client';
import { deskApi } from '../kit/api';

interface Sharing {
  /** Undefined until it was told for the first time. */
  readonly status: SyncStatus | undefined;
  readonly problem: unknown;
}

/** What main and the room of sharing told last. */
export const useSharing = create<Sharing>()(() => ({ status: undefined, problem: undefined }));

/** Exchange on every link now. What goes wrong with it is told by the status, where everything else is. */
export async function exchangeNow(): Promise<void> {
  await deskApi().shell('sync.now', {});
  await loadSharing();
}

let told = 0;

/** Ask anew. An answer that a message overtook is old and is dropped. */
export async function loadSharing(): Promise<void> {
  const mine = told;
  try {
    const status = unwrap(await deskApi().shell('sync.status', {}));
    if (mine === told) useSharing.setState({ status, problem: undefined });
  } catch (problem) {
    useSharing.setState({ problem });
  }
}

/** Keep the state by the feed. Mounted once, by the frame. */
export function useSharingFeed(): void {
  useEffect(() => void loadSharing(), []);
  useFeed('sync', (status) => {
    told++;
    useSharing.setState({ status, problem: undefined });
  });
  useReconnect(() => void loadSharing());
}

const STEP_MS = 10_000;

/**
 * This computer's clock, which is the one that exchanges are told in (the centre's own stands elsewhere in the demo),
 * drawn anew every ten seconds: what is shown goes in steps no finer.
 */
export function useHostMs(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), STEP_MS);
    return () => clearInterval(timer);
  }, []);
  // A message is newer than the last step: what it tells of is not in the future.
  const status = useSharing((state) => state.status);
  useEffect(() => {
    if (status) setNow(Date.now());
  }, [status]);
  return now;
}

/** The same as an instant, for formatting. */
export function useHostNow(): string {
  return toInstant(useHostMs());
}
