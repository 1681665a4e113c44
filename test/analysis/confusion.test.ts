import { describe, expect, it } from 'vitest';
import { confusionMatrix, countCorrect, supportOf } from '../../src/analysis/index.ts';

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

  it('refuses lists of different length', () => {
    expect(() => confusionMatrix([0, 1], [0], 2)).toThrow(RangeError);
  });
});
