import { useState } from 'react';

/** Half-written forms by key; kept until sent, so that a look at another item or an error loses no word. */
const drafts = new Map<string, unknown>();

/** State of a form that survives the panel. `initial` is used where nothing was begun. */
export function useDraft<T extends object>(
  key: string,
  initial: () => T,
): { value: T; patch: (part: Partial<T>) => void; drop: () => void } {
  const [value, setValue] = useState<T>(() => (drafts.get(key) as T | undefined) ?? initial());
  const patch = (part: Partial<T>) => {
    setValue((old) => {
      const next = { ...old, ...part };
      drafts.set(key, next);
      return next;
    });
  };
  return { value, patch, drop: () => drafts.delete(key) };
}
