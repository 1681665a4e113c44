import { describe, expect, it } from 'vitest';
import { placeOf, segmentRows } from '../../src/data/node/memory-plan.ts';
import { UsageError } from '../../src/errors.ts';

const machine = 16e9;

describe('placeOf', () => {
  it('keeps drawings in memory where they fit, on the disk otherwise', () => {
    expect(placeOf(5_520_000, undefined, machine)).toBe('memory');
    expect(placeOf(5_520_000, 5e9, machine)).toBe('memory');
    expect(placeOf(5_520_000, 1e9, machine)).toBe('disk');
    expect(placeOf(50_426_266, 1e9, machine)).toBe('disk');
    expect(placeOf(0, 0, machine)).toBe('memory');
  });

  it('says how much memory would do', () => {
    const place =
      (...args: Parameters<typeof placeOf>) =>
      () =>
        placeOf(...args);
    expect(place(50_426_266, undefined, machine)).toThrow(UsageError);
    expect(place(50_426_266, undefined, machine)).toThrow(
      '50426266 drawings take 40644 MB of memory; this machine has 16000 MB.',
    );
    expect(place(50_426_266, 100e6, machine)).toThrow(
      '50426266 drawings need 827 MB of memory; 100 MB were given.',
    );
    expect(place(10_000, 1e6, machine)).toThrow('10000 drawings need 9 MB of memory; 1 MB were given.');
    expect(place(80, 1000, machine)).toThrow('80 drawings need 1 MB of memory; 1000 bytes were given.');
  });
});

describe('segmentRows', () => {
  it('is a whole window of the shuffle where memory allows', () => {
    expect(segmentRows(5_520_000, 3_860_000, 1e9)).toBe(262_144);
    expect(segmentRows(300_000, 200_000, 1e9)).toBe(200_000);
  });

  it('is an equal part of one otherwise, so that both segments fit', () => {
    for (const memoryBytes of [100e6, 200e6, 400e6]) {
      const rows = segmentRows(5_520_000, 3_860_000, memoryBytes);
      expect(2 * rows * 786).toBeLessThan(memoryBytes);
      expect(262_144 / rows).toBeCloseTo(Math.round(262_144 / rows), 2);
    }
  });
});
