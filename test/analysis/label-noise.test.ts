import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confusionNoise,
  estimateLabelNoise,
  injectLabelNoise,
  labelIssues,
  pointAtRecall,
  precisionRecallCurve,
  symmetricNoise,
} from '../../src/analysis/index.ts';
import { RandomStream } from '../../src/engine/index.ts';

const confusion = { classes: 3, counts: Uint32Array.of(5, 3, 1, 0, 9, 0, 2, 0, 7) };

describe('noise matrices', () => {
  it('give to all alike, or as was confused', () => {
    const expectClose = (actual: Float64Array, expected: number[]): void =>
      expected.forEach((value, place) => {
        expect(actual[place]).toBeCloseTo(value, 12);
      });
    expectClose(symmetricNoise(3, 0.2), [0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8]);
    // Class 1 was never confused.
    expectClose(confusionNoise(confusion, 0.2), [0.8, 0.15, 0.05, 0.1, 0.8, 0.1, 0.2, 0, 0.8]);
  });

  it('have rows that sum to 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 16, maxLength: 16 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (counts, rate) => {
          const matrix = confusionNoise({ classes: 4, counts: Uint32Array.from(counts) }, rate);
          for (let truth = 0; truth < 4; truth++) {
            const row = matrix.subarray(4 * truth, 4 * truth + 4);
            expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
            expect(row[truth]).toBeCloseTo(1 - rate, 12);
          }
        },
      ),
    );
  });

  it('refuse rates outside and a single class', () => {
    expect(() => symmetricNoise(3, 1.1)).toThrow(RangeError);
    expect(() => symmetricNoise(1, 0.1)).toThrow(RangeError);
  });
});

describe('injectLabelNoise', () => {
  const labels = Int32Array.from({ length: 3000 }, (_, row) => row % 3);

  it('makes as many labels wrong as told, in the shape told', () => {
    const noisy = injectLabelNoise(labels, confusionNoise(confusion, 0.1), 1);
    const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    noisy.forEach((given, row) => {
      counts[3 * labels[row]! + given]!++;
    });
    // Of 1000 drawings each: 900, 75, 25; 50, 900, 50; 100, 0, 900. Four standard deviations at most.
    [900, 75, 25, 50, 900, 50, 100, 0, 900].forEach((expected, place) => {
      const spread = Math.sqrt(expected * (1 - expected / 1000));
      expect(Math.abs(counts[place]! - expected)).toBeLessThanOrEqual(4 * spread);
    });
  });

  it('is the same for the same seed, and a drawing’s label does not hang on the others', () => {
    const noise = symmetricNoise(3, 0.5);
    const noisy = injectLabelNoise(labels, noise, 7);
    expect(injectLabelNoise(labels, noise, 7)).toEqual(noisy);
    expect(injectLabelNoise(labels, noise, 8)).not.toEqual(noisy);
    expect(injectLabelNoise(labels.subarray(0, 90), noise, 7)).toEqual(noisy.subarray(0, 90));
    const rows = [30, 3, 2000];
    const some = injectLabelNoise(
      rows.map(row => labels[row]!),
      noise,
      7,
      rows,
    );
    expect([...some]).toEqual(rows.map(row => noisy[row]));
  });

  it('keeps labels at a rate of 0 and loses all at 1', () => {
    expect(injectLabelNoise(labels, symmetricNoise(3, 0), 1)).toEqual(labels);
    const noisy = injectLabelNoise(labels, symmetricNoise(3, 1), 1);
    expect(noisy.some((given, row) => given === labels[row])).toBe(false);
  });
});

describe('precisionRecallCurve', () => {
  const curve = precisionRecallCurve([4, 0, 2, 3], [0, 0, 1, 0, 1, 1]);

  it('agrees with a list by hand', () => {
    expect(curve).toEqual([
      { flagged: 1, precision: 1, recall: 1 / 3 },
      { flagged: 2, precision: 1 / 2, recall: 1 / 3 },
      { flagged: 3, precision: 2 / 3, recall: 2 / 3 },
      { flagged: 4, precision: 1 / 2, recall: 2 / 3 },
    ]);
  });

  it('gives the first point that finds enough, if the list does', () => {
    expect(pointAtRecall(curve, 0.3)).toEqual(curve[0]);
    expect(pointAtRecall(curve, 0.5)).toEqual(curve[2]);
    expect(pointAtRecall(curve, 0.7)).toBeUndefined();
  });

  it('refuses a truth in which nothing is wrong', () => {
    expect(() => precisionRecallCurve([0], [0, 0])).toThrow(RangeError);
  });
});

describe('confident learning on injected noise', () => {
  it('finds wrong labels and their share, by probabilities that do not know of them', () => {
    const classes = 5;
    const count = 2000;
    const stream = new RandomStream(2, 'synthetic');
    const truth = Int32Array.from({ length: count }, () => stream.below(classes));
    const probabilities = new Float32Array(count * classes);
    truth.forEach((label, row) => {
      const powers = Array.from({ length: classes }, (_, index) =>
        Math.exp(stream.normal() + (index === label ? 5 : 0)),
      );
      const total = powers.reduce((sum, power) => sum + power, 0);
      powers.forEach((power, index) => {
        probabilities[row * classes + index] = power / total;
      });
    });
    const labels = injectLabelNoise(truth, symmetricNoise(classes, 0.1), 3);
    const isWrong = labels.map((given, row) => (given === truth[row] ? 0 : 1));
    const predictions = { classes, probabilities, labels };
    const wrong = isWrong.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(estimateLabelNoise(predictions).errorShare - wrong / count)).toBeLessThan(0.01);
    const issues = labelIssues(predictions);
    const curve = precisionRecallCurve(
      issues.map(({ row }) => row),
      isWrong,
    );
    expect(pointAtRecall(curve, 0.7)!.precision).toBeGreaterThan(0.95);
    expect(curve.at(-1)!.recall).toBeGreaterThan(0.9);
    for (const { row, suggested } of issues.slice(0, 50)) expect(suggested).toBe(truth[row]);
  });
});
