import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  basicInterval,
  bootstrapReplicates,
  meanInterval,
  percentileInterval,
  quantile,
} from '../../src/analysis/index.ts';
import { RandomStream } from '../../src/engine/index.ts';

describe('quantile', () => {
  it('agrees with numpy by hand', () => {
    expect(quantile([1, 2, 4, 8], 0.5)).toBe(3);
    expect(quantile([1, 2, 4, 8], 0.25)).toBe(1.75);
    expect(quantile([1, 2, 4, 8], 0)).toBe(1);
    expect(quantile([1, 2, 4, 8], 1)).toBe(8);
    expect(quantile([5], 0.3)).toBe(5);
  });

  it('refuses nothing and shares outside', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => quantile([1], 1.5)).toThrow(RangeError);
  });
});

describe('bootstrapReplicates', () => {
  const stream = new RandomStream(3, 'synthetic');
  const values = Float64Array.from({ length: 200 }, () => stream.normal());
  const mean = (rows: Uint32Array): number => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;

  it('is the same for the same seed, and the first draws are the same however many follow', () => {
    const drawnFirst = (resamples: number, seed: number): number[] => {
      const seen: number[] = [];
      bootstrapReplicates(50, rows => seen.push(rows[0]!), { resamples, seed });
      return seen.slice(0, 5);
    };
    expect(drawnFirst(5, 1)).toEqual(drawnFirst(20, 1));
    expect(drawnFirst(5, 1)).not.toEqual(drawnFirst(5, 2));
  });

  it('has the interval of a mean that theory has', () => {
    const interval = percentileInterval(bootstrapReplicates(200, mean, { resamples: 2000 }));
    const theory = meanInterval(values);
    expect(Math.abs(interval.low - theory.low)).toBeLessThan(0.015);
    expect(Math.abs(interval.high - theory.high)).toBeLessThan(0.015);
  });

  it('draws rows that are there, and gives its replicates in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), (rows, seed) => {
        const replicates = bootstrapReplicates(rows, drawn => Math.max(...drawn), { resamples: 10, seed });
        expect(replicates.at(-1)).toBeLessThan(rows);
        expect([...replicates]).toEqual([...replicates].sort((a, b) => a - b));
      }),
      { numRuns: 30 },
    );
  });

  it('refuses no rows and no draws', () => {
    expect(() => bootstrapReplicates(0, () => 0)).toThrow(RangeError);
    expect(() => bootstrapReplicates(1, () => 0, { resamples: 0 })).toThrow(RangeError);
  });
});

describe('basicInterval', () => {
  it('mirrors the percentiles at the estimate', () => {
    const replicates = Float64Array.from({ length: 41 }, (_, index) => index / 10);
    expect(percentileInterval(replicates)).toEqual({ low: 0.1, high: 3.9 });
    const { low, high } = basicInterval(1, replicates);
    expect(low).toBeCloseTo(-1.9, 12);
    expect(high).toBeCloseTo(1.9, 12);
  });
});
