import { describe, expect, it } from 'vitest';
import { confusedPairs, confusionMatrix, countCorrect, supportOf } from '../../src/analysis/index.ts';

//            cake cake cake cake  bus  bus  star
const labels = [0, 0, 0, 0, 1, 1, 2];
const predictions = [0, 1, 1, 2, 1, 0, 2];

describe('confusionMatrix', () => {
  const matrix = confusionMatrix(labels, predictions, 3);

  it('counts truth by row and prediction by column', () => {
    expect([...matrix.counts]).toEqual([1, 2, 1, 1, 1, 0, 0, 0, 1]);
    expect(supportOf(matrix, 0)).toBe(4);
    expect(countCorrect(matrix)).toBe(3);
  });

  it('lists confused pairs by their share, then by their count', () => {
    expect(confusedPairs(matrix, 10)).toEqual([
      { truth: 0, prediction: 1, count: 2, share: 0.5 },
      { truth: 1, prediction: 0, count: 1, share: 0.5 },
      { truth: 0, prediction: 2, count: 1, share: 0.25 },
    ]);
    expect(confusedPairs(matrix, 1)).toHaveLength(1);
  });

  it('has no pairs where nothing is confused', () => {
    expect(confusedPairs(confusionMatrix([0, 1], [0, 1], 2), 5)).toEqual([]);
  });

  it('refuses lists of different length', () => {
    expect(() => confusionMatrix([0, 1], [0], 2)).toThrow(RangeError);
  });
});
