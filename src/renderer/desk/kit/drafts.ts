import { maskExcept } from '@shared/rules/intake/maskExcept';
import { useState } from 'react';
import { knownContact } from './directory';

/** Half-written forms by key; kept until sent, so that a look at another item or an error loses no word. */
const drafts = new Map<string, unknown>();

/** Drafts of moves outlive a crash of the window, for so many days; a move is made within them or not at all. */
const KEPT_DAYS = 7;
const PREFIX = 'xiuhua.draft.';

/** Drafts on an item are kept on disk; a form with a caller's name and number (a new report) never is. */
function isKept(key: string): boolean {
  return key.startsWith('case:') || key.startsWith('report:');
}

/** Hashes and ids are no words: a run of digits in them is nobody's number. */
const ID = /^(?:[0-9a-f-]{32,}|(?:case|report):\S+)$/;

/** Numbers do not lie on the disk in the clear, but for the centre's own: what is sent is masked in the same way. */
function write(key: string, value: unknown): void {
  if (!isKept(key)) return;
  const contact = knownContact();
  try {
    const masked = JSON.stringify({ at: Date.now(), value }, (_name, part) =>
      typeof part === 'string' && !ID.test(part) ? maskExcept(part, contact) : part,
    );
    localStorage.setItem(PREFIX + key, masked);
  } catch {
    // No room or no storage: the draft lives as long as the window.
  }
}

function read(key: string): unknown {
  if (!isKept(key)) return undefined;
  try {
    const text = localStorage.getItem(PREFIX + key);
    if (text === null) return undefined;
    const { at, value } = JSON.parse(text) as { at: number; value: unknown };
    if (Date.now() - at < KEPT_DAYS * 86_400_000) return value;
    localStorage.removeItem(PREFIX + key);
  } catch {
    // What cannot be read was no draft.
  }
  return undefined;
}

/** Old drafts leave when the desk opens. */
export function pruneDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) read(name.slice(PREFIX.length));
}

function drop(key: string): void {
  drafts.delete(key);
  if (isKept(key)) localStorage.removeItem(PREFIX + key);
}

/** State of a form that survives the panel. `initial` is used where nothing was begun. */
export function useDraft<T extends object>(
  key: string,
  initial: () => T,
): { value: T; patch: (part: Partial<T>) => void; drop: () => void } {
  // A draft of an older program may lack a field: what is new comes from `initial`.
  const [value, setValue] = useState<T>(() => ({
    ...initial(),
    ...((drafts.get(key) ?? read(key)) as Partial<T> | undefined),
  }));
  const patch = (part: Partial<T>) => {
    setValue((old) => {
      const next = { ...old, ...part };
      drafts.set(key, next);
      write(key, next);
      return next;
    });
  };
  return { value, patch, drop: () => drop(key) };
}
