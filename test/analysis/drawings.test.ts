import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawingLosses,
  inkExtremes,
  inkShares,
  largestFirst,
  percentileBand,
  smallestFirst,
} from '../../src/analysis/index.ts';

describe('drawingLosses', () => {
  it('are −ln p of the label, finite for a p of 0', () => {
    const losses = drawingLosses({ classes: 2, probabilities: [0.5, 0.5, 1, 0, 0, 1], labels: [0, 0, 0] });
    expect(losses[0]).toBeCloseTo(Math.LN2, 12);
    expect(losses[1]).toBeCloseTo(0, 12);
    expect(losses[2]).toBeCloseTo(103.279, 3);
  });
});

describe('orders', () => {
  it('go by value, then by row', () => {
    expect([...largestFirst([1, 3, 2, 3])]).toEqual([1, 3, 2, 0]);
    expect([...smallestFirst([2, 3, 1, 2])]).toEqual([2, 0, 3, 1]);
  });

  it('hold each row once, sorted', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), values => {
        const order = [...largestFirst(values)];
        expect([...order].sort((a, b) => a - b)).toEqual(values.map((_, row) => row));
        expect(order.map(row => values[row])).toEqual([...values].sort((a, b) => b - a));
      }),
    );
  });
});

describe('percentileBand', () => {
  const order = Uint32Array.from({ length: 1000 }, (_, place) => place);

  it('is 48 drawings around the worst 5 %', () => {
    const band = percentileBand(order, 5, 48);
    expect([band[0], band.at(-1)]).toEqual([26, 73]);
  });

  it('keeps its size at the ends, and has what there is', () => {
    expect([...percentileBand(order, 0, 3)]).toEqual([0, 1, 2]);
    expect([...percentileBand(order, 100, 3)]).toEqual([997, 998, 999]);
    expect(percentileBand(order.subarray(0, 7), 50, 48)).toHaveLength(7);
    expect(percentileBand(new Uint32Array(), 50, 48)).toHaveLength(0);
  });

  it('refuses percentiles that there are not', () => {
    expect(() => percentileBand(order, 101, 3)).toThrow(RangeError);
    expect(() => percentileBand(order, Number.NaN, 3)).toThrow(RangeError);
  });
});

describe('ink', () => {
  const bitmaps = new Uint8Array(5 * 784);
  bitmaps.fill(255, 784, 2 * 784);
  bitmaps.fill(255, 2 * 784, 2 * 784 + 98);
  bitmaps.fill(255, 3 * 784, 3 * 784 + 600);
  bitmaps.fill(51, 4 * 784, 4 * 784 + 49);

  it('is the mean pixel over 255', () => {
    const shares = inkShares(bitmaps);
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBe(1);
    expect(shares[2]).toBe(0.125);
    expect(shares[4]).toBeCloseTo(0.0125, 12);
  });

  it('finds full and empty drawings, the most extreme first', () => {
    const { full, empty } = inkExtremes(inkShares(bitmaps));
    expect([...full]).toEqual([1, 3]);
    expect([...empty]).toEqual([0, 4]);
    expect([...inkExtremes(inkShares(bitmaps), { fullFrom: 1, emptyUpTo: 0 }).full]).toEqual([1]);
  });

  it('refuses part of a drawing', () => {
    expect(() => inkShares(new Uint8Array(1000))).toThrow(RangeError);
  });
});
