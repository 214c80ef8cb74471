import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import type { Selection } from './useSelection';

/** The keys that move through the list: J and K or arrows, Home, End, and a screen at a time. */
export function useGridKeys({ goTo, step }: Selection, pageRows: () => number, last: () => number): void {
  const { t } = useTranslation();
  const shortcuts = useMemo<readonly Shortcut[]>(() => {
    const move = (id: string, keys: string[], run: () => void): Shortcut => ({
      id: `queue.${id}`,
      keys,
      label: t(`desk:key.${id}`),
      group: 'queue',
      quiet: true,
      run,
    });
    return [
      move('next', ['J', 'ArrowDown'], () => step(1)),
      move('previous', ['K', 'ArrowUp'], () => step(-1)),
      move('first', ['Home'], () => goTo(0)),
      move('last', ['End'], () => goTo(last())),
      move('pageDown', ['PageDown'], () => step(pageRows())),
      move('pageUp', ['PageUp'], () => step(-pageRows())),
    ];
  }, [t, goTo, step, pageRows, last]);
  useShortcuts(shortcuts);
}
