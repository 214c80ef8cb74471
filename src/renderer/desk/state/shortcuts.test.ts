import { describe, expect, it } from 'vitest';
import { findShortcut, keyName, type Shortcut } from './shortcuts';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe('names of keys', () => {
  it.each([
    [{ ...plain, key: 'j' }, 'J'],
    [{ ...plain, key: 'J', shiftKey: true }, 'Shift+J'],
    [{ ...plain, key: 'k', ctrlKey: true }, 'Ctrl+K'],
    [{ ...plain, key: 'k', metaKey: true }, 'Ctrl+K'],
    [{ ...plain, key: '?', shiftKey: true }, '?'],
    [{ ...plain, key: '3', altKey: true }, 'Alt+3'],
    [{ ...plain, key: 'Enter' }, 'Enter'],
    [{ ...plain, key: 'Enter', shiftKey: true }, 'Shift+Enter'],
  ])('%o is %s', (event, name) => expect(keyName(event)).toBe(name));
});

describe('two offers for one key', () => {
  const offer = (id: string, keys: string[]): Shortcut => ({
    id,
    keys,
    label: id,
    group: 'item',
    run: () => {},
  });

  it('takes the later one, and none where nothing is offered', () => {
    const list = [offer('first', ['X']), offer('second', ['X', 'Enter'])];
    expect(findShortcut('X', list)?.id).toBe('second');
    expect(findShortcut('Enter', list)?.id).toBe('second');
    expect(findShortcut('Y', list)).toBeUndefined();
  });
});
