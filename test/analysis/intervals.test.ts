import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareDifference, wilsonInterval } from '../../src/analysis/index.ts';

describe('wilsonInterval', () => {
  // By hand, z² = 3.841459: n = 10, p = 0.8: center (0.8 + 0.19207) / 1.38415 = 0.71674,
  // half √(0.384146 · (0.16 + 0.0960365)) / 1.384146 = 0.22658.
  it('agrees with 8 of 10 computed by hand', () => {
    const { low, high } = wilsonInterval(8, 10);
    expect(low).toBeCloseTo(0.49016, 4);
    expect(high).toBeCloseTo(0.94332, 4);
  });

  // Newcombe 1998 (Two-sided confidence intervals for the single proportion), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('agrees with the published interval of %i of %i', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('says everything is possible when nothing was tried', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it('refuses more successes than trials', () => {
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
  });

  it('holds the share, stays in [0, 1] and mirrors', () => {
    const cases = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain(trials => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));
    fc.assert(
      fc.property(cases, ([successes, trials]) => {
        const { low, high } = wilsonInterval(successes, trials);
        const mirrored = wilsonInterval(trials - successes, trials);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(mirrored.low).toBeCloseTo(1 - high, 10);
      }),
    );
  });
});

describe('shareDifference', () => {
  // Newcombe 1998 (Interval estimation for the difference), table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 10, 0.6075, 1],
  ])('agrees with the published interval of %i/%i − %i/%i', (a, m, b, n, low, high) => {
    const estimate = shareDifference({ successes: b, trials: n }, { successes: a, trials: m });
    expect(estimate.value).toBeCloseTo(a / m - b / n, 10);
    expect(estimate.low).toBeCloseTo(low, 4);
    expect(estimate.high).toBeCloseTo(high, 4);
  });
});
