import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countInTop,
  labelRanks,
  meanAveragePrecision,
  topKAccuracies,
  wilsonInterval,
} from '../../src/analysis/index.ts';

const predictions = {
  classes: 4,
  probabilities: [
    0.5, 0.25, 0.125, 0.125, 0.5, 0.25, 0.125, 0.125, 0.25, 0.25, 0.25, 0.25, 0.1, 0.2, 0.3, 0.4,
  ],
  labels: [0, 1, 2, 0],
};

const anyPredictions = fc
  .array(fc.tuple(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }), fc.nat(3)), {
    minLength: 1,
    maxLength: 20,
  })
  .map(rows => ({
    classes: 4,
    probabilities: rows.flatMap(([scores]) => scores),
    labels: rows.map(([, label]) => label),
  }));

describe('labelRanks', () => {
  it('counts the classes before the label, ties by class', () => {
    expect([...labelRanks(predictions)]).toEqual([0, 1, 2, 3]);
  });
});

describe('topKAccuracies', () => {
  it('agrees with four drawings by hand, and stops at the classes there are', () => {
    const accuracies = topKAccuracies(predictions);
    expect(accuracies.map(({ k, accuracy }) => [k, accuracy])).toEqual([
      [1, 0.25],
      [2, 0.5],
      [3, 0.75],
      [4, 1],
    ]);
    expect(accuracies[1]).toEqual({ k: 2, correct: 2, accuracy: 0.5, interval: wilsonInterval(2, 4) });
    expect(topKAccuracies(predictions, 2)).toHaveLength(2);
  });

  it('agrees with countInTop', () => {
    fc.assert(
      fc.property(anyPredictions, drawn => {
        for (const { k, correct } of topKAccuracies(drawn))
          expect(correct).toBe(countInTop(drawn.probabilities, drawn.labels, 4, k));
      }),
    );
  });

  it('refuses no drawings', () => {
    expect(() => topKAccuracies({ classes: 2, probabilities: [], labels: [] })).toThrow(RangeError);
  });
});

describe('meanAveragePrecision', () => {
  it('is (1 + 1/2 + 1/3 + 0) / 4 by hand', () => {
    expect(meanAveragePrecision(predictions)).toBeCloseTo(11 / 24, 12);
  });

  it('is the accuracy at 1, and lies between top-1 and top-3', () => {
    fc.assert(
      fc.property(anyPredictions, drawn => {
        const [top1, , top3] = topKAccuracies(drawn);
        expect(meanAveragePrecision(drawn, 1)).toBeCloseTo(top1!.accuracy, 12);
        expect(meanAveragePrecision(drawn)).toBeGreaterThanOrEqual(top1!.accuracy - 1e-12);
        expect(meanAveragePrecision(drawn)).toBeLessThanOrEqual(top3!.accuracy + 1e-12);
      }),
    );
  });
});
