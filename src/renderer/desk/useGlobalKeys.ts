import { useEffect } from 'react';
import { useDesk } from './state';
import { findShortcut, keyName, useShortcutRegistry } from './state/shortcuts';

const moving = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp', 'Enter', ' ']);
const ownKeys = 'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="combobox"]';
const layers = 'dialog, [role="dialog"], [role="menu"], [role="listbox"]';

/** Whether a key pressed on this element is the desk's, or belongs to a field, an open layer or a button. */
export function deskHears(target: Element | null, key: string, overlay: boolean): boolean {
  if (overlay) return false;
  if (!target || target === target.ownerDocument.body) return true;
  if (target.closest(`${ownKeys}, ${layers}`)) return false;
  return !moving.has(key) || target.closest('[data-keys="queue"]') !== null;
}

/** One listener for every shortcut on offer. Nothing is done while a Chinese word is being composed. */
export function useGlobalKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // 229: a key that an input method has taken, in browsers that do not say so otherwise.
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
      const key = keyName(event);
      const shortcut = findShortcut(key, useShortcutRegistry.getState().lists.flat());
      if (!shortcut) return;
      const { dialog, palette, shortcuts } = useDesk.getState();
      const overlay = dialog !== null || palette || shortcuts;
      const heard = shortcut.always
        ? !overlay
        : deskHears(event.target as Element | null, event.key, overlay);
      if (!heard) return;
      event.preventDefault();
      shortcut.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
