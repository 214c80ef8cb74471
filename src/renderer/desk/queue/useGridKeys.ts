import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { keys } from './keys';
import type { Selection } from './useSelection';

/** The keys that move through the list: J and K or arrows, Home, End, and a screen at a time. */
export function useGridKeys({ goTo, step }: Selection, pageRows: () => number, last: () => number): void {
  const { t } = useTranslation();
  const shortcuts = useMemo<readonly Shortcut[]>(() => {
    const move = (id: keyof typeof keys.queue, run: () => void): Shortcut => ({
      id: `queue.${id}`,
      keys: keys.queue[id],
      label: t(`desk:key.${id}`),
      group: 'queue',
      quiet: true,
      run,
    });
    return [
      move('next', () => step(1)),
      move('previous', () => step(-1)),
      move('first', () => goTo(0)),
      move('last', () => goTo(last())),
      move('pageDown', () => step(pageRows())),
      move('pageUp', () => step(-pageRows())),
    ];
  }, [t, goTo, step, pageRows, last]);
  useShortcuts(shortcuts);
}
