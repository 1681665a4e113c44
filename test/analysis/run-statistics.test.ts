import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  directionBetween,
  directionOf,
  linearTrend,
  meanInterval,
  pairedDifference,
} from '../../src/analysis/index.ts';

const value = fc.double({ min: -100, max: 100, noNaN: true });

describe('meanInterval', () => {
  // s² = (4 + 1 + 0 + 1 + 4) / 4 = 2.5; half 2.77645 · √2.5 / √5 = 1.96324.
  it('agrees with five runs by hand', () => {
    const mean = meanInterval([1, 2, 3, 4, 5]);
    expect(mean).toMatchObject({ value: 3, runs: 5 });
    expect(mean.standardDeviation).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(mean.low).toBeCloseTo(3 - 1.96324, 5);
    expect(mean.high).toBeCloseTo(3 + 1.96324, 5);
  });

  it('says that a single run tells nothing of the spread', () => {
    expect(meanInterval([0.7])).toEqual({
      value: 0.7,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
      runs: 1,
      standardDeviation: 0,
    });
  });

  it('moves and scales with the runs', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 12 }), value, (runs, shift) => {
        const mean = meanInterval(runs);
        const moved = meanInterval(runs.map(run => 2 * run + shift));
        expect(moved.low).toBeCloseTo(2 * mean.low + shift, 6);
        expect(moved.high).toBeCloseTo(2 * mean.high + shift, 6);
      }),
    );
  });

  it('refuses no runs', () => {
    expect(() => meanInterval([])).toThrow(RangeError);
  });
});

describe('pairedDifference', () => {
  it('sees a small difference that all pairs have', () => {
    const before = [0.5, 0.7, 0.6];
    const after = [0.51, 0.711, 0.609];
    const difference = pairedDifference(before, after);
    expect(difference.value).toBeCloseTo(0.01, 12);
    // s = 0.001, half 4.30265 · 0.001 / √3 = 0.0024841.
    expect(difference.low).toBeCloseTo(0.01 - 0.0024841, 6);
    expect(directionOf(difference)).toBe('rises');
    expect(directionOf(pairedDifference(after, before))).toBe('falls');
    expect(directionBetween(meanInterval(before), meanInterval(after))).toBe('unclear');
  });

  it('refuses unequal numbers of runs', () => {
    expect(() => pairedDifference([1], [1, 2])).toThrow(RangeError);
  });
});

describe('directionBetween', () => {
  it('goes by intervals that do not touch', () => {
    expect(directionBetween({ low: 0, high: 1 }, { low: 1.1, high: 2 })).toBe('rises');
    expect(directionBetween({ low: 1.1, high: 2 }, { low: 0, high: 1 })).toBe('falls');
    expect(directionBetween({ low: 0, high: 1 }, { low: 1, high: 2 })).toBe('unclear');
  });
});

describe('linearTrend', () => {
  // Means 1.5 and 2.125, Sxx = 5, Sxy = 3.75.
  it('agrees with four points by hand', () => {
    const exact = linearTrend([0, 1, 2, 3], [1, 2, 2, 3.5]);
    expect(exact.slope.value).toBeCloseTo(0.75, 12);
    expect(exact.intercept).toBeCloseTo(1, 12);
    // Residuals 0, 0.25, −0.5, 0.25: SSE 0.375; half 4.30265 · √(0.1875 / 5) = 0.83320.
    expect(exact.slope.low).toBeCloseTo(0.75 - 0.8332, 4);
    expect(exact.slope.high).toBeCloseTo(0.75 + 0.8332, 4);
    expect(exact.rSquared).toBeCloseTo(1 - 0.375 / 3.1875, 12);
  });

  it('finds lines, surely', () => {
    fc.assert(
      fc.property(value, value, fc.integer({ min: 3, max: 10 }), (slope, intercept, points) => {
        const x = Array.from({ length: points }, (_, point) => point);
        const trend = linearTrend(
          x,
          x.map(at => intercept + slope * at),
        );
        expect(trend.slope.value).toBeCloseTo(slope, 9);
        expect(trend.intercept).toBeCloseTo(intercept, 9);
        expect(trend.slope.high - trend.slope.low).toBeLessThan(1e-4);
      }),
    );
  });

  it('has no interval for two points, and explains nothing where nothing varies', () => {
    expect(linearTrend([0, 1], [0, 2]).slope).toEqual({
      value: 2,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
    expect(linearTrend([0, 1, 2], [3, 3, 3])).toMatchObject({ rSquared: 0, intercept: 3 });
  });

  it('refuses points at one x, and lists of different length', () => {
    expect(() => linearTrend([1, 1], [0, 2])).toThrow(RangeError);
    expect(() => linearTrend([1, 2], [0])).toThrow(RangeError);
  });
});
