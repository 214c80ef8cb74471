import { describe, expect, it } from 'vitest';
import {
  contrast,
  gridStep,
  lightState,
  mapPalette,
  palette,
  type State,
  stateShape,
  type ThemeName,
} from './tokens';

const themes: ThemeName[] = ['light', 'dark'];
const states: State[] = ['jade', 'gold', 'kapok', 'river', 'violet'];

describe('tokens', () => {
  it('computes contrast as WCAG does', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
    expect(contrast('#336699', '#336699')).toBe(1);
  });

  it.each(themes)('%s: every text and state colour reads on ground, panel and rows', (theme) => {
    const c = palette[theme];
    for (const on of ['ground', 'panel', 'hover', 'selected'] as const) {
      for (const name of ['text', 'secondary', ...states] as const) {
        expect(contrast(c[name], c[on]), `${name} on ${on}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(c.onRiver, c.river)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(themes)('%s: numbers read on every step of the map, and shapes on their halo', (theme) => {
    const m = mapPalette[theme];
    for (const step of m.steps) expect(contrast(palette[theme].text, step)).toBeGreaterThanOrEqual(4.5);
    for (const state of states) expect(contrast(palette[theme][state], m.halo)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette[theme].secondary, m.street)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(themes)('%s: the steps of the map go one way', (theme) => {
    const away = mapPalette[theme].steps.map((s) => contrast(s, mapPalette[theme].steps[0]));
    expect(away).toEqual([...away].sort((a, b) => a - b));
    expect(new Set(away).size).toBe(5);
  });

  it('gives every state its own shape, and every light a state of its own', () => {
    expect(new Set(Object.values(stateShape)).size).toBe(states.length);
    expect(new Set(Object.values(lightState)).size).toBe(5);
  });

  it('counts steps from none to many', () => {
    expect([0, 1, 2, 3, 4, 5, 90].map(gridStep)).toEqual([0, 1, 2, 3, 4, 4, 4]);
  });
});
