import type { Item } from '@shared/contract/models';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../common/client';
import { useDesk } from '../state';
import {
  addMarks,
  clearMarks,
  MOST_MARKED,
  refreshMarks,
  setAnchor,
  toggleMark,
  useMarks,
} from '../state/marks';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { keys } from './keys';
import { queueWindow } from './model';
import type { Selection } from './useSelection';
import type { QueueSnapshot } from './window';

type Keys = Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** So many rows from here on, whether they are on screen or not: a range may reach beyond what is fetched. */
async function rowsFrom(first: number, count: number): Promise<readonly Item[]> {
  const { get } = queueWindow;
  const here = Array.from({ length: count }, (_, k) => get().row(first + k));
  if (here.every((row) => row !== undefined)) return here;
  const { filter } = get();
  return (await query('queue.page', { ...filter, offset: first, limit: count })).rows;
}

function markRange(from: number, to: number): void {
  const first = Math.min(from, to);
  const count = Math.min(Math.abs(to - from) + 1, MOST_MARKED);
  rowsFrom(first, count).then(
    (rows) => addMarks(rows, from),
    // Rows that cannot be fetched cannot be marked; the list itself says that the store is away.
    () => undefined,
  );
}

/** Marking rows for a move on all of them: by Ctrl or Shift and a click, by Space, by Shift and arrows, by Ctrl+A. */
export function useMarking(
  snapshot: QueueSnapshot,
  selection: Selection,
  selectedIndex: number,
): { pick: (index: number, keys: Keys) => void; toggle: (index: number) => void } {
  const { t } = useTranslation();
  const latest = useRef({ snapshot, selectedIndex });
  latest.current = { snapshot, selectedIndex };
  const { goTo, step } = selection;

  const toggle = useCallback((index: number) => {
    const row = latest.current.snapshot.row(index);
    if (row) toggleMark(row, index);
  }, []);

  const pick = useCallback(
    (index: number, keys: Keys) => {
      if (keys.shiftKey) {
        const { anchor } = useMarks.getState();
        const from = anchor >= 0 ? anchor : Math.max(0, latest.current.selectedIndex);
        markRange(from, index);
      } else if (keys.ctrlKey || keys.metaKey) toggle(index);
      else {
        setAnchor(index);
        goTo(index);
      }
    },
    [goTo, toggle],
  );

  const shortcuts = useMemo<readonly Shortcut[]>(() => {
    const here = () => latest.current.selectedIndex;
    const stretch = (by: number) => {
      const at = here();
      if (at >= 0) markRange(at, at + by < 0 ? at : at + by);
      step(by);
    };
    const key = (id: keyof typeof keys.queue, run: () => void): Shortcut => ({
      id: `queue.${id}`,
      keys: keys.queue[id],
      label: t(`desk:key.${id}`),
      group: 'queue',
      quiet: true,
      run,
    });
    return [
      key('mark', () => here() >= 0 && toggle(here())),
      key('markNext', () => stretch(1)),
      key('markPrevious', () => stretch(-1)),
      { ...key('markAll', () => markRange(0, MOST_MARKED - 1)), quiet: false },
    ];
  }, [t, step, toggle]);
  useShortcuts(shortcuts);

  useEffect(
    () =>
      refreshMarks((id) => {
        const index = snapshot.indexOf(id);
        return index < 0 ? undefined : snapshot.row(index);
      }),
    [snapshot],
  );

  // Another view is another task: nothing stays marked that is no longer looked at.
  const view = useDesk((state) => state.savedView ?? state.filter.view);
  const viewed = useRef(view);
  useEffect(() => {
    if (viewed.current !== view) clearMarks();
    viewed.current = view;
  }, [view]);

  return { pick, toggle };
}
