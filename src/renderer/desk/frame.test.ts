import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cssVariables } from '../common/theme';
import { clampQueue } from './Splitter';
import { sortFiles } from './useDrops';

describe('the line between queue and work pane', () => {
  it('leaves both panes usable wherever it is dragged, on every screen from 1366 wide on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5000, max: 9000 }),
        fc.integer({ min: 1200, max: 6000 }),
        (wish, room) => {
          const width = clampQueue(wish, room);
          expect(width).toBeGreaterThanOrEqual(340);
          expect(room - width).toBeGreaterThanOrEqual(440);
        },
      ),
      { seed: 20241231 },
    );
  });
});

describe('dropped files', () => {
  it('tells sheets from pictures by name, and pasted pictures by type', () => {
    const files = [
      { name: '12345日报.XLSX', type: '' },
      { name: '10.44.6.21_01_20241231113412.jpg', type: 'image/jpeg' },
      { name: 'image', type: 'image/png' },
      { name: 'notes.txt', type: 'text/plain' },
    ];
    const found = sortFiles(files);
    expect(found.sheet?.name).toBe('12345日报.XLSX');
    expect(found.pictures.map((file) => file.name)).toEqual(['10.44.6.21_01_20241231113412.jpg', 'image']);
  });
});

describe('the variables of a theme', () => {
  it('names the same things in light and dark', () => {
    expect(Object.keys(cssVariables('dark'))).toEqual(Object.keys(cssVariables('light')));
    expect(cssVariables('light')['--xh-on-river']).toBe('#FFFFFF');
    expect(cssVariables('dark')['--xh-kapok']).not.toBe(cssVariables('light')['--xh-kapok']);
  });
});
