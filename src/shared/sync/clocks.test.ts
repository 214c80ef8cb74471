import { describe, expect, it } from 'vitest';
import { driftOf, jumpOf } from './clocks';

describe('clocks', () => {
  it('are compared in the middle of the round trip', () => {
    expect(driftOf(1000, 1400, 1200)).toBe(0);
    expect(driftOf(101_000, 101_400, 1200)).toBe(100_000);
    expect(driftOf(0, 0, 60_000)).toBe(-60_000);
  });

  it('jump where the wall clock moved otherwise than time did', () => {
    const at = (wallMs: number, monotonicMs: number) => ({ wallMs, monotonicMs });
    expect(jumpOf(at(0, 0), at(5000, 5000))).toBe(0);
    expect(jumpOf(at(0, 0), at(14_999, 5000))).toBe(0);
    expect(jumpOf(at(0, 0), at(600_000 + 5000, 5000))).toBe(600_000);
    expect(jumpOf(at(600_000, 0), at(1000, 1000))).toBe(-600_000);
  });
});
