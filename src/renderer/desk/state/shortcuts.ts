import { useEffect } from 'react';
import { create } from 'zustand';

/** Where a shortcut stands in the lists of keys, in their order. */
export const shortcutGroups = ['queue', 'item', 'go', 'app'] as const;

/**
 * One action that can be had by key, from the command palette and from the list of shortcuts. `keys` are names of
 * `KeyboardEvent.key` (letters in capitals), with `Ctrl+` or `Shift+` before them where held.
 */
export interface Shortcut {
  readonly id: string;
  readonly keys: readonly string[];
  /** What it does, in the language of the screen. */
  readonly label: string;
  readonly group: (typeof shortcutGroups)[number];
  readonly run: () => void;
  /** Not in the palette: moving about in a list is no command. */
  readonly quiet?: boolean;
  /** Works in text fields too (only sensible with Ctrl). */
  readonly always?: boolean;
}

interface Registry {
  readonly lists: readonly (readonly Shortcut[])[];
}

/** Every shortcut that is on screen now; a later list wins over an earlier one for the same key. */
export const useShortcutRegistry = create<Registry>()(() => ({ lists: [] }));

/** Offer shortcuts while the component lives. Memoise the list: it is registered anew when it changes. */
export function useShortcuts(list: readonly Shortcut[]): void {
  useEffect(() => {
    useShortcutRegistry.setState((state) => ({ lists: [...state.lists, list] }));
    return () =>
      useShortcutRegistry.setState((state) => ({ lists: state.lists.filter((other) => other !== list) }));
  }, [list]);
}

/** All shortcuts on offer, in order of registration. */
export function allShortcuts(): Shortcut[] {
  return useShortcutRegistry.getState().lists.flat();
}

type KeyLike = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The name of a pressed key as shortcuts write it: `J`, `Ctrl+K`, `Enter`, `?`. */
export function keyName(event: KeyLike): string {
  const letter = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const printed = event.key.length === 1 && event.key.toUpperCase() === event.key.toLowerCase();
  const shift = event.shiftKey && !printed ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${letter}`;
}

/** The shortcut for a key among those on offer; the one registered last wins. */
export function findShortcut(key: string, list: readonly Shortcut[]): Shortcut | undefined {
  return list.findLast((one) => one.keys.includes(key));
}
