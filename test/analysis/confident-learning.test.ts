import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confidenceThresholds,
  confidentClasses,
  confidentJoint,
  estimateLabelNoise,
  type LabeledPredictions,
  type LabelScore,
  labelIssues,
  labelQuality,
  likeliestOthers,
  normalizedMargin,
  type PruneMethod,
  pointAtRecall,
  precisionRecallCurve,
  pruneLabels,
  smallestFirst,
} from '../../src/analysis/index.ts';

const methods: PruneMethod[] = ['confident', 'by-class', 'by-noise-rate', 'both'];
const scores: LabelScore[] = ['self-confidence', 'normalized-margin', 'confidence-weighted-entropy'];

const marked = (marks: Uint8Array): number[] => [...marks.keys()].filter(row => marks[row] === 1);

/**
 * [N, 3] in 32 bits, with labels. Means of self-confidence: class 0 (0.8 + 0.6 + 0.1) / 3 = 0.5, class 1 0.5.
 */
const byHand: LabeledPredictions = {
  classes: 3,
  probabilities: Float32Array.of(
    ...[0.8, 0.15, 0.05],
    ...[0.6, 0.3, 0.1],
    ...[0.1, 0.7, 0.2],
    ...[0.25, 0.5, 0.25],
    ...[0.5, 0.5, 0],
  ),
  labels: Int32Array.of(0, 0, 0, 1, 1),
};

describe('confident joint', () => {
  it('has the mean self-confidence of each class as threshold', () => {
    expect([...confidenceThresholds(byHand)]).toEqual([0.5, 0.5, Number.POSITIVE_INFINITY]);
  });

  it('takes the most probable of several classes, and of equal ones the lower', () => {
    expect([...confidentClasses(byHand)]).toEqual([0, 0, 1, 1, 0]);
  });

  it('counts, scales rows to the labels given, and tells the share of errors', () => {
    expect([...confidentJoint(byHand)]).toEqual([2, 1, 0, 1, 1, 0, 0, 0, 0]);
    const noise = estimateLabelNoise(byHand);
    [0.4, 0.2, 0, 0.2, 0.2, 0, 0, 0, 0].forEach((mass, place) => {
      expect(noise.joint[place]).toBeCloseTo(mass, 12);
    });
    expect(noise.errorShare).toBeCloseTo(0.4, 12);
    [2 / 3, 1 / 2, 0, 1 / 3, 1 / 2, 0, 0, 0, 0].forEach((share, place) => {
      expect(noise.noiseMatrix[place]).toBeCloseTo(share, 12);
    });
    [2 / 3, 1 / 3, 0, 1 / 2, 1 / 2, 0, 0, 0, 0].forEach((share, place) => {
      expect(noise.inverseNoiseMatrix[place]).toBeCloseTo(share, 12);
    });
  });

  it('finds all drawings confident where all are equally probable', () => {
    const probabilities = Float32Array.from({ length: 6 }, (_, place) => (place % 2 === 0 ? 0.9 : 0.1));
    const alike = { classes: 2, probabilities, labels: [0, 0, 0] };
    expect([...confidentClasses(alike)]).toEqual([0, 0, 0]);
    expect(estimateLabelNoise(alike).errorShare).toBe(0);
  });

  it('knows of no errors where there are no drawings', () => {
    expect(estimateLabelNoise({ classes: 2, probabilities: [], labels: [] }).errorShare).toBe(0);
    expect(labelIssues({ classes: 2, probabilities: [], labels: [] })).toEqual([]);
    expect(labelIssues({ classes: 1, probabilities: [1, 1], labels: [0, 0] })).toEqual([]);
  });
});

describe('pruning', () => {
  it('agrees with five drawings by hand', () => {
    expect(marked(pruneLabels(byHand, 'confident'))).toEqual([2, 4]);
    // One of class 0 (0.1 sure) and one of class 1: both are 0.5 sure, the first.
    expect(marked(pruneLabels(byHand, 'by-class'))).toEqual([2, 3]);
    // Margins of 1 over 0: 0.6 for row 2; of 0 over 1: −0.25 for row 3, 0 for row 4.
    expect(marked(pruneLabels(byHand, 'by-noise-rate'))).toEqual([2, 4]);
    expect(marked(pruneLabels(byHand, 'both'))).toEqual([2]);
  });
});

describe('label quality', () => {
  it('agrees with drawings by hand', () => {
    const predictions = { classes: 2, probabilities: [0.25, 0.75, 0, 1, 1, 0], labels: [0, 0, 0] };
    expect([...likeliestOthers(predictions)]).toEqual([1, 1, 1]);
    expect([...labelQuality(predictions, 'self-confidence')]).toEqual([0.25, 0, 1]);
    expect([...labelQuality(predictions, 'normalized-margin')]).toEqual([0.25, 0, 1]);
    // Entropy of (1/4, 3/4) in bits: 0.811278.
    const weighted = labelQuality(predictions, 'confidence-weighted-entropy');
    expect(weighted[0]).toBeCloseTo(0.25 / (0.25 + 0.811278), 6);
    expect([weighted[1], weighted[2]]).toEqual([0, 1]);
  });

  it('lies from 0 to 1, and the margin is below a half where the model answers something else', () => {
    const row = fc.tuple(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }), fc.nat(3));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), rows => {
        const probabilities = rows.flatMap(([weights]) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          return weights.map(weight => (total === 0 ? 0.25 : weight / total));
        });
        const predictions = { classes: 4, probabilities, labels: rows.map(([, label]) => label) };
        for (const score of scores)
          for (const quality of labelQuality(predictions, score)) {
            expect(quality).toBeGreaterThanOrEqual(0);
            expect(quality).toBeLessThanOrEqual(1);
          }
        const margins = normalizedMargin(predictions);
        for (const { row, given, suggested, quality } of labelIssues(predictions)) {
          expect(quality).toBe(margins[row]);
          expect(quality).toBeLessThan(0.5);
          expect(suggested).not.toBe(given);
        }
      }),
    );
  });
});

describe('beside a numpy reading of the paper', () => {
  interface Golden {
    classes: number;
    probabilities: number[];
    labels: number[];
    wrong: number[];
    precisionAtHalfRecall: number;
    thresholds: (number | null)[];
    confidentJoint: number[];
    joint: number[];
    noiseMatrix: number[];
    inverseNoiseMatrix: number[];
    errorShare: number;
    pruned: Record<PruneMethod, number[]>;
    scores: Record<LabelScore, number[]>;
    suggested: number[];
    issues: Record<string, number[]>;
  }
  const path = new URL('../golden/confident-learning.json', import.meta.url);
  const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
  const predictions = {
    classes: golden.classes,
    probabilities: Float32Array.from(golden.probabilities),
    labels: Int32Array.from(golden.labels),
  };
  const expectClose = (actual: ArrayLike<number>, expected: readonly (number | null)[]): void => {
    expect(actual).toHaveLength(expected.length);
    expected.forEach((value, place) => {
      expect(actual[place]).toBeCloseTo(value ?? Number.POSITIVE_INFINITY, 10);
    });
  };

  it('has the same estimates', () => {
    expectClose(confidenceThresholds(predictions), golden.thresholds);
    expect([...confidentJoint(predictions)]).toEqual(golden.confidentJoint);
    const noise = estimateLabelNoise(predictions);
    expectClose(noise.joint, golden.joint);
    expectClose(noise.noiseMatrix, golden.noiseMatrix);
    expectClose(noise.inverseNoiseMatrix, golden.inverseNoiseMatrix);
    expect(noise.errorShare).toBeCloseTo(golden.errorShare, 10);
  });

  it.each(methods)('prunes the same drawings: %s', method => {
    expect(marked(pruneLabels(predictions, method))).toEqual(golden.pruned[method]);
  });

  it.each(scores)('scores alike and ranks the same issues: %s', score => {
    expectClose(labelQuality(predictions, score), golden.scores[score]);
    for (const method of methods) {
      const issues = labelIssues(predictions, { method, score });
      expect(issues.map(({ row }) => row)).toEqual(golden.issues[`${method} ${score}`]);
      for (const { row, given, suggested } of issues)
        expect([given, suggested]).toEqual([golden.labels[row], golden.suggested[row]]);
    }
  });

  it('has the same precision', () => {
    const ranked = smallestFirst(normalizedMargin(predictions));
    const point = pointAtRecall(precisionRecallCurve(ranked, golden.wrong), 0.5);
    expect(point?.precision).toBeCloseTo(golden.precisionAtHalfRecall, 12);
  });
});
