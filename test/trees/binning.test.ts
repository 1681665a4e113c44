import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBins, isUseless, ZERO_THRESHOLD } from '../../src/trees/binning.ts';
import { exponential } from '../../src/trees/exponential.ts';

function histogramOf(counts: Record<number, number>): Uint32Array {
  const histogram = new Uint32Array(256);
  for (const [value, count] of Object.entries(counts)) histogram[Number(value)] = count;
  return histogram;
}

describe('findBins', () => {
  it('gives zero a bin, and bounds in the middle between values, rounded up', () => {
    const bounds = findBins(histogramOf({ 0: 50, 10: 5, 20: 5, 255: 40 }), 255, 3);
    expect(bounds.slice(1).map(Math.round)).toEqual([15, 138, Number.POSITIVE_INFINITY]);
    expect(bounds[0]).toBe(ZERO_THRESHOLD);
    expect(bounds[1]).toBe(15.000000000000002);
    expect(bounds[2]).toBe(137.50000000000003);
  });

  it('joins values of fewer rows than a bin must have with the next ones', () => {
    const bounds = findBins(histogramOf({ 0: 9, 1: 1, 2: 1, 3: 1, 9: 1, 11: 2 }), 255, 3);
    expect(bounds.map(Math.floor)).toEqual([0, 6, Number.POSITIVE_INFINITY]);
  });

  it('gives a pixel that is never inked one bin', () => {
    expect(findBins(histogramOf({ 0: 9 }), 255, 3)).toEqual([Number.POSITIVE_INFINITY]);
  });

  it('makes at most maxBin bins, each with rows, a frequent value alone in one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(30), { minLength: 256, maxLength: 256 }),
        fc.integer({ min: 3, max: 64 }),
        (counts, maxBin) => {
          const histogram = Uint32Array.from(counts);
          histogram[255] = 5000;
          const bounds = findBins(histogram, maxBin, 1);
          expect(bounds.length).toBeLessThanOrEqual(maxBin);
          expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b));
          expect(bounds.at(-2)! > 253).toBe(true);
        },
      ),
    );
  });
});

describe('isUseless', () => {
  it('tells pixels of which no split leaves enough rows on both sides', () => {
    const histogram = histogramOf({ 0: 90, 100: 6, 200: 4 });
    const bounds = findBins(histogram, 255, 3);
    expect([4, 5, 10, 11].map(rows => isUseless(histogram, bounds, rows))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('exponential', () => {
  it('is e to the power of its argument within 2 units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 0, noNaN: true }), x => {
        const expected = Math.exp(x);
        return Math.abs(exponential(x) - expected) <= 2 * 2 ** -52 * expected;
      }),
    );
    expect([0, -800, Number.NEGATIVE_INFINITY].map(exponential)).toEqual([1, 0, 0]);
    expect(exponential(Number.NaN)).toBeNaN();
  });
});
