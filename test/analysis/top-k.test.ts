import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countInTop, predictedClasses, topClasses } from '../../src/analysis/index.ts';

describe('topClasses', () => {
  it('orders by score, and equal scores by class', () => {
    expect(topClasses([0.1, 0.4, 0.4, 0.05, 0.05], 4)).toEqual([1, 2, 0, 3]);
  });

  it('gives what there is when k is larger', () => {
    expect(topClasses([0.2, 0.8], 5)).toEqual([1, 0]);
  });
});

describe('countInTop', () => {
  it('counts rows by hand', () => {
    const scores = [0.5, 0.3, 0.2, 0.1, 0.2, 0.7, 0.4, 0.4, 0.2];
    expect(countInTop(scores, [0, 0, 1], 3, 1)).toBe(1);
    expect(countInTop(scores, [0, 0, 1], 3, 2)).toBe(2);
    expect(countInTop(scores, [0, 0, 1], 3, 3)).toBe(3);
  });

  it('agrees with topClasses and predictedClasses, ties included', () => {
    const score = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.array(score, { minLength: 4, maxLength: 4 }), { minLength: 1 }), rows => {
        const scores = rows.flat();
        const labels = rows.map((_, index) => index % 4);
        for (const k of [1, 2, 4]) {
          const expected = rows.filter((row, index) => topClasses(row, k).includes(labels[index]!)).length;
          expect(countInTop(scores, labels, 4, k)).toBe(expected);
        }
        expect([...predictedClasses(scores, 4)]).toEqual(rows.map(row => topClasses(row, 1)[0]));
      }),
    );
  });
});
