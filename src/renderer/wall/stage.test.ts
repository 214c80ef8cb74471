import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsThatFit, stageFor } from './stage';

describe('the stage', () => {
  it('is the window itself on the displays of the customer once the zoom is set', () => {
    expect(stageFor(1920, 1080)).toEqual({ layout: 'A', width: 1920, height: 1080, scale: 1 });
    expect(stageFor(3840, 1080)).toEqual({ layout: 'B', width: 3840, height: 1080, scale: 1 });
    expect(stageFor(3360, 1080)).toEqual({ layout: 'B', width: 3360, height: 1080, scale: 1 });
    expect(stageFor(1728, 1080).scale).toBe(1);
  });

  it('changes its layout at the ratio of 2.2', () => {
    expect(stageFor(2376, 1080).layout).toBe('B');
    expect(stageFor(2375, 1080).layout).toBe('A');
  });

  it('is enlarged on a large window without zoom, and reduced on a small one', () => {
    expect(stageFor(3840, 2160)).toEqual({ layout: 'A', width: 1920, height: 1080, scale: 2 });
    expect(stageFor(7680, 2160)).toEqual({ layout: 'B', width: 3840, height: 1080, scale: 2 });
    const small = stageFor(1280, 720);
    expect(small.scale).toBeLessThan(1);
    expect(small.width).toBeGreaterThanOrEqual(1720);
  });

  it('never falls under the size that all blocks need, and never leaves the window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 320, max: 12_000 }),
        fc.integer({ min: 240, max: 5000 }),
        (width, height) => {
          const stage = stageFor(width, height);
          expect(stage.width).toBeGreaterThanOrEqual(stage.layout === 'A' ? 1719 : 2339);
          expect(stage.height).toBeGreaterThanOrEqual(1059);
          expect(stage.width * stage.scale).toBeLessThanOrEqual(width + 1e-6);
          expect(stage.height * stage.scale).toBeLessThanOrEqual(height + 1e-6);
          expect((stage.width + 1) * stage.scale).toBeGreaterThan(width - 1e-6);
        },
      ),
      { seed: 20241231 },
    );
  });
});

describe('rows that fit', () => {
  it('are whole rows, and never none', () => {
    expect(rowsThatFit(271, 34)).toBe(7);
    expect(rowsThatFit(272, 34)).toBe(8);
    expect(rowsThatFit(0, 34)).toBe(1);
    expect(rowsThatFit(-10, 34, 2)).toBe(2);
  });
});
