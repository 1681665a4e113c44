import { describe, expect, it } from 'vitest';
import { meanInterval, tQuantile } from '../../src/analysis/t-interval.ts';

describe('tQuantile', () => {
  // Tables of Student's t, two-sided 95 %.
  it.each([
    [1, 12.7062],
    [2, 4.30265],
    [3, 3.18245],
    [4, 2.77645],
    [5, 2.57058],
    [9, 2.26216],
    [10, 2.22814],
    [29, 2.04523],
    [30, 2.04227],
    [100, 1.98397],
    [1000, 1.96234],
  ])('with %i degrees of freedom is %f', (degrees, quantile) => {
    expect(tQuantile(degrees)).toBeCloseTo(quantile, quantile > 10 ? 4 : 5);
  });
});

describe('meanInterval', () => {
  it('is the mean ± t·s/√n, as by hand', () => {
    // Mean 0.7, deviations −0.02, 0, 0.02: s = 0.02, s/√3 = 0.011547; t(2) = 4.302653: ± 0.049683.
    const { mean, interval } = meanInterval([0.68, 0.7, 0.72]);
    expect(mean).toBeCloseTo(0.7, 12);
    expect(interval!.low).toBeCloseTo(0.650317, 6);
    expect(interval!.high).toBeCloseTo(0.749683, 6);
  });

  it('knows no interval of a single value, and a point where all are equal', () => {
    expect(meanInterval([0.5])).toEqual({ mean: 0.5, interval: undefined });
    expect(meanInterval([0.5, 0.5])).toEqual({ mean: 0.5, interval: { low: 0.5, high: 0.5 } });
    expect(() => meanInterval([])).toThrow(RangeError);
  });
});
