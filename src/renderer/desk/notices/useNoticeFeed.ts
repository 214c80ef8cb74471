import type { Notice } from '@shared/contract/notices';
import { useEffect, useRef } from 'react';
import { useFeed, useReconnect } from '../../common/client';
import { useNow } from '../../common/useNow';
import { shell } from '../kit/calls';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { useDesk } from '../state';
import { loadNotices, useNoticeStore } from './store';
import { Fresh, sayNotices } from './tell';

/** Changes that come faster than this are asked for once. */
const GAP_MS = 1000;
/** What turns within so short a time is said in one. */
const BUNDLE_MS = 2500;

const fresh = new Fresh();

/** Ask again when something changed, when a light turned, and with every minute: replies fall due by time alone. */
function useFreshNotices(): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const soon = () => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void loadNotices();
    }, GAP_MS);
  };
  const minute = useNow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with every minute
  useEffect(() => void loadNotices(), [minute]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useFeed('change', soon);
  useFeed('clock', (message) => message.lightsMoved && soon());
  useReconnect(soon);
}

/** Keeps the notices fresh, and has the system say what is new: several in one, nothing while the night is quiet. Mounted once. */
export function useNoticeFeed(): void {
  useFreshNotices();
  const t = useSay();
  const names = useNames();
  const notices = useNoticeStore((state) => state.notices);
  const waiting = useRef<Notice[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const speak = useRef(() => {});
  speak.current = () => {
    timer.current = undefined;
    const live = new Set(useNoticeStore.getState().notices?.rows.map(({ key }) => key));
    const said = sayNotices(
      waiting.current.filter(({ key }) => live.has(key)),
      t,
      names.unitShort,
    );
    waiting.current = [];
    // Where the system does not speak, the bell has it all the same.
    if (said) shell('notify', said).catch(() => undefined);
  };
  useEffect(() => {
    if (!notices) return;
    const turned = fresh.take(notices.rows);
    if (turned.length === 0 || notices.quiet || !useDesk.getState().osNotices) return;
    waiting.current.push(...turned);
    timer.current ??= setTimeout(() => speak.current(), BUNDLE_MS);
  }, [notices]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
