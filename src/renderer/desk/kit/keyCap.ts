const caps: Readonly<Record<string, string>> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ' ': 'Space',
};

/** A key as it stands on a keyboard: `Shift ↓` for `Shift+ArrowDown`. */
export function keyCap(key: string): string {
  return key
    .split('+')
    .map((part) => caps[part] ?? part)
    .join(' ');
}
