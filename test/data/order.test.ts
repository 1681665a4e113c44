import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOrder, type RowSequence, rowsInOrder, shuffledRows } from '../../src/data/order.ts';

const small = { exactRows: 40, windowRows: 32, runRows: 4 };
const countUpTo = (count: number) => Uint32Array.from({ length: count }, (_, index) => index);

function wholeOrder(count: number, seed: number, epoch: number): number[] {
  const order = epochOrder(count, seed, epoch, small);
  return order.windowStarts.slice(1).flatMap((_, index) => [...order.window(index)]);
}

function drain(sequence: RowSequence, limit: number): number[] {
  const all: number[] = [];
  for (;;) {
    const rows = sequence(limit);
    if (rows.length === 0) return all;
    expect(rows.length).toBeLessThanOrEqual(limit);
    all.push(...rows);
  }
}

describe('epochOrder', () => {
  it('is a permutation of any number of drawings', () => {
    fc.assert(
      fc.property(fc.nat(600), fc.nat(), fc.nat(100), (count, seed, epoch) => {
        expect(wholeOrder(count, seed, epoch).sort((a, b) => a - b)).toEqual([...countUpTo(count)]);
      }),
    );
  });

  it('differs from epoch to epoch and from seed to seed, and repeats itself', () => {
    for (const count of [30, 300]) {
      const orders = [wholeOrder(count, 1, 0), wholeOrder(count, 1, 1), wholeOrder(count, 2, 0)];
      expect(new Set(orders.map(String)).size).toBe(3);
      expect(wholeOrder(count, 1, 0)).toEqual(orders[0]);
    }
  });

  it('has windows of nearly equal size within the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 41, max: 2000 }), fc.nat(), (count, seed) => {
        const { windowStarts, window } = epochOrder(count, seed, 0, small);
        expect(windowStarts[0]).toBe(0);
        expect(windowStarts.at(-1)).toBe(count);
        const sizes = windowStarts.slice(1).map((end, index) => end - windowStarts[index]!);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(small.windowRows + small.runRows);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2 * small.runRows);
        expect(sizes.map((_, index) => window(index).length)).toEqual(sizes);
      }),
    );
  });

  it('keeps runs of neighbors in one window, so that they are read together', () => {
    const { windowStarts, window } = epochOrder(400, 3, 0, small);
    for (let index = 0; index + 1 < windowStarts.length; index++) {
      const runs = new Set([...window(index)].map(row => Math.floor(row / small.runRows)));
      expect(runs.size).toBe(window(index).length / small.runRows);
    }
  });

  it('puts every drawing at every position equally often', () => {
    for (const count of [5, 41]) {
      const epochs = 4000;
      const counts = countUpTo(count).map(() => 0);
      for (let epoch = 0; epoch < epochs; epoch++) counts[wholeOrder(count, 9, epoch)[0]!]!++;
      const expected = epochs / count;
      const chiSquare = counts.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
      expect(chiSquare).toBeLessThan(count - 1 + 5 * Math.sqrt(2 * (count - 1)));
    }
  });

  it('permutes a million exactly', () => {
    const count = 1 << 20;
    const order = epochOrder(count, 1, 1);
    expect(order.windowStarts).toEqual([0, count]);
    const seen = new Uint8Array(count);
    for (const row of order.window(0)) seen[row]! += 1;
    expect(seen.every(times => times === 1)).toBe(true);
  });

  it('takes windows beyond', () => {
    const count = (1 << 20) + 1;
    const { windowStarts, window } = epochOrder(count, 1, 1);
    expect(windowStarts.length).toBe(6);
    const seen = new Uint8Array(count);
    for (let index = 0; index < 5; index++) for (const row of window(index)) seen[row]! += 1;
    expect(seen.every(times => times === 1)).toBe(true);
  });
});

describe('a pass', () => {
  it('can start anywhere and take any number at a time', () => {
    const rows = countUpTo(500).map(index => 3 * index + 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat(510),
        fc.integer({ min: 1, max: 100 }),
        (count, start, limit) => {
          const some = rows.subarray(0, count);
          const whole = drain(shuffledRows(some, 4, 2, 0, small), 7);
          expect(whole.length).toBe(count);
          expect(drain(shuffledRows(some, 4, 2, start, small), limit)).toEqual(whole.slice(start));
          expect(drain(rowsInOrder(some, start), limit)).toEqual([...some.subarray(start)]);
        },
      ),
    );
  });
});
